import type { Exporter } from "./exporter.ts";
import { METADATA_GUIDE, metadataOf } from "./shared/metadata.ts";
import { taggedDialogue } from "./shared/tagged-dialogue.ts";
import { NOT_ALTERNATING, textMessages } from "./shared/text-dialogue.ts";
import { toolsJson } from "./shared/tools-json.ts";
import { allTrained } from "./shared/turns.ts";

/**
 * verl's multi-turn SFT: Parquet with `messages`, a list of role and content. Tools and calls are text, because a Parquet struct would fill arguments
 * and schemas with the keys of all other rows, and because verl renders each message alone, where parallel results render differently than together.
 * `tools_json` has the definitions as a string; it is not called `tools`, for verl would hand that string to the chat template.
 */
export const verl: Exporter = {
  name: "verl",
  title: "verl multi-turn SFT, Parquet: messages (tools and calls as text), tools_json, metadata",
  files: [
    {
      folder: "",
      container: "parquet",
      columns: [
        { name: "messages", type: { list: { struct: { role: "string", content: "string" } } } },
        { name: "tools_json", type: "string" },
        { name: "metadata", type: "string" },
      ],
      order: "input",
      *fromSample(sample) {
        const dialogue = taggedDialogue(sample.messages, sample.tools);
        if (dialogue === null) yield NOT_ALTERNATING;
        else if (!allTrained(sample.messages))
          yield { leftOut: "masked turns: verl trains every turn; use openrlhf (steps) or trl-sft-steps" };
        else {
          yield {
            data: { messages: textMessages(dialogue), tools_json: toolsJson(sample.tools) ?? "[]", metadata: metadataOf(sample) },
            trajectoryId: sample.trajectoryId,
            groupId: sample.groupId,
            phase: 0,
          };
        }
      },
    },
  ],
  training: {
    short: (folder) => [
      `torchrun -m verl.trainer.sft_trainer data.train_files=${folder}/train.parquet data.messages_key=messages data.max_length=8192 data.truncation=right`,
    ],
    guide: `
\`\`\`sh
torchrun --standalone --nproc_per_node=8 -m verl.trainer.sft_trainer \\
  data.train_files=train.parquet data.val_files=val.parquet \\
  data.messages_key=messages data.max_length=8192 data.truncation=right model.path=MODEL
\`\`\`

Older versions: \`verl.trainer.fsdp_sft_trainer\` with \`data.multiturn.enable=true data.multiturn.messages_key=messages\`. Without \`val.parquet\` give \`train.parquet\` twice.

- The loss is on every assistant turn; there is no mask for one, so samples with masked turns are left out.
- Tools stand in the system text, calls in \`<tool_call>\` and results in \`<tool_response>\` of a user turn, the tags of Qwen's own template. There is no \`tools\` column.
- verl renders each message alone and stops when that differs from the whole. With Qwen 2.5 it never does. Qwen 3 puts an empty thought before the last answer and
  drops old ones, so every row differs: set \`data.ignore_input_ids_mismatch=true\` there.
- \`data.truncation\` is \`error\` by default: one row longer than \`data.max_length\` stops the run.

${METADATA_GUIDE}`,
  },
};
