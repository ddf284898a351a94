import type { DatasetRecord } from "../record.ts";
import type { HeldOut, HoldoutIndex } from "./holdout-index.ts";

/** What of a record may not be trained on. Plain data. */
export interface HeldOutGoals {
  /** The run's own task is held out, and so is everything that is made of the run. */
  task: HeldOut | null;
  /** Per relabel of the record. */
  goals: (HeldOut | null)[];
}

/** Looks up a record's task and its hindsight goals among the held-out tasks. To be asked before anything is scrubbed. */
export function heldOutIn(
  { trajectory, relabels }: Pick<DatasetRecord, "trajectory" | "relabels">,
  index: HoldoutIndex,
  similarity: number,
): HeldOutGoals {
  const task = index.matchOfTask(trajectory.task, similarity);
  return { task, goals: relabels.map(({ goal }) => (task === null ? index.matchOfGoal(goal, similarity) : null)) };
}
