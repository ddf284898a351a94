import type { JsonObject } from "../base/json.ts";
import type { Sample } from "../stages/data-augmenter/sample.ts";
import type { Exporter, Row } from "./exporter.ts";
import { attemptsMetadata, METADATA_GUIDE, metadataOf } from "./shared/metadata.ts";
import { taggedDialogue, taggedText } from "./shared/tagged-dialogue.ts";
import { NOT_ALTERNATING, textMessages, textSteps } from "./shared/text-dialogue.ts";
import { allTrained } from "./shared/turns.ts";

/**
 * OpenRLHF, which hands no tools to the chat template: tools stand in the system text, calls and results are text.
 *
 * - main file: SFT on whole conversations, `{messages, metadata}`, without masked turns.
 * - `steps`: SFT, one row for each turn that carries loss, `{prompt, completion, metadata}` as lists of messages; honours masks.
 * - `dpo`: `{prompt, chosen, rejected, metadata}`, two attempts at one task. Never without `prompt`: OpenRLHF would then cut both sides by the length of
 *   the chosen one's.
 */
export const openrlhf: Exporter = {
  name: "openrlhf",
  title: "OpenRLHF, tools as text: SFT on conversations, on single turns in steps/ (honours masks), pairs with one prompt in dpo/",
  files: [
    {
      folder: "",
      container: "jsonl",
      order: "input",
      *fromSample(sample) {
        const dialogue = taggedDialogue(sample.messages, sample.tools);
        if (dialogue === null) yield NOT_ALTERNATING;
        else if (!allTrained(sample.messages))
          yield { leftOut: "masked turns: OpenRLHF trains every turn of a conversation; steps/ has them" };
        else yield rowOf(sample, { messages: textMessages(dialogue), metadata: metadataOf(sample) });
      },
    },
    {
      folder: "steps",
      container: "jsonl",
      order: "input",
      *fromSample(sample) {
        const dialogue = taggedDialogue(sample.messages, sample.tools);
        if (dialogue === null) {
          yield NOT_ALTERNATING;
          return;
        }
        for (const { prompt, completion, turn } of textSteps(dialogue)) {
          yield rowOf(sample, { prompt, completion: [completion], metadata: metadataOf(sample, { step: turn.step }) });
        }
      },
    },
    {
      folder: "dpo",
      container: "jsonl",
      order: "input",
      *fromAttempts(contrast) {
        const [better, worse] = [contrast.chosen[0], contrast.rejected[0]];
        const dialogue = better === undefined ? null : taggedDialogue([...contrast.prompt, better], contrast.tools);
        if (dialogue === null || better?.role !== "assistant" || worse?.role !== "assistant") {
          yield NOT_ALTERNATING;
          return;
        }
        yield {
          data: {
            prompt: textMessages(dialogue).slice(0, -1),
            chosen: [{ role: "assistant", content: taggedText(better) }],
            rejected: [{ role: "assistant", content: taggedText(worse) }],
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
      `openrlhf.cli.train_sft on ${folder}/steps/train.jsonl: input_key prompt, output_key completion, apply_chat_template`,
      `openrlhf.cli.train_dpo on ${folder}/dpo/train.jsonl: prompt_key prompt, chosen_key chosen, rejected_key rejected, apply_chat_template`,
    ],
    guide: `
The names of the keys, each with \`apply_chat_template\` on. Newer versions write them as \`--data.input_key\`, older ones as \`--input_key\`.

| file | command | keys |
|---|---|---|
| \`train.jsonl\` | \`openrlhf.cli.train_sft\` | \`input_key messages\`, \`multiturn\` on, no \`output_key\` |
| \`steps/train.jsonl\` | \`openrlhf.cli.train_sft\` | \`input_key prompt\`, \`output_key completion\`, \`multiturn\` off |
| \`dpo/train.jsonl\` | \`openrlhf.cli.train_dpo\` | \`prompt_key prompt\`, \`chosen_key chosen\`, \`rejected_key rejected\` |

- \`train.jsonl\`: with \`multiturn\` the loss is on every assistant turn, without it on the last one. There is no mask for a single turn, so samples with masked turns are left out.
- \`steps/\`: the loss is on the one turn of the completion. Masked turns and results are prompt.
- \`dpo/\`: give \`prompt_key\`. Without it OpenRLHF takes the chosen side's beginning for the prompt of both.
- The paper's pair (two goals) is not written: one prompt is all that DPO has here. There is no KTO.
- Tools stand in the system text, calls in \`<tool_call>\` and results in \`<tool_response>\` of a user turn, the tags of Qwen's own template. Run the model the same way.

${METADATA_GUIDE}`,
  },
};

function rowOf(sample: Sample, data: JsonObject): Row {
  return { data, trajectoryId: sample.trajectoryId, groupId: sample.groupId, phase: 0 };
}
