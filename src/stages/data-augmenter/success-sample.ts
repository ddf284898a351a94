import type { Trajectory } from "../../trajectory/trajectory.ts";
import type { Sample } from "./sample.ts";
import { toMessages } from "./to-messages.ts";
import { underGoal } from "../under-goal.ts";

/**
 * A successful run as it is, under its own goal: the demonstration that ordinary fine-tuning uses. Every turn is trained except those that
 * the harness could not read.
 *
 * @returns the sample, or null when no turn of it would carry loss
 */
export function successSample(trajectory: Trajectory): Sample | null {
  const { steps, opening } = underGoal(trajectory, null);
  const kept = steps.map((step, index) => ({ step, number: index + 1, maskReason: null }));
  const messages = toMessages(kept, opening, null);
  if (messages.length === 0) return null;
  const { format, file, line } = trajectory.provenance;
  return {
    id: trajectory.id,
    trajectoryId: trajectory.id,
    groupId: trajectory.task.groupId,
    kind: "success",
    goal: trajectory.task.goal,
    originalGoal: trajectory.task.goal,
    strategy: null,
    tools: trajectory.tools,
    messages,
    weight: 1,
    confidence: 1,
    failureType: null,
    edited: false,
    source: { format, file, line },
  };
}
