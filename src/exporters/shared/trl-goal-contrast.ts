import type { ExportFile } from "../exporter.ts";
import { metadataOf } from "./metadata.ts";
import { toolsJson } from "./tools-json.ts";
import { trlFillers, trlMessages } from "./trl-messages.ts";

/** TRL's preference form without a prompt: the same turns, whole, under the goal they achieve and under the one they miss. For its RewardTrainer only. */
export const trlGoalContrast: ExportFile = {
  folder: "",
  container: "jsonl",
  order: "input",
  fillers: trlFillers,
  *fromGoalContrast({ chosen, rejected }) {
    yield {
      data: {
        chosen: trlMessages(chosen.messages),
        rejected: trlMessages(rejected.messages),
        tools: toolsJson(chosen.tools),
        metadata: metadataOf(chosen),
      },
      trajectoryId: chosen.trajectoryId,
      groupId: chosen.groupId,
      phase: 0,
    };
  },
};
