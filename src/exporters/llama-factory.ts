import type { Json, JsonObject } from "../base/json.ts";
import type { Sample } from "../stages/data-augmenter/sample.ts";
import type { Exporter, LeftOut, Row, WrittenFile } from "./exporter.ts";
import { llamaFactoryRow } from "./shared/llama-factory-row.ts";
import { METADATA_GUIDE } from "./shared/metadata.ts";
import { allTrained } from "./shared/turns.ts";

/**
 * LLaMA-Factory (its default data path), in its sharegpt form: `{conversations, system, tools}`; the folder `kto` adds `kto_tag`.
 * `dataset_info.json` names all columns. There is no mask for a single turn: SFT trains every turn, so samples with masked turns are
 * left out of it; KTO trains the last turn alone, which is always one that counts.
 */
export const llamaFactory: Exporter = {
  name: "llama-factory",
  title: "LLaMA-Factory, sharegpt form with dataset_info.json: SFT in the main file, KTO in kto/",
  files: [
    {
      folder: "",
      container: "jsonl",
      order: "input",
      *fromSample(sample) {
        if (allTrained(sample.messages)) yield rowOf(sample, {}, 0);
        else yield { leftOut: "masked turns: LLaMA-Factory trains every turn; use trl-sft-steps or openai-sft" };
      },
    },
    {
      folder: "kto",
      container: "jsonl",
      order: "apart",
      *fromSample(sample) {
        if (sample.kind === "success") yield rowOf(sample, { kto_tag: true }, 0);
      },
      *fromGoalContrast({ chosen, rejected }) {
        const desirable = rowOf(chosen, { kto_tag: true }, 0);
        yield desirable;
        if (!("leftOut" in desirable)) yield rowOf(rejected, { kto_tag: false }, 1);
      },
    },
  ],
  companions: { "dataset_info.json": (written) => `${JSON.stringify(datasetInfo(written), null, 2)}\n` },
  training: {
    short: (folder) => [
      `llamafactory-cli train with dataset_dir: ${folder} and dataset: agenther_sft (stage: sft) or agenther_kto (stage: kto)`,
    ],
    guide: `
\`dataset_info.json\` names every column and tag. Point \`dataset_dir\` to this folder:

\`\`\`yaml
dataset_dir: .
dataset: agenther_sft        # or agenther_kto with stage: kto; agenther_sft_val for the validation split
stage: sft
template: qwen
\`\`\`

- **SFT** trains every turn of the assistant, so samples with masked turns are left out. \`mask_history: true\` would train the last turn alone.
- **KTO** trains the last turn alone; it is always one that counts. Keep \`per_device_train_batch_size\` above 1.
- Calls stand as \`<tool_call>\` text behind the thought. That form is read by every template that keeps the default tool words.
- \`llama-factory-v1\` has masks and weights for single turns, on the v1 data path.

${METADATA_GUIDE}`,
  },
};

function rowOf(sample: Sample, more: JsonObject, phase: number): Row | LeftOut {
  const data = llamaFactoryRow(sample);
  if ("leftOut" in data) return data;
  return { data: { ...data.row, ...more }, trajectoryId: sample.trajectoryId, groupId: sample.groupId, phase };
}

/** LLaMA-Factory forgets every default as soon as one column or tag is given, so all of them are. */
function datasetInfo(written: readonly WrittenFile[]): JsonObject {
  const info: Record<string, Json> = {};
  for (const { folder, split, path } of written) {
    const columns: JsonObject = { messages: "conversations", system: "system", tools: "tools" };
    if (folder === "kto") columns["kto_tag"] = "kto_tag";
    info[`agenther_${folder === "" ? "sft" : folder}${split === "val" ? "_val" : ""}`] = {
      file_name: path,
      formatting: "sharegpt",
      columns,
      tags: {
        role_tag: "from",
        content_tag: "value",
        user_tag: "human",
        assistant_tag: "gpt",
        observation_tag: "observation",
        function_tag: "function_call",
        system_tag: "system",
      },
    };
  }
  return info;
}
