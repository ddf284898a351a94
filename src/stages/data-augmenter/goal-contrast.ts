import type { FailureAnalysis } from "../failure-analysis.ts";
import type { Relabel } from "../relabel.ts";
import type { Trajectory } from "../../trajectory/trajectory.ts";
import { hindsightSample, originalGoalSample } from "./hindsight-sample.ts";
import type { GoalContrast, Sample } from "./sample.ts";

/**
 * The paper's preference pair: the same turns, once under the goal they achieve and once under the goal they miss. The two sides differ in
 * the goal's text alone.
 *
 * @param chosen the hindsight sample, where it has been made already
 * @returns the pair; null for a hidden task, whose messages do not hold the goal, so both sides would be the same; null when no turn
 * carries loss; null when the run may have met its own goal, whatever its record says, because then nothing is to be rejected
 */
export function goalContrast(
  trajectory: Trajectory,
  relabel: Relabel,
  number: number,
  analysis: FailureAnalysis | null,
  chosen: Sample | null = hindsightSample(trajectory, relabel, number, analysis),
): GoalContrast | null {
  if (trajectory.task.hidden === true || mayHaveMet(analysis)) return null;
  const rejected = originalGoalSample(trajectory, relabel, number, analysis);
  return chosen === null || rejected === null ? null : { chosen, rejected };
}

function mayHaveMet(analysis: FailureAnalysis | null): boolean {
  return analysis?.signals.some(({ kind }) => kind === "stated_goal_may_be_met") === true;
}
