import { z } from "zod";

/**
 * What became of a trajectory. `accepted` makes at least one pair. `rejected`: no valid hindsight goal was found. `skipped`: there is nothing
 * to relabel (it succeeded, nobody knows how it ended, it is a copy). `error`: something broke; it is tried again on resume and is never a
 * verdict.
 */
export const DecisionStatus = z.enum(["accepted", "rejected", "skipped", "error"]);
export type DecisionStatus = z.infer<typeof DecisionStatus>;

/** Every reason a decision can give. The names are stable: scripts and reports rely on them. */
export const ReasonCode = z.enum([
  // accepted
  "relabeled",
  // skipped
  "succeeded",
  "outcome_unknown",
  "duplicate",
  // rejected, stage 1
  "irrecoverable",
  "low_weight",
  // rejected, stage 2
  "no_achievement",
  // rejected, stage 3
  "no_goal",
  "dialogue_needs_judge",
  "unsupported_claim",
  "incoherent_with_goal",
  "goal_leaks_answer",
  "low_confidence",
  "judge_veto",
  // error
  "internal_error",
  "model_error",
  "awaiting_batch",
]);
export type ReasonCode = z.infer<typeof ReasonCode>;

export const Decision = z.strictObject({ status: DecisionStatus, reason: ReasonCode, detail: z.string() });
export type Decision = z.infer<typeof Decision>;
