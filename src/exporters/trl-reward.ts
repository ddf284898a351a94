import type { AttemptContrast, SampleMessage } from "../stages/data-augmenter/sample.ts";
import type { Exporter } from "./exporter.ts";
import { attemptsMetadata, METADATA_GUIDE } from "./shared/metadata.ts";
import { toolsJson } from "./shared/tools-json.ts";
import { trlGoalContrast } from "./shared/trl-goal-contrast.ts";
import { TRL_TEMPLATES, trlCall, trlScript } from "./shared/trl-guide.ts";
import { trlFillers, trlMessages } from "./shared/trl-messages.ts";

/**
 * TRL's RewardTrainer: `{chosen, rejected, tools, metadata}`, two whole conversations that are scored separately, so they may have different prompts.
 *
 * - main file: the same turns under the goal they achieve and under the one they miss,
 * - `attempts`: a successful and a failed attempt at the same task.
 *
 * There is no `margin` column: it would demand that distance between the two scores, and the paper's weight is no such distance.
 */
export const trlReward: Exporter = {
  name: "trl-reward",
  title: "TRL RewardTrainer, whole conversations: the same turns under two goals, and in attempts/ a success against a failure",
  files: [
    trlGoalContrast,
    {
      folder: "attempts",
      container: "jsonl",
      order: "input",
      fillers: trlFillers,
      *fromAttempts(contrast) {
        yield {
          data: {
            chosen: trlMessages(whole(contrast, contrast.chosen)),
            rejected: trlMessages(whole(contrast, contrast.rejected)),
            tools: toolsJson(contrast.tools),
            metadata: attemptsMetadata(contrast),
          },
          trajectoryId: contrast.rejectedTrajectoryId,
          groupId: contrast.groupId,
          phase: 0,
        };
      },
    },
  ],
  training: {
    short: (folder) => [
      trlCall("RewardTrainer", folder, "RewardConfig()"),
      `The same with ${folder}/attempts/train.jsonl, where there is one.`,
    ],
    guide: `
${trlScript("RewardTrainer", "RewardConfig", "")}

Two conversations are scored separately and the difference of the scores is trained, so two prompts do no harm here. Nothing is masked: the score is read
after the last token.

- Main file: does this run fit this goal? Both sides have the same turns, so the model can only learn to compare them with the goal.
- \`attempts/train.jsonl\`: which attempt at this task succeeds? Both sides are whole runs, so length is a giveaway; look at it before you trust the score.

There is no \`margin\`. TRL would demand it as a distance between the scores, and the paper's weight is none. Do not give these rows to DPOTrainer.

${TRL_TEMPLATES}

${METADATA_GUIDE}`,
  },
};

function whole(contrast: AttemptContrast, side: readonly SampleMessage[]): SampleMessage[] {
  return [...contrast.prompt, ...side];
}
