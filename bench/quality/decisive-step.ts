import type { FailureAnalysis, FailureType } from "../../src/stages/failure-analysis.ts";
import type { Trajectory } from "../../src/trajectory/trajectory.ts";

/** The signals that explain a failure of each type. */
const explaining: Record<FailureType, readonly string[]> = {
  incomplete: ["gave_up", "repeated_action", "tool_error", "unreadable_arguments", "malformed_turn"],
  constraint_violation: ["gave_up", "result_first_stated"],
  wrong_result: ["result_first_stated"],
  tool_error: ["tool_error", "unreadable_arguments"],
  hallucination: ["invented_value", "result_first_stated"],
  off_topic: [],
};

/**
 * The step that an analysis makes responsible for the failure: the first at which a signal holds that explains its type. Without any it is the
 * agent's first step for a run that is off topic, and its last one otherwise.
 *
 * @returns a 1-based step, or 0 for a run without a step of the agent
 */
export function decisiveStep(trajectory: Trajectory, analysis: FailureAnalysis): number {
  const kinds = analysis.type === null ? [] : explaining[analysis.type];
  const steps = analysis.signals.filter(({ kind, step }) => step > 0 && kinds.includes(kind)).map(({ step }) => step);
  if (steps.length > 0) return Math.min(...steps);
  const own = agentSteps(trajectory);
  return (analysis.type === "off_topic" ? own.at(0) : own.at(-1)) ?? 0;
}

/** The 1-based positions of the agent's steps. */
export function agentSteps(trajectory: Trajectory): number[] {
  return trajectory.steps.flatMap((step, index) => (step.kind === "agent" ? [index + 1] : []));
}
