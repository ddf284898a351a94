import type { Decision } from "../stages/decision.ts";
import type { FailureAnalysis } from "../stages/failure-analysis.ts";
import { bestWeight } from "../stages/failure-detector/pair-weight.ts";
import type { ModelCall } from "../stages/model-call.ts";
import type { GateSettings } from "../stages/prompt-relabeler/gate.ts";
import type { RefusedRelabel, Relabel } from "../stages/relabel.ts";
import type { ReplayOutcome } from "../stages/replay-outcome.ts";
import type { PromptRelabeler, Stages } from "../stages/stage.ts";
import type { Trajectory } from "../trajectory/trajectory.ts";
import { relabelByPaper, type Relabeled, relabelStrictly } from "./relabel.ts";

/** What `decide` goes by besides the stages. */
export interface DecideSettings extends GateSettings {
  /** Also take sub-goals of runs that succeeded: goals that they met on the way. */
  relabelSuccesses: boolean;
}

/** All that the pipeline says of one trajectory. Fields of stages that were not reached are null. */
export interface Fate {
  decision: Decision;
  analysis: FailureAnalysis | null;
  replay: ReplayOutcome | null;
  relabels: Relabel[];
  refused: RefusedRelabel[];
  /** The calls to models that it took, in order. */
  calls: readonly ModelCall[];
}

/**
 * Takes one trajectory through stages 1 to 3 and the gate (Algorithm 1).
 *
 * A run that succeeded, or whose end nobody knows and that shows no sign of failure, is skipped; with `relabelSuccesses` a success is searched for
 * goals that it met before its own. A failure that is irrecoverable or whose
 * weight is below δ is rejected before stage 2; in the strict preset, one of which no beginning weighs more, and each goal passes the δ gate with the weight of
 * its own part of the run. Every proposal passes the gate on its own; one accepted goal is enough.
 *
 * @throws whatever a stage throws: a bug or an infrastructure error, never a verdict
 */
export async function decide(trajectory: Trajectory, stages: Stages, settings: DecideSettings): Promise<Fate> {
  return { ...(await decideFate(trajectory, stages, settings)), calls: stages.callsAbout(trajectory) };
}

type FateWithoutCalls = Omit<Fate, "calls">;

async function decideFate(trajectory: Trajectory, stages: Stages, settings: DecideSettings): Promise<FateWithoutCalls> {
  const analysis = await stages.detector.detect(trajectory);
  if (analysis.verdict === "success" && settings.relabelSuccesses) return decideSuccess(trajectory, analysis, stages, settings);
  const early = beforeExtraction(trajectory, analysis, settings);
  if (early !== null) return { decision: early, analysis, replay: null, relabels: [], refused: [] };

  const replay = await stages.extractor.extract(trajectory, analysis);
  if (stages.relabeler.endsWithout(replay)) {
    const decision = rejected("no_achievement", replay.limitations[0] ?? "nothing in the run holds up as an achievement");
    return { decision, analysis, replay, relabels: [], refused: [] };
  }

  const { relabels, refused } = await relabel(trajectory, analysis, replay, stages, settings);
  const decision: Decision =
    relabels.length > 0
      ? {
          status: "accepted",
          reason: "relabeled",
          detail: `${relabels.length === 1 ? "1 goal" : `${relabels.length} goals`}${doubtOf(analysis)}`,
        }
      : rejectedBecause(refused);
  return { decision, analysis, replay, relabels, refused };
}

/** A run whose record says failure and that may have met its goal is flagged; no contrast is made of it. */
function doubtOf({ signals }: FailureAnalysis): string {
  return signals.some(({ kind }) => kind === "stated_goal_may_be_met")
    ? "; the stated goal may be met, too: check the record's verdict"
    : "";
}

/** Sub-goals of a success: what it met before the last thing it achieved. None of them is the run's own goal, which is not shown to a judge. */
async function decideSuccess(
  trajectory: Trajectory,
  analysis: FailureAnalysis,
  stages: Stages,
  settings: DecideSettings,
): Promise<FateWithoutCalls> {
  const replay = await stages.extractor.extract(trajectory, analysis);
  const skipped: Decision = { status: "skipped", reason: "succeeded", detail: analysis.explanation };
  const last = Math.max(0, ...replay.achievements.map(({ firstStep }) => firstStep));
  // Nothing can have been met before the first agent step.
  if (last <= 1) return { decision: skipped, analysis, replay, relabels: [], refused: [] };
  const early: Stages = { ...stages, relabeler: endingBefore(last, stages.relabeler) };
  const { relabels, refused } = await relabel(trajectory, analysis, replay, early, settings);
  const decision: Decision =
    relabels.length > 0 ? { status: "accepted", reason: "relabeled", detail: `succeeded; ${relabels.length} on the way` } : skipped;
  return { decision, analysis, replay, relabels, refused };
}

/** The same relabeler; goals that a run meets at a step or later are refused before anybody judges them. */
function endingBefore(last: number, relabeler: PromptRelabeler): PromptRelabeler {
  return {
    retries: relabeler.retries,
    endsWithout: (outcome) => relabeler.endsWithout(outcome),
    async propose(...asked) {
      const { proposals, refused } = await relabeler.propose(...asked);
      const late = proposals.filter(({ prefixEnd }) => prefixEnd >= last);
      const detail = `the run succeeded, and this is met at its last achievement (step ${last}) only`;
      return {
        proposals: proposals.filter(({ prefixEnd }) => prefixEnd < last),
        refused: [...refused, ...late.map(({ goal, strategy }) => ({ goal, strategy, reason: "no_goal", detail }))],
      };
    },
  };
}

function beforeExtraction(trajectory: Trajectory, analysis: FailureAnalysis, settings: GateSettings): Decision | null {
  if (analysis.verdict === "success") return { status: "skipped", reason: "succeeded", detail: analysis.explanation };
  if (analysis.verdict === "unknown") return { status: "skipped", reason: "outcome_unknown", detail: analysis.explanation };
  if (!analysis.recoverable) return rejected("irrecoverable", analysis.explanation);
  // Most runs weigh enough as they are.
  const asWhole = settings.preset === "paper" || analysis.weight >= settings.delta;
  const weight = asWhole ? analysis.weight : bestWeight(trajectory, analysis);
  if (weight < settings.delta) {
    return rejected("low_weight", `weight ${weight.toFixed(2)} is below δ = ${settings.delta}: ${analysis.explanation}`);
  }
  return null;
}

function relabel(
  trajectory: Trajectory,
  analysis: FailureAnalysis,
  replay: ReplayOutcome,
  stages: Stages,
  settings: GateSettings,
): Promise<Relabeled> {
  const task = { trajectory, analysis, replay };
  return settings.preset === "paper" ? relabelByPaper(task, stages, settings) : relabelStrictly(task, stages, settings);
}

function rejectedBecause(refused: readonly RefusedRelabel[]): Decision {
  const last = refused.at(-1);
  if (last === undefined) return rejected("no_goal", "no goal fits what the run achieved");
  return rejected(reasonOf(last.reason), last.detail);
}

const stage3Reasons = [
  "low_weight",
  "no_goal",
  "dialogue_needs_judge",
  "unsupported_claim",
  "incoherent_with_goal",
  "goal_leaks_answer",
  "low_confidence",
] as const;

function reasonOf(reason: string): Decision["reason"] {
  return stage3Reasons.find((known) => known === reason) ?? "judge_veto";
}

function rejected(reason: Decision["reason"], detail: string): Decision {
  return { status: "rejected", reason, detail };
}
