import type { AssistantMessage, SampleMessage } from "../../stages/data-augmenter/sample.ts";
import type { ToolDefinition } from "../../trajectory/trajectory.ts";
import { callText } from "./call-text.ts";
import { spacedJson } from "./spaced-json.ts";
import { textDialogue, type TextDialogue } from "./text-dialogue.ts";
import { functionTools } from "./tools-json.ts";

/**
 * A conversation with tools as text in the tags that Qwen's chat templates use: tools in the system text, calls in `<tool_call>`, results in
 * `<tool_response>` of a user turn, hidden reasoning in `<think>`. For trainers that hand no tools to the chat template, or would fill
 * arguments with nulls on the way.
 *
 * @returns null when asking and answering do not alternate
 */
export function taggedDialogue(messages: readonly SampleMessage[], tools: readonly ToolDefinition[]): TextDialogue | null {
  const dialogue = textDialogue(messages, {
    ask: (ask) => (ask.role === "tool" ? `<tool_response>\n${ask.content}\n</tool_response>` : ask.content),
    say: taggedText,
  });
  if (dialogue === null || tools.length === 0) return dialogue;
  const parts = dialogue.system === "" ? [toolsText(tools)] : [dialogue.system, toolsText(tools)];
  return { ...dialogue, system: parts.join("\n\n") };
}

/** What the assistant says and calls in one turn. */
export function taggedText(turn: AssistantMessage): string {
  const thought = turn.reasoning === "" ? "" : `<think>\n${turn.reasoning}\n</think>\n\n`;
  const text = thought + turn.content;
  if (turn.calls.length === 0) return text;
  return `${text === "" || text.endsWith("\n") ? text : `${text}\n`}${turn.calls.map(callText).join("\n")}`;
}

function toolsText(tools: readonly ToolDefinition[]): string {
  const definitions = functionTools(tools).map(spacedJson);
  return `# Tools

These functions can be called. Each line between <tools> and </tools> defines one in JSON.
<tools>
${definitions.join("\n")}
</tools>

A call is a JSON object with the function's name and its arguments, in tags of its own:
<tool_call>
{"name": "...", "arguments": {...}}
</tool_call>
The result follows in <tool_response></tool_response>.`;
}
