import type { JsonObject } from "../base/json.ts";
import type { Sample, SampleMessage } from "../stages/data-augmenter/sample.ts";
import type { Exporter, WrittenFile } from "./exporter.ts";
import { attemptsMetadata, METADATA_GUIDE, metadataOf } from "./shared/metadata.ts";
import { toolsJson } from "./shared/tools-json.ts";

/**
 * LLaMA-Factory's v1 data path: `messages` whose content is a list of typed parts (`text`, `reasoning`, `tool_call`) and whose `loss_weight` is a real
 * number per message: the sample's weight w where trained, 0 everywhere else. Written natively, because its converters lose tool calls.
 *
 * - main file: SFT. v1 makes a training example of each message with a weight.
 * - `dpo`, `attempts`: `chosen_messages` and `rejected_messages`, each rendered alone; only the last turn of a side is trained.
 */
export const llamaFactoryV1: Exporter = {
  name: "llama-factory-v1",
  title:
    "LLaMA-Factory v1: SFT with loss_weight per message (masks and weights), pairs on two goals in dpo/ and on two attempts in attempts/",
  files: [
    {
      folder: "",
      container: "jsonl",
      order: "input",
      realNumbers: ["loss_weight"],
      *fromSample(sample) {
        const messages = sample.messages.map((message) => ({ ...typedMessage(message), loss_weight: weightOf(message, sample) }));
        yield {
          data: { messages, tools: toolsJson(sample.tools) ?? "", metadata: metadataOf(sample) },
          trajectoryId: sample.trajectoryId,
          groupId: sample.groupId,
          phase: 0,
        };
      },
    },
    {
      folder: "dpo",
      container: "jsonl",
      order: "input",
      *fromGoalContrast({ chosen, rejected }) {
        yield {
          data: {
            chosen_messages: chosen.messages.map(typedMessage),
            rejected_messages: rejected.messages.map(typedMessage),
            tools: toolsJson(chosen.tools) ?? "",
            metadata: metadataOf(chosen),
          },
          trajectoryId: chosen.trajectoryId,
          groupId: chosen.groupId,
          phase: 0,
        };
      },
    },
    {
      folder: "attempts",
      container: "jsonl",
      order: "input",
      *fromAttempts(contrast) {
        yield {
          data: {
            chosen_messages: [...contrast.prompt, ...contrast.chosen.slice(0, 1)].map(typedMessage),
            rejected_messages: [...contrast.prompt, ...contrast.rejected.slice(0, 1)].map(typedMessage),
            tools: toolsJson(contrast.tools) ?? "",
            metadata: attemptsMetadata(contrast),
          },
          trajectoryId: contrast.rejectedTrajectoryId,
          groupId: contrast.groupId,
          phase: 0,
        };
      },
    },
  ],
  companions: {
    "sft.yaml": datasetYaml("", "train"),
    "sft-val.yaml": datasetYaml("", "val"),
    "dpo.yaml": datasetYaml("dpo", "train"),
    "dpo-val.yaml": datasetYaml("dpo", "val"),
    "attempts.yaml": datasetYaml("attempts", "train"),
    "attempts-val.yaml": datasetYaml("attempts", "val"),
  },
  training: {
    short: (folder) => [`USE_V1=1 llamafactory-cli sft, run in ${folder}, with train_dataset: sft.yaml (dpo: dpo.yaml)`],
    guide: `
The v1 path is opt-in. The YAML files beside the data are dataset entries, those of the validation split apart, because v1 trains on every entry of the file it is
given. Their paths hold for a trainer that runs in this folder. The setting that names the
dataset is \`dataset\` or \`train_dataset\`, as your version has it; leave \`converter\` out, because the rows are in v1's own form.

\`\`\`sh
USE_V1=1 llamafactory-cli sft train.yaml     # with train_dataset: sft.yaml
\`\`\`

- **SFT.** \`loss_weight\` is multiplied into the loss of every token of the message: w of the sample on trained turns, 0 on masked turns, users and tools. A
  conversation becomes one example per trained turn.
- **Pairs.** Each side is rendered alone and only its last turn carries loss. In \`attempts/\` that is the turn where two attempts at one task part. In \`dpo/\` it
  is the same last turn under two goals; the partition terms of DPO do not cancel there, so it is a heuristic.
- The chat template must render the beginning of a conversation the same whatever follows, else v1 stops with an error. Templates that drop old reasoning (Qwen 3)
  do so only where \`reasoning\` parts are.

${METADATA_GUIDE}`,
  },
};

function weightOf(message: SampleMessage, { weight }: Sample): number {
  return message.role === "assistant" && message.train ? weight : 0;
}

function typedMessage(message: SampleMessage): JsonObject {
  if (message.role !== "assistant") return { role: message.role, content: [{ type: "text", value: message.content }] };
  const content: JsonObject[] = [];
  if (message.reasoning !== "") content.push({ type: "reasoning", value: message.reasoning });
  if (message.content !== "" || message.calls.length === 0) content.push({ type: "text", value: message.content });
  for (const call of message.calls) {
    content.push({ type: "tool_call", value: JSON.stringify({ name: call.name, arguments: call.arguments }) });
  }
  return { role: "assistant", content };
}

/** v1 trains on every entry of the file that it is given, so validation rows have files of their own. */
function datasetYaml(folder: string, split: WrittenFile["split"]): (written: readonly WrittenFile[]) => string | null {
  return (written) => {
    const file = written.find((one) => one.folder === folder && one.split === split);
    if (file === undefined) return null;
    const name = `agenther_${folder === "" ? "sft" : folder}${split === "val" ? "_val" : ""}`;
    return `${name}:\n  path: ${file.path}\n  source: local\n  split: train\n`;
  };
}
