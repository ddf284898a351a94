import { callKey, readObservation } from "../../evidence/reading.ts";
import type { Trajectory } from "../../trajectory/trajectory.ts";
import { callsOf } from "../../trajectory/views.ts";
import type { Mask } from "../relabel.ts";

/**
 * The turns that carry no loss under any goal: malformed ones, calls that failed, calls that repeat an earlier one that worked.
 *
 * @param prefixEnd last step (1-based) that belongs to the pair
 */
export function standardMasks(trajectory: Trajectory, prefixEnd: number): Mask[] {
  const masks: Mask[] = [];
  const done = new Set<string>();
  for (const [index, step] of trajectory.steps.slice(0, prefixEnd).entries()) {
    if (step.kind !== "agent") continue;
    const number = index + 1;
    const calls = callsOf(step);
    const failed = calls.some((call) => readObservation(call) === "error");
    const repeated = calls.length > 0 && calls.every((call) => done.has(callKey(call)));
    if (!failed) for (const call of calls) done.add(callKey(call));
    if (step.malformed === true || calls.some((call) => call.argumentsError !== undefined))
      masks.push({ step: number, reason: "malformed" });
    else if (failed) masks.push({ step: number, reason: "error_returned" });
    else if (repeated) masks.push({ step: number, reason: "repeat" });
  }
  return masks;
}
