import type { Step } from "../../../trajectory/trajectory.ts";

/** What the harness puts between a request and the mark that it was stopped. */
const MAX_BETWEEN = 20;

/**
 * Marks the last request as stopped when the agent has said nothing since: a person who interrupts at once takes back what was asked.
 * The mark is `stopped_at_once` in the step's `extra`.
 */
export function markStoppedRequest(steps: readonly Step[]): void {
  for (const step of steps.slice(-MAX_BETWEEN).toReversed()) {
    if (step.kind === "agent") return;
    if (step.kind !== "user" || step.by === "injected") continue;
    step.extra = { ...step.extra, stopped_at_once: true };
    return;
  }
}

/** True when a request carries the mark. */
export function wasStopped(step: Step): boolean {
  return step.extra?.["stopped_at_once"] === true;
}
