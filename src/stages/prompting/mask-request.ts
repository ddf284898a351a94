import type { Step, Trajectory } from "../../trajectory/trajectory.ts";
import { underGoal } from "../under-goal.ts";

/** Stands in a transcript where the run says what it was asked. */
export const requestMark = "⟦THE REQUEST⟧";

/**
 * The steps of a run with its goal taken out, so that one transcript serves questions under any goal and a judge does not read the old one. In
 * a dialogue nothing is taken out: there the user's own turns ask.
 *
 * @returns the steps at their positions, and whether the request stands before the first of them
 */
export function maskRequest(trajectory: Trajectory): { steps: readonly Step[]; requestFirst: boolean } {
  const { steps, opening } = underGoal(trajectory, requestMark);
  return { steps, requestFirst: opening !== null };
}
