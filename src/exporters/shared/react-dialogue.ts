import type { AssistantMessage, Sample } from "../../stages/data-augmenter/sample.ts";
import { textDialogue, type TextDialogue } from "./text-dialogue.ts";
import { functionTools } from "./tools-json.ts";

/**
 * A sample as a conversation of users and assistants in plain words, which every chat template renders: `Thought:`, `Action:`, `Action Input:` and
 * `Answer:` by the assistant, `Observation:` by the user. System prompt and tools open the first user turn, because some templates have no system role.
 *
 * @returns null when asking and answering do not alternate
 */
export function reactDialogue({ messages, tools }: Pick<Sample, "messages" | "tools">): TextDialogue | null {
  const dialogue = textDialogue(messages, {
    ask: (ask) => (ask.role === "tool" ? `Observation: ${ask.content}` : ask.content),
    say: reactText,
  });
  if (dialogue === null) return null;
  const calls = messages.some((message) => message.role === "assistant" && message.calls.length > 0);
  const opening = [dialogue.system, ...(calls || tools.length > 0 ? [rules(tools)] : [])].filter((part) => part !== "");
  const [first, ...others] = dialogue.turns;
  if (first === undefined) return { system: "", turns: [] };
  return { system: "", turns: [{ ...first, asked: [...opening, first.asked].join("\n\n") }, ...others] };
}

/** Text beside a call is why it is made; text without a call is for the user. */
function reactText(turn: AssistantMessage): string {
  const thoughts = [turn.reasoning, ...(turn.calls.length > 0 ? [turn.content] : [])].filter((text) => text !== "");
  const lines = thoughts.length === 0 ? [] : [`Thought: ${thoughts.join("\n\n")}`];
  for (const call of turn.calls) lines.push(`Action: ${call.name}\nAction Input: ${JSON.stringify(call.arguments)}`);
  if (turn.calls.length === 0) lines.push(`Answer: ${turn.content}`);
  return lines.join("\n");
}

function rules(tools: Sample["tools"]): string {
  const definitions = functionTools(tools).map((tool) => JSON.stringify(tool["function"]));
  const listed = definitions.length === 0 ? [] : [`Tools, one on a line:\n${definitions.join("\n")}`];
  return [
    ...listed,
    `Reply in this form, where the thought may be left out:
Thought: why the next step
Action: name of a tool
Action Input: its arguments as a JSON object
What the tool gave comes back as an observation. To speak to the user write
Answer: the text`,
  ].join("\n\n");
}
