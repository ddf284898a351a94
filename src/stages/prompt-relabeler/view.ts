import { readCalls } from "../../evidence/reading.ts";
import { knownStems } from "../../evidence/words.ts";
import type { Trajectory } from "../../trajectory/trajectory.ts";
import { observationOf } from "../../trajectory/views.ts";
import type { FailureAnalysis } from "../failure-analysis.ts";
import type { RunView } from "./goal-draft.ts";
import { plainOf } from "./goals/named-call.ts";
import { mayChangeState } from "./state-changes.ts";

/** Reads a run once for all ways of finding goals. */
export function viewOf(trajectory: Trajectory, analysis: FailureAnalysis): RunView {
  const calls = readCalls(trajectory);
  const change = calls.findIndex(mayChangeState);
  const untouched = change === -1 ? calls : calls.slice(0, change);
  const lastContent = calls.findLast((call) => call.kind === "content")?.step ?? 0;
  const seen: string[] = [];
  const seenAt = (step: number): string => {
    const at = trajectory.steps[step - 1];
    return (seen[step] ??= at === undefined ? "" : observationOf(at).toLowerCase());
  };
  const { goal } = trajectory.task;
  let plain: string | undefined;
  const plainGoal = (): string => (plain ??= ` ${plainOf(goal)} `);
  return { trajectory, analysis, goal: goal.toLowerCase(), calls, untouched, oldStems: knownStems(goal), lastContent, seenAt, plainGoal };
}

/** True when a user, real or simulated, says more than the goal: what is asked is spread over turns that a new goal would contradict. */
export function isDialogue(trajectory: Trajectory): boolean {
  if (trajectory.task.hidden === true) return true;
  return trajectory.steps.filter((step) => step.kind === "user" && step.by !== "injected").length > 1;
}
