import { callKey, readCalls, type ReadCall } from "../../evidence/reading.ts";
import type { Trajectory } from "../../trajectory/trajectory.ts";
import type { FailureAnalysis, MajorFault, Signal } from "../failure-analysis.ts";
import type { Edit } from "../relabel.ts";
import { severityOf, weightOf, withoutMajor } from "./severity.ts";
import { countsOf } from "./signals.ts";

/** What of a pair bears on its weight. */
interface PairExtent {
  /** Last step (1-based) of the run that belongs to the pair. */
  prefixEnd: number;
  edits: readonly Edit[];
}

/**
 * w of a pair: the run's, unless what made the failure as bad as it is does not stand in the pair.
 *
 * - By rules: at least what the failure would weigh if the run had ended with the pair, without the turns that the pair leaves out. What fails or is repeated later says
 *   nothing about it.
 * - By a model: where nothing of what made the failure a major one stands in the pair, because it ends earlier or leaves those words or that turn out, what the
 *   failure would weigh without. A turn that is masked is still there, and what follows may rest on it.
 */
export function pairWeight(trajectory: Trajectory, analysis: FailureAnalysis, extent: PairExtent): number {
  const { weight, severity, major } = analysis;
  if (analysis.by === "rules") return Math.max(weight, weightOfPart(trajectory, analysis, extent));
  if (major === undefined) return weight;
  const { prefixEnd, edits } = extent;
  const isGone = ({ step, in: part }: MajorFault): boolean =>
    step > prefixEnd || edits.some((edit) => edit.step === step && (edit.kind === "cut_step" || part === "message"));
  return !major.every(isGone) ? weight : weightOf(withoutMajor(severity));
}

/** The highest weight that a pair of the run can have: that of its beginning, before anything major goes wrong, or as far as the best of its calls. */
export function bestWeight(trajectory: Trajectory, analysis: FailureAnalysis): number {
  if (analysis.by === "rules") {
    const ends = readCalls(trajectory).flatMap(({ kind, step }) => (kind === "content" ? [step] : []));
    return Math.max(analysis.weight, ...ends.map((prefixEnd) => weightOfPart(trajectory, analysis, { prefixEnd, edits: [] })));
  }
  const firstAction = trajectory.steps.findIndex((step) => step.kind === "agent") + 1;
  const first = Math.min(...(analysis.major ?? []).map(({ step }) => step));
  return firstAction < first ? pairWeight(trajectory, analysis, { prefixEnd: first - 1, edits: [] }) : analysis.weight;
}

/** What a failure weighs by what fails and is repeated in one part of the run. */
function weightOfPart(trajectory: Trajectory, { type, weight, signals }: FailureAnalysis, { prefixEnd, edits }: PairExtent): number {
  // Where nothing failed or was repeated, no part of the run weighs more than another.
  if (type === null || !signals.some(({ kind }) => weighing.has(kind))) return weight;
  const isLeftOut = (step: number): boolean => edits.some((edit) => edit.kind === "cut_step" && edit.step === step);
  const calls = readCalls(trajectory).filter(({ step }) => step <= prefixEnd && !isLeftOut(step));
  return calls.length === 0 ? weight : weightOf(severityOf(type, { ...countsOf(calls), calls: calls.length, repeats: repeatsIn(calls) }));
}

/** What calls do that makes a failure worse. */
const weighing: ReadonlySet<Signal["kind"]> = new Set(["tool_error", "unreadable_arguments", "repeated_action"]);

function repeatsIn(calls: readonly ReadCall[]): number {
  const seen = new Set<string>();
  let repeats = 0;
  for (const { call } of calls) {
    const key = `${call.result.text.length} ${callKey(call)}`;
    if (seen.has(key)) repeats += 1;
    seen.add(key);
  }
  return repeats;
}
