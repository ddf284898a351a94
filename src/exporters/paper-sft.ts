import type { AssistantMessage, Sample, SampleMessage } from "../stages/data-augmenter/sample.ts";
import type { Exporter } from "./exporter.ts";
import { METADATA_GUIDE, metadataOf } from "./shared/metadata.ts";
import { spacedJson } from "./shared/spaced-json.ts";

/** Characters of a result that the paper's code keeps. */
const RESULT_LENGTH = 300;

const WARNING =
  "Tool results stand in the assistant's text and carry loss, so the model learns to invent them instead of calling the tool; masked turns are learned too. " +
  "This is the paper's own form, for comparison with it. To train an agent take trl-sft-steps.";

/**
 * The SFT form of the paper's code: `{messages, metadata}` with the goal as the user's message and the whole run as one assistant text, step by step, with
 * results cut to 300 characters. No system prompt, no tools, no masks.
 */
export const paperSft: Exporter = {
  name: "paper-sft",
  title: "The paper's flat SFT, for comparison only: the goal, and the whole run with its tool results as one assistant text",
  files: [
    {
      folder: "",
      container: "jsonl",
      order: "input",
      *fromSample(sample) {
        const firstTurn = sample.messages.findIndex(({ role }) => role === "assistant");
        if (sample.messages.some(({ role }, index) => role === "user" && index > firstTurn)) {
          yield { leftOut: "the user speaks again: the paper's form has one question and one answer" };
          return;
        }
        const messages = [
          { role: "user", content: sample.goal },
          { role: "assistant", content: flatRun(sample) },
        ];
        yield {
          data: { messages, metadata: metadataOf(sample) },
          trajectoryId: sample.trajectoryId,
          groupId: sample.groupId,
          phase: 0,
        };
      },
    },
  ],
  training: {
    warning: WARNING,
    short: (folder) => [
      `Any SFT trainer that takes messages, on ${folder}/train.jsonl, loss on the assistant (TRL: assistant_only_loss=True)`,
    ],
    guide: `
Two messages a row: the goal, and the run as one text (\`Step 1: thought\`, \`Action: name(arguments)\`, \`Result: ...\`, \`Final Answer: ...\`). In TRL: SFTTrainer with
\`assistant_only_loss=True\`.

What it teaches:

- **Inventing results.** Every result is part of the answer. A model trained so writes calls and their results in one go, without waiting for a tool.
- **Broken results.** Results are cut at ${RESULT_LENGTH} characters, so what follows them may rest on text that is not there.
- **Mistakes.** Turns that returned an error or led nowhere are learned like all others.
- **No tools.** System prompt, tool definitions and what the environment showed at first are not in the row.

It is here so that results can be compared with the paper's. For an agent take \`trl-sft-steps\`, \`ms-swift\`, \`axolotl\` or \`openai-sft\`.

${METADATA_GUIDE}`,
  },
};

function flatRun({ messages }: Sample): string {
  const lines: string[] = [];
  let step = 0;
  const results = new Map(messages.flatMap((message) => (message.role === "tool" ? [[message.callId, message.content] as const] : [])));
  for (const [index, message] of messages.entries()) {
    if (message.role !== "assistant") continue;
    if (isFinalAnswer(message, index, messages)) lines.push("", `Final Answer: ${message.content}`);
    else lines.push(...stepLines(message, ++step, results));
  }
  return lines.join("\n").trimStart();
}

function isFinalAnswer(turn: AssistantMessage, index: number, messages: readonly SampleMessage[]): boolean {
  return index === messages.length - 1 && turn.calls.length === 0;
}

function stepLines(turn: AssistantMessage, step: number, results: ReadonlyMap<string, string>): string[] {
  const thought = [turn.reasoning, turn.content].filter((text) => text !== "").join("\n\n");
  const lines = [`Step ${step}: ${thought}`];
  for (const call of turn.calls) {
    lines.push(`  Action: ${call.name}(${spacedJson(call.arguments)})`);
    const result = results.get(call.id);
    if (result !== undefined) lines.push(`  Result: ${cut(result)}`);
  }
  return lines;
}

/** By characters, not by halves of them. */
function cut(result: string): string {
  return new RegExp(`^.{0,${RESULT_LENGTH}}`, "su").exec(result)?.[0] ?? "";
}
