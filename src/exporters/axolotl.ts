import type { JsonObject } from "../base/json.ts";
import type { Sample, SampleMessage } from "../stages/data-augmenter/sample.ts";
import type { Exporter, LeftOut, Row } from "./exporter.ts";
import { axolotlYaml } from "./shared/axolotl-yaml.ts";
import { chatmlStep } from "./shared/chatml.ts";
import { attemptsMetadata, METADATA_GUIDE, metadataOf } from "./shared/metadata.ts";
import { taggedDialogue, taggedText } from "./shared/tagged-dialogue.ts";
import { NOT_ALTERNATING, textMessages, textSteps, type TextMessage } from "./shared/text-dialogue.ts";
import { toolsJson } from "./shared/tools-json.ts";

/**
 * axolotl, with its YAML beside the data.
 *
 * - main file: SFT, `{messages, tools, metadata}`; `train` on every message is the mask, arguments are JSON strings (parsed by axolotl).
 * - `kto`: text in ChatML for a user-defined type, `{prompt, completion, label, metadata}`, one row per trained turn.
 * - `kto-chat`: the same rows as lists of messages for the `*.argilla_chat` types, which write the template themselves.
 * - `dpo`: two attempts at one task; axolotl reads role and content alone, so calls are text.
 */
export const axolotl: Exporter = {
  name: "axolotl",
  title: "axolotl with its YAML: SFT with train per message, KTO as text in kto/ and kto-chat/, DPO on two attempts in dpo/",
  files: [
    {
      folder: "",
      container: "jsonl",
      order: "input",
      fillers: { content: "", reasoning_content: "", tool_calls: [], tool_call_id: "", name: "", tools: "[]" },
      *fromSample(sample) {
        yield rowOf(sample, { messages: sample.messages.map(trainMessage), tools: toolsJson(sample.tools), metadata: metadataOf(sample) });
      },
    },
    {
      folder: "kto",
      container: "jsonl",
      order: "apart",
      *fromSample(sample) {
        if (sample.kind === "success") yield* stepRows(sample, true, chatmlStep);
      },
      *fromGoalContrast({ chosen, rejected }) {
        yield* stepRows(chosen, true, chatmlStep);
        for (const row of stepRows(rejected, false, chatmlStep)) if (!("leftOut" in row)) yield row;
      },
    },
    {
      folder: "kto-chat",
      container: "jsonl",
      order: "apart",
      *fromSample(sample) {
        if (sample.kind === "success") yield* stepRows(sample, true, chatStep);
      },
      *fromGoalContrast({ chosen, rejected }) {
        yield* stepRows(chosen, true, chatStep);
        for (const row of stepRows(rejected, false, chatStep)) if (!("leftOut" in row)) yield row;
      },
    },
    {
      folder: "dpo",
      container: "jsonl",
      order: "input",
      *fromAttempts(contrast) {
        const { prompt, chosen, rejected, tools } = contrast;
        const dialogue = taggedDialogue([...prompt, ...chosen.slice(0, 1)], tools);
        const [better, worse] = [chosen[0], rejected[0]];
        if (dialogue === null || better?.role !== "assistant" || worse?.role !== "assistant") {
          yield NOT_ALTERNATING;
          return;
        }
        yield {
          data: {
            messages: textMessages(dialogue).slice(0, -1),
            chosen: { role: "assistant", content: taggedText(better) },
            rejected: { role: "assistant", content: taggedText(worse) },
            metadata: attemptsMetadata(contrast),
          },
          trajectoryId: contrast.rejectedTrajectoryId,
          groupId: contrast.groupId,
          phase: 0,
        };
      },
    },
  ],
  companions: axolotlYaml,
  training: {
    short: (folder) => [
      `axolotl train with the datasets of ${folder}/sft.yaml (message_field_training: train puts the loss where it belongs)`,
      `KTO: ${folder}/kto.yaml; DPO: ${folder}/dpo.yaml`,
    ],
    guide: `
The YAML files hold the part of a configuration that these rows need; add model, optimiser and output to them, and run axolotl in this folder.

- **SFT**, \`sft.yaml\`. \`message_field_training: train\` makes axolotl read the masks; without that line \`train\` means nothing and masked turns are learned. Set
  \`roles_to_train\` and \`train_on_eos\` as they are there: with both empty the tools are not handed to the template.
- **KTO**, \`kto.yaml\`. Text, because axolotl's KTO takes nothing else. Prompts are rendered in ChatML (Qwen and kin), with tools in the system text and calls in
  tags. For Llama 3 take \`kto-chat.yaml\`, whose type writes the template itself. One row per trained turn: no loss on masked turns and tool results. Keep the order
  (\`shuffle_merged_datasets: false\`) and a batch above 1: rows of one run must not meet in a batch.
- **DPO**, \`dpo.yaml\`, where the corpus has a success and a failure at one task. axolotl uses role and content of one message on each side, so calls are text.

Not supported by axolotl, hence not here: weights per row or turn; DPO with two prompts (\`ms-swift\`, \`llama-factory-v1\`); calls in preference data.

${METADATA_GUIDE}`,
  },
};

function rowOf(sample: Sample, data: JsonObject): Row {
  return { data, trajectoryId: sample.trajectoryId, groupId: sample.groupId, phase: 0 };
}

/** Arguments as a string: a list of objects with other keys in every row would not load. */
function trainMessage(message: SampleMessage): JsonObject {
  if (message.role === "tool") {
    return { role: "tool", tool_call_id: message.callId, name: message.name, content: message.content, train: false };
  }
  if (message.role !== "assistant") return { role: message.role, content: message.content, train: false };
  const row: JsonObject = { role: "assistant", content: message.content, train: message.train };
  if (message.reasoning !== "") row["reasoning_content"] = message.reasoning;
  if (message.calls.length > 0) {
    row["tool_calls"] = message.calls.map(({ id, name, arguments: given }) => ({
      id,
      type: "function",
      function: { name, arguments: JSON.stringify(given) },
    }));
  }
  return row;
}

type StepColumns = (prompt: readonly TextMessage[], completion: TextMessage) => { columns: JsonObject } | LeftOut;

/** `argilla_chat` takes the last message for the answer. */
const chatStep: StepColumns = (prompt, completion) => ({ columns: { completion: [...prompt, completion] } });

function* stepRows(sample: Sample, label: boolean, columns: StepColumns): Generator<Row | LeftOut> {
  const dialogue = taggedDialogue(sample.messages, sample.tools);
  if (dialogue === null) {
    yield NOT_ALTERNATING;
    return;
  }
  for (const { prompt, completion, turn } of textSteps(dialogue)) {
    const made = columns(prompt, completion);
    if ("leftOut" in made) yield made;
    else yield { ...rowOf(sample, { ...made.columns, label, metadata: metadataOf(sample, { step: turn.step }) }), phase: label ? 0 : 1 };
  }
}
