import type { JsonObject } from "../base/json.ts";
import type { Sample, SampleMessage } from "../stages/data-augmenter/sample.ts";
import type { Exporter, Row } from "./exporter.ts";
import { attemptsMetadata, METADATA_GUIDE, metadataOf } from "./shared/metadata.ts";
import { swiftMessages } from "./shared/swift-messages.ts";
import { toolsJson } from "./shared/tools-json.ts";

/**
 * ms-swift 4.x: `{messages, tools, ...}` with calls as `tool_call` and results as `tool_response` messages.
 *
 * - main file: SFT. Each message of the assistant has `loss_scale`: the sample's weight w, 0 where masked; masked ones also `loss: false`, which
 *   versions before 4.2 read. Trained ones have no `loss`, because `true` would stand above the weight.
 * - `kto`: `label`. The last turn is an assistant message (calls as text), without which ms-swift's KTO refuses the row.
 * - `dpo`: the same turns under two goals, `rejected_messages` and `rejected_tools`.
 * - `attempts`: a successful and a failed attempt at one task, for DPO; the loss is on the turn where they part.
 *
 * No value is null: ms-swift deletes rows for that.
 */
export const msSwift: Exporter = {
  name: "ms-swift",
  title:
    "ms-swift: SFT with loss_scale per message (masks and weights), KTO in kto/, DPO on two goals in dpo/ and on two attempts in attempts/",
  files: [
    {
      folder: "",
      container: "jsonl",
      order: "input",
      realNumbers: ["loss_scale"],
      *fromSample(sample) {
        const messages = swiftMessages(sample.messages, { weight: sample.weight });
        yield rowOf(sample, { messages, channel: sample.kind });
      },
    },
    {
      folder: "kto",
      container: "jsonl",
      order: "apart",
      *fromSample(sample) {
        if (sample.kind === "success") yield rowOf(sample, { messages: preferred(sample.messages), label: true });
      },
      *fromGoalContrast({ chosen, rejected }) {
        yield rowOf(chosen, { messages: preferred(chosen.messages), label: true });
        yield { ...rowOf(rejected, { messages: preferred(rejected.messages), label: false }), phase: 1 };
      },
    },
    {
      folder: "dpo",
      container: "jsonl",
      order: "input",
      *fromGoalContrast({ chosen, rejected }) {
        const rejectedTools = toolsJson(rejected.tools) ?? "[]";
        yield rowOf(chosen, {
          messages: preferred(chosen.messages),
          rejected_messages: preferred(rejected.messages),
          rejected_tools: rejectedTools,
        });
      },
    },
    {
      folder: "attempts",
      container: "jsonl",
      order: "input",
      *fromAttempts(contrast) {
        const tools = toolsJson(contrast.tools) ?? "[]";
        const context = contrast.prompt.map((message) => (message.role === "assistant" ? { ...message, train: false } : message));
        yield {
          data: {
            messages: preferred([...context, ...contrast.chosen.slice(0, 1)]),
            rejected_messages: preferred([...context, ...contrast.rejected.slice(0, 1)]),
            tools,
            rejected_tools: tools,
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
      `swift sft --loss_scale default --is_binary_loss_scale false --dataset ${folder}/train.jsonl`,
      `swift rlhf --rlhf_type kto --loss_scale default --agent_template hermes --dataset ${folder}/kto/train.jsonl`,
      `swift rlhf --rlhf_type dpo --loss_scale default --agent_template hermes --dataset ${folder}/dpo/train.jsonl`,
    ],
    guide: `
\`\`\`sh
swift sft --model MODEL --loss_scale default --is_binary_loss_scale false --strict true --dataset train.jsonl
swift rlhf --rlhf_type kto --model MODEL --loss_scale default --agent_template hermes --strict true --dataset kto/train.jsonl
swift rlhf --rlhf_type dpo --model MODEL --loss_scale default --agent_template hermes --strict true --dataset dpo/train.jsonl
swift rlhf --rlhf_type dpo --model MODEL --loss_scale default --agent_template hermes --strict true --dataset attempts/train.jsonl
\`\`\`

Add \`--val_dataset .../val.jsonl\` where there is one. \`--strict true\` stops at a row that ms-swift would else delete with a line in the log.

- **SFT.** The loss is on what the assistant says and calls, times \`loss_scale\`: the weight w of the sample, 0 for masked turns. \`--is_binary_loss_scale false\` keeps
  the weights; without it every trained turn counts 1. Tool results never carry loss. Weights need 4.2.0; older versions read \`loss: false\` alone.
- **KTO and DPO.** \`--loss_scale default\` puts the loss on all turns that are not masked; the default of \`rlhf\` is the last round alone. The total batch of KTO
  must be above 1. A call in the last turn is written as text, the way the \`hermes\` agent template renders it.
- \`dpo/\` has two prompts (the same turns, two goals). It loads with the right masks, but the partition terms of DPO do not cancel, so it is a heuristic. KTO is the
  sound form of the same contrast.
- \`attempts/\` has one prompt and two turns; only these two carry loss.
- \`channel\` groups the logged loss (\`--enable_channel_loss true\`) and weighs nothing.

${METADATA_GUIDE}`,
  },
};

function preferred(messages: readonly SampleMessage[]): JsonObject[] {
  return swiftMessages(messages, { lastCallAsText: true });
}

function rowOf(sample: Sample, data: JsonObject): Row {
  return {
    // An empty list rather than null or nothing: every row has the same columns.
    data: { ...data, tools: toolsJson(sample.tools) ?? "[]", metadata: metadataOf(sample) },
    trajectoryId: sample.trajectoryId,
    groupId: sample.groupId,
    phase: 0,
  };
}
