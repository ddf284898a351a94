import type { JsonObject } from "../base/json.ts";
import type { AssistantMessage, Sample } from "../stages/data-augmenter/sample.ts";
import type { Exporter } from "./exporter.ts";
import { alternatingTurns, type AskingTurn } from "./shared/alternating-turns.ts";
import { METADATA_GUIDE, metadataOf } from "./shared/metadata.ts";
import { functionTools } from "./shared/tools-json.ts";
import { allTrained } from "./shared/turns.ts";

/** Rows with one of these words are thrown away by FastChat's `clean_sharegpt.py`. */
const BLOCKED_WORDS = [
  { word: "openai", pattern: /openai/i },
  { word: "chatgpt", pattern: /chatgpt/i },
];

/**
 * FastChat: one JSON array of `{id, conversations, metadata}` with `human` and `gpt` in turn. It knows neither tools nor a system prompt: both
 * open the first human turn, calls are text (`Action:`, `Action Input:`), results are human turns (`Observation:`) and never the
 * assistant's. Metadata lists words for which FastChat's cleaning would drop the row.
 */
export const sharegpt: Exporter = {
  name: "sharegpt",
  title: "FastChat (Vicuna) ShareGPT, tools flattened to text: id, conversations, metadata",
  files: [
    {
      folder: "",
      container: "json-array",
      order: "input",
      *fromSample(sample) {
        if (!allTrained(sample.messages)) {
          yield { leftOut: "masked turns: FastChat trains every turn; use trl-sft-steps or openai-sft" };
          return;
        }
        const conversations = conversationsOf(sample);
        if (conversations === null) {
          yield { leftOut: "user and assistant do not alternate" };
          return;
        }
        const blocked = blockedWords(conversations);
        const metadata = metadataOf(sample, blocked.length > 0 ? { blocked_words: blocked } : {});
        yield {
          data: { id: sample.id, conversations, metadata },
          trajectoryId: sample.trajectoryId,
          groupId: sample.groupId,
          phase: 0,
        };
      },
    },
  ],
  training: {
    short: (folder) => [`FastChat: train.py --data_path ${folder}/train.json`],
    guide: `
\`\`\`sh
python fastchat/train/train.py --data_path train.json
\`\`\`

One JSON array. FastChat puts the loss on every \`gpt\` turn, so samples with masked turns are left out. It knows neither tools nor a system prompt: both open the
first human turn, calls are text, results are human turns.

\`clean_sharegpt.py\` throws away rows that name OpenAI or ChatGPT; \`blocked_words\` in the metadata says which rows those are. Its HTML cleaning is not needed here.

${METADATA_GUIDE}`,
  },
};

function conversationsOf(sample: Sample): JsonObject[] | null {
  const turns = alternatingTurns(sample.messages);
  if (turns === null) return null;
  const conversations: JsonObject[] = [];
  for (const { asking, answer } of turns.pairs) {
    const preface = conversations.length === 0 ? prefaceOf(turns.system, sample) : "";
    conversations.push({ from: "human", value: preface + humanText(asking) }, { from: "gpt", value: assistantText(answer) });
  }
  return conversations;
}

function prefaceOf(system: string, sample: Sample): string {
  const tools = functionTools(sample.tools).map((tool) => JSON.stringify(tool["function"]));
  const parts = system === "" ? [] : [system];
  if (tools.length > 0) parts.push(`Tools:\n${tools.join("\n")}`);
  return parts.map((part) => `${part}\n\n`).join("");
}

function humanText({ asks }: AskingTurn): string {
  return asks.map((ask) => (ask.role === "tool" ? `Observation: ${ask.content}` : ask.content)).join("\n\n");
}

/** Tags such as `<think>` do not survive FastChat's HTML cleaning, so a thought is a line of text. */
function assistantText(turn: AssistantMessage): string {
  const lines = turn.reasoning === "" ? [] : [`Thought: ${turn.reasoning}`];
  if (turn.content !== "") lines.push(turn.content);
  for (const call of turn.calls) lines.push(`Action: ${call.name}\nAction Input: ${JSON.stringify(call.arguments)}`);
  return lines.join("\n");
}

function blockedWords(conversations: readonly JsonObject[]): string[] {
  const found = BLOCKED_WORDS.filter(({ pattern }) => conversations.some(({ value }) => typeof value === "string" && pattern.test(value)));
  return found.map(({ word }) => word);
}
