import type { WrittenFile } from "../exporter.ts";

type Companion = (written: readonly WrittenFile[]) => string | null;

const sft = ["type: chat_template", "message_field_training: train", "roles_to_train: [assistant]", "train_on_eos: turn"];

const userDefined = [
  "type:",
  "  field_prompt: prompt",
  "  field_completion: completion",
  "  field_label: label",
  '  prompt_format: "{prompt}"',
  '  completion_format: "{completion}"',
];

const dpo = ["type: chat_template.default", "field_messages: messages", "field_chosen: chosen", "field_rejected: rejected"];

/** Neighbouring rows are paired for the KL term, so their order is part of the data. */
const inOrder = ["remove_unused_columns: false", "shuffle_merged_datasets: false"];

/** The parts of axolotl's configuration that the files need, by the path of the YAML file. */
export const axolotlYaml: Readonly<Record<string, Companion>> = {
  "sft.yaml": (written) => yaml(written, "", ["chat_template: tokenizer_default"], sft),
  "kto.yaml": (written) => yaml(written, "kto", ["rl: kto", ...inOrder], userDefined),
  "kto-chat.yaml": (written) => yaml(written, "kto-chat", ["rl: kto", ...inOrder], ["type: llama3.argilla_chat  # or chatml.argilla_chat"]),
  "dpo.yaml": (written) => yaml(written, "dpo", ["rl: dpo", "chat_template: tokenizer_default"], dpo),
};

function yaml(written: readonly WrittenFile[], folder: string, settings: readonly string[], type: readonly string[]): string | null {
  const files = written.filter((file) => file.folder === folder);
  if (files.length === 0) return null;
  const lines = [...settings];
  for (const { split, path } of files) {
    lines.push(split === "train" ? "datasets:" : "test_datasets:", `  - path: ${path}`);
    lines.push(...["ds_type: json", "split: train", ...type].map((line) => `    ${line}`));
  }
  return `${lines.join("\n")}\n`;
}
