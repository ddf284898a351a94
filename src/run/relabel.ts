import type { FailureAnalysis } from "../stages/failure-analysis.ts";
import { pairWeight } from "../stages/failure-detector/pair-weight.ts";
import { withoutUnkeptDemand } from "../stages/prompt-relabeler/cut-demand.ts";
import { gate, type GateSettings, type Try } from "../stages/prompt-relabeler/gate.ts";
import type { RefusedRelabel, Relabel, Verdict } from "../stages/relabel.ts";
import type { ReplayOutcome } from "../stages/replay-outcome.ts";
import type { Proposal, Stages } from "../stages/stage.ts";
import type { Trajectory } from "../trajectory/trajectory.ts";

/** What stage 3 and the gate come to. */
export interface Relabeled {
  relabels: Relabel[];
  refused: RefusedRelabel[];
}

/** The run and what the stages before said of it. */
export interface RelabelTask {
  trajectory: Trajectory;
  analysis: FailureAnalysis;
  replay: ReplayOutcome;
}

/**
 * Stage 3 and the gate in the strict reading (preset `strict`). Every goal passes on its own: the δ gate with the weight of its part of the run, the free checks, then the judges one after another, of
 * which each is asked only about goals that all before it confirmed, all goals of the run in one question. A goal that a judge turns down and that a mask
 * or an earlier end would mend is mended and judged again, once, by all. Stage 3 is asked again, up to K times, while no goal was accepted and another try can
 * give something else.
 *
 * @throws whatever a stage throws
 */
export async function relabelStrictly(task: RelabelTask, stages: Stages, settings: GateSettings): Promise<Relabeled> {
  const found: Relabeled = { relabels: [], refused: [] };
  const vetoed = new Set<string>();
  for (let attempt = 0; attempt < settings.tries; attempt++) {
    const { proposals, refused } = await stages.relabeler.propose(task.trajectory, task.analysis, task.replay, attempt);
    found.refused.push(...refused);
    // A judge's no to a goal holds for the tries that follow; asking again until somebody says yes is no judging.
    const fresh = proposals.filter(({ goal }) => !vetoed.has(goal.toLowerCase()));
    const { mended } = await cascade(task, fresh, stages, settings, found);
    if (mended.length > 0) await cascade(task, mended, stages, settings, found);
    for (const { goal, reason } of found.refused) if (reason === "judge_veto") vetoed.add(goal.toLowerCase());
    // A model that sees nothing in a run is believed.
    const sawNothing = proposals.length === 0 && refused.length === 0;
    if (found.relabels.length > 0 || sawNothing || !stages.relabeler.retries) break;
  }
  return found;
}

/** Takes proposals through checks and judges. What is confirmed by all is added to `found`, what is not is refused there; what a judge would mend comes back. */
async function cascade(
  { trajectory, analysis }: RelabelTask,
  proposals: readonly Proposal[],
  stages: Stages,
  settings: GateSettings,
  found: Relabeled,
): Promise<{ mended: Proposal[] }> {
  const mended: Proposal[] = [];
  const once: GateSettings = { ...settings, tries: 1, preset: "strict" };
  const decided = (candidate: Candidate): boolean => {
    const result = gate([tryOf(candidate)], once, stages.judges.length);
    if (result.decision === "judge") return false;
    if (result.decision === "accept")
      found.relabels.push({ ...candidate.proposal, confidence: result.confidence, verdicts: candidate.verdicts });
    else found.refused.push(refusal(candidate, settings.theta));
    return true;
  };
  const weighty = proposals
    .map((proposal) => withoutUnkeptDemand(trajectory, proposal))
    .flatMap((proposal) => withWeight(trajectory, analysis, proposal, settings.delta, found));
  let pending = weighty.map((proposal): Candidate => ({ proposal, check: stages.check.check(trajectory, proposal), verdicts: [] }));
  for (const candidate of pending) candidate.verdicts.push(candidate.check);
  pending = pending.filter((candidate) => !decided(candidate));
  for (const judge of stages.judges) {
    if (pending.length === 0) break;
    const judgements = await judge.judge(
      trajectory,
      pending.map((candidate) => candidate.proposal),
    );
    for (const [at, candidate] of pending.entries()) {
      const judgement = judgements[at];
      if (judgement === undefined) continue;
      candidate.verdicts.push(judgement.verdict);
      if (judgement.repaired !== null) mended.push(judgement.repaired);
    }
    pending = pending.filter((candidate) => !decided(candidate));
  }
  return { mended };
}

/** The proposal with the weight of its own part of the run; nothing where that is below δ. */
function withWeight(trajectory: Trajectory, analysis: FailureAnalysis, proposal: Proposal, delta: number, found: Relabeled): Proposal[] {
  const weight = pairWeight(trajectory, analysis, proposal);
  // Most have the run's weight.
  if (weight === analysis.weight && weight >= delta && proposal.weight === undefined) return [proposal];
  const { goal, strategy, weight: _, ...rest } = proposal;
  if (weight >= delta) return [{ goal, strategy, ...rest, ...(weight === analysis.weight ? {} : { weight }) }];
  const faults = (analysis.major ?? []).map(({ condition, step }) => `${condition} at step ${step}`).join(", ");
  const detail = `the weight of steps 1 to ${proposal.prefixEnd} is ${weight.toFixed(2)}, below δ = ${delta}${faults === "" ? "" : `: ${faults}`}`;
  found.refused.push({ goal, strategy, reason: "low_weight", detail });
  return [];
}

interface Candidate {
  proposal: Proposal;
  check: Verdict;
  /** The check's, then the judges'. */
  verdicts: Verdict[];
}

function tryOf({ proposal, check, verdicts }: Candidate): Try {
  return { valid: check.valid, confidence: proposal.confidence, verdicts: verdicts.slice(1) };
}

function refusal({ proposal, check, verdicts }: Candidate, theta: number): RefusedRelabel {
  const { goal, strategy, confidence } = proposal;
  const last = verdicts.at(-1);
  const judged = verdicts.length > 1 ? { verdicts } : {};
  if (confidence < theta) {
    return { goal, strategy, reason: "low_confidence", detail: `confidence ${confidence.toFixed(2)} is below θ = ${theta}`, ...judged };
  }
  if (!check.valid) return { goal, strategy, reason: check.reason, detail: check.detail ?? "found by rules", ...judged };
  const step = last?.step === undefined ? "" : `, step ${last.step}`;
  const detail = `${last?.valid === true ? `not sure enough (${last.confidence.toFixed(2)})` : (last?.reason ?? "")}${step}, by ${last?.by ?? "a judge"}: ${last?.detail ?? ""}`;
  return { goal, strategy, reason: "judge_veto", detail, ...judged };
}

/**
 * Stage 3 and the gate by Algorithm 1 to the letter (preset `paper`): one goal a try, temperature 0.3 and then 0.7; the second judge where b = 1 and
 * c ≥ θ; the best try that fell short is taken in the end when c ≥ 0.8 θ. What code cannot find in the run still counts as b = 0.
 *
 * @throws whatever a stage throws
 */
export async function relabelByPaper(task: RelabelTask, stages: Stages, settings: GateSettings): Promise<Relabeled> {
  const tries: Array<Try & { proposal: Proposal | undefined; said: Verdict[] }> = [];
  const refused: RefusedRelabel[] = [];
  for (;;) {
    const result = gate(tries, settings, stages.judges.length);
    const last = tries.at(-1);
    if (result.decision === "accept") {
      const taken = tries[result.attempt];
      if (taken?.proposal === undefined) throw new Error("the gate accepted a try without a goal");
      const verdicts = [ownVerdict(taken.proposal, result.fallback), ...taken.said];
      return { relabels: [{ ...taken.proposal, confidence: result.confidence, verdicts }], refused };
    }
    if (result.decision === "reject") return { relabels: [], refused };
    if (result.decision === "judge" && last?.proposal !== undefined) {
      const judge = stages.judges[last.verdicts.length];
      const [judgement] = judge === undefined ? [] : await judge.judge(task.trajectory, [last.proposal]);
      if (judgement === undefined) throw new Error("a judge gave no verdict");
      last.said.push(judgement.verdict);
      last.verdicts = [...last.verdicts, judgement.verdict];
      continue;
    }
    if (last?.proposal !== undefined) refused.push(shortfall(last.proposal, last.said, settings.theta));
    const attempt = tries.length;
    const { proposals, refused: dropped } = await stages.relabeler.propose(task.trajectory, task.analysis, task.replay, attempt);
    refused.push(...dropped);
    const proposal = proposals[0] && withoutUnkeptDemand(task.trajectory, proposals[0]);
    const check = proposal === undefined ? undefined : stages.check.check(task.trajectory, proposal);
    if (proposal !== undefined && check?.valid === false) refused.push(refusal({ proposal, check, verdicts: [check] }, settings.theta));
    const valid = check?.valid === true;
    tries.push({ valid, confidence: proposal?.confidence ?? 0, verdicts: [], proposal: valid ? proposal : undefined, said: [] });
  }
}

function ownVerdict({ confidence }: Proposal, fallback: boolean): Verdict {
  return { by: "relabeler", valid: true, confidence, reason: fallback ? "best_effort_fallback" : "generated" };
}

function shortfall({ goal, strategy, confidence }: Proposal, said: Verdict[], theta: number): RefusedRelabel {
  const last = said.at(-1);
  if (last === undefined) {
    return { goal, strategy, reason: "low_confidence", detail: `confidence ${confidence.toFixed(2)} is below θ = ${theta}` };
  }
  return { goal, strategy, reason: "judge_veto", detail: `${last.reason}, by ${last.by}: ${last.detail ?? ""}`, verdicts: said };
}
