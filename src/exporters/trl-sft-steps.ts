import type { Exporter } from "./exporter.ts";
import { METADATA_GUIDE, metadataOf } from "./shared/metadata.ts";
import { toolsJson } from "./shared/tools-json.ts";
import { TRL_TEMPLATES, trlCall, trlScript } from "./shared/trl-guide.ts";
import { trlFillers, trlMessage } from "./shared/trl-messages.ts";
import { endsWithQuestion } from "./shared/turns.ts";

/**
 * TRL's SFTTrainer, one row for each turn that carries loss: `{prompt, completion, tools, metadata}`. The completion is that one turn, so
 * masked turns, users and tools carry no loss whatever the trainer's settings.
 */
export const trlSftSteps: Exporter = {
  name: "trl-sft-steps",
  title: "TRL SFTTrainer, one row per trained turn (honours masks): prompt, completion, tools, metadata",
  files: [
    {
      folder: "",
      container: "jsonl",
      order: "input",
      fillers: trlFillers,
      *fromSample(sample) {
        const { messages } = sample;
        const rows = messages.map(trlMessage);
        for (const [index, message] of messages.entries()) {
          if (message.role !== "assistant" || !message.train) continue;
          const completion = rows[index];
          if (completion === undefined) continue;
          if (!endsWithQuestion(messages.slice(0, index))) {
            yield { leftOut: "no user or tool message stands before the turn" };
            continue;
          }
          yield {
            data: {
              prompt: rows.slice(0, index),
              completion: [completion],
              tools: toolsJson(sample.tools),
              metadata: metadataOf(sample, { step: message.step }),
            },
            trajectoryId: sample.trajectoryId,
            groupId: sample.groupId,
            phase: 0,
          };
        }
      },
    },
  ],
  training: {
    short: (folder) => [trlCall("SFTTrainer", folder, "SFTConfig()")],
    guide: `
${trlScript("SFTTrainer", "SFTConfig", "")}

One row for each turn that carries loss. TRL puts the loss on the completion, which is that one turn; everything before it, masked turns and tool results
included, is prompt. No setting is needed. A run of n turns is read n times, so long runs take long: \`max_length\` cuts the end off, so set it above the longest row.

${TRL_TEMPLATES}

${METADATA_GUIDE} \`step\` in it is the turn's position in the run, from 1.`,
  },
};
