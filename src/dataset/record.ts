import type { DecisionStatus } from "../stages/decision.ts";
import type { FailureAnalysis } from "../stages/failure-analysis.ts";
import type { Relabel } from "../stages/relabel.ts";
import type { HeldOutGoals } from "./holdout/held-out-in.ts";
import type { Trajectory } from "../trajectory/trajectory.ts";

/** What the dataset needs of one trajectory and its journal entry. */
export interface DatasetRecord {
  trajectory: Trajectory;
  relabels: readonly Relabel[];
  analysis: FailureAnalysis | null;
  decisionStatus: DecisionStatus;
  /** Absent when nothing is held out. */
  heldOut?: HeldOutGoals;
}
