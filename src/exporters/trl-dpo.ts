import type { Exporter } from "./exporter.ts";
import { METADATA_GUIDE, attemptsMetadata } from "./shared/metadata.ts";
import { toolsJson } from "./shared/tools-json.ts";
import { TRL_TEMPLATES, trlCall, trlScript } from "./shared/trl-guide.ts";
import { trlFillers, trlMessages } from "./shared/trl-messages.ts";

/**
 * TRL's DPOTrainer: `{prompt, chosen, rejected, tools, metadata}`, one prompt with two answers. The pairs are two attempts at one task at
 * the turn where they part. Each side is that one turn: TRL puts loss on all that follows the prompt, and a tool's output must not
 * be learned.
 */
export const trlDpo: Exporter = {
  name: "trl-dpo",
  title: "TRL DPOTrainer, a successful against a failed attempt at the same task: prompt, chosen, rejected, tools, metadata",
  files: [
    {
      folder: "",
      container: "jsonl",
      order: "input",
      fillers: trlFillers,
      *fromAttempts(contrast) {
        yield {
          data: {
            prompt: trlMessages(contrast.prompt),
            chosen: trlMessages(contrast.chosen.slice(0, 1)),
            rejected: trlMessages(contrast.rejected.slice(0, 1)),
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
    short: (folder) => [trlCall("DPOTrainer", folder, "DPOConfig()")],
    guide: `
${trlScript("DPOTrainer", "DPOConfig", "")}

Both sides are one assistant turn after the same prompt: what the successful and what the failed attempt at one task did where they part. The loss is on these two
turns. Rows whose prompt alone reaches \`max_length\` are dropped by TRL without an error.

The pair says that one way led to success and the other did not, not that this one turn decided it.

${TRL_TEMPLATES}

${METADATA_GUIDE} \`chosen_trajectory_id\` in it is the successful attempt.`,
  },
};
