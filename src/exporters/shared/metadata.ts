import type { JsonObject } from "../../base/json.ts";
import type { AttemptContrast, Sample } from "../../stages/data-augmenter/sample.ts";

/** What `TRAINING.md` says of the column. */
export const METADATA_GUIDE =
  "`metadata` is a JSON string that no trainer reads: run, task group, both goals, strategy, weight w, confidence, failure type, source. " +
  "w is the paper's severity weight; where the trainer takes no weight, use it to filter or repeat rows.";

/**
 * What a row says of itself, as one JSON string: a string has the same type in every row, so no loader can trip over it, and no trainer
 * reads it by accident. No trainer but OpenAI's family takes a weight for a row, so w stands here for filtering or repeating rows.
 *
 * @param more further facts of the one exporter
 */
export function metadataOf(sample: Sample, more: JsonObject = {}): string {
  return JSON.stringify({
    id: sample.id,
    trajectory_id: sample.trajectoryId,
    group_id: sample.groupId,
    kind: sample.kind,
    strategy: sample.strategy,
    goal: sample.goal,
    original_goal: sample.originalGoal,
    weight: sample.weight,
    confidence: sample.confidence,
    failure_type: sample.failureType,
    source: sample.source,
    synthesized: sample.messages.some((message) => message.role === "assistant" && message.synthesized),
    edited: sample.edited,
    ...more,
  });
}

/**
 * The same for two attempts at one task. Nothing is relabeled there, so both goals are the task's and the confidence is 1.
 *
 * @param more further facts of the one exporter
 */
export function attemptsMetadata(contrast: AttemptContrast, more: JsonObject = {}): string {
  return JSON.stringify({
    id: `${contrast.rejectedTrajectoryId}-attempts`,
    trajectory_id: contrast.rejectedTrajectoryId,
    chosen_trajectory_id: contrast.chosenTrajectoryId,
    group_id: contrast.groupId,
    kind: "attempts",
    strategy: null,
    goal: contrast.goal,
    original_goal: contrast.goal,
    weight: contrast.weight,
    confidence: 1,
    failure_type: contrast.failureType,
    source: contrast.rejectedSource,
    chosen_source: contrast.chosenSource,
    synthesized: false,
    edited: false,
    ...more,
  });
}
