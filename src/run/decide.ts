import type { Decision } from "../stages/decision.ts";
import type { FailureAnalysis } from "../stages/failure-analysis.ts";
import type { ModelCall } from "../stages/model-call.ts";
import type { GateSettings } from "../stages/prompt-relabeler/gate.ts";
import type { RefusedRelabel, Relabel } from "../stages/relabel.ts";
import type { ReplayOutcome } from "../stages/replay-outcome.ts";
import type { Stages } from "../stages/stage.ts";
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
 * weight is below δ is rejected before stage 2. Every proposal passes the gate on its own; one accepted goal is enough.
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
  const early = beforeExtraction(analysis, settings);
  if (early !== null) return { decision: early, analysis, replay: null, relabels: [], refused: [] };

  const replay = await stages.extractor.extract(trajectory, analysis);
  if (replay.achievements.length === 0) {
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

/** Sub-goals of a success: what it met before the last thing it found out. None of them is the run's own goal. */
async function decideSuccess(
  trajectory: Trajectory,
  analysis: FailureAnalysis,
  stages: Stages,
  settings: DecideSettings,
): Promise<FateWithoutCalls> {
  const replay = await stages.extractor.extract(trajectory, analysis);
  const last = replay.achievements.at(-1)?.firstStep ?? 0;
  const found = await relabel(trajectory, analysis, replay, stages, settings);
  const relabels = found.relabels.filter((one) => one.prefixEnd < last);
  const decision: Decision =
    relabels.length > 0
      ? { status: "accepted", reason: "relabeled", detail: `succeeded; ${relabels.length} on the way` }
      : { status: "skipped", reason: "succeeded", detail: analysis.explanation };
  return { decision, analysis, replay, relabels, refused: found.refused };
}

function beforeExtraction(analysis: FailureAnalysis, settings: GateSettings): Decision | null {
  if (analysis.verdict === "success") return { status: "skipped", reason: "succeeded", detail: analysis.explanation };
  if (analysis.verdict === "unknown") return { status: "skipped", reason: "outcome_unknown", detail: analysis.explanation };
  if (!analysis.recoverable) return rejected("irrecoverable", analysis.explanation);
  if (analysis.weight < settings.delta) {
    return rejected("low_weight", `weight ${analysis.weight.toFixed(2)} is below δ = ${settings.delta}: ${analysis.explanation}`);
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
