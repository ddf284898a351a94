import type { JsonObject } from "../../base/json.ts";
import type { SampleMessage } from "../../stages/data-augmenter/sample.ts";
import type { ToolDefinition } from "../../trajectory/trajectory.ts";
import { openaiNames } from "./openai-names.ts";
import { functionTools } from "./tools-json.ts";

/** Names of tools and calls that OpenAI refuses, old to new. */
export function renamedTools(messages: readonly SampleMessage[], tools: readonly ToolDefinition[]): Map<string, string> {
  const names = new Set(tools.map((tool) => tool.name));
  for (const message of messages) if (message.role === "assistant") for (const call of message.calls) names.add(call.name);
  return openaiNames(names);
}

/**
 * Messages as OpenAI's fine-tuning reads them: arguments as a JSON string, no key that its schema lacks. Hidden reasoning has no place there; a turn
 * that is nothing else is not sent.
 *
 * @param weights whether assistant messages say by `weight` 0 or 1 if they carry loss
 */
export function openaiMessages(messages: readonly SampleMessage[], renamed: ReadonlyMap<string, string>, weights: boolean): JsonObject[] {
  return messages
    .filter((message) => message.role !== "assistant" || message.content !== "" || message.calls.length > 0)
    .map((message) => openaiMessage(message, renamed, weights));
}

function openaiMessage(message: SampleMessage, renamed: ReadonlyMap<string, string>, weights: boolean): JsonObject {
  if (message.role === "tool") return { role: "tool", tool_call_id: message.callId, content: message.content };
  if (message.role !== "assistant") return { role: message.role, content: message.content };
  const data: JsonObject = { role: "assistant", content: message.content };
  if (weights) data["weight"] = message.train ? 1 : 0;
  if (message.calls.length > 0) {
    data["tool_calls"] = message.calls.map((call) => ({
      id: call.id,
      type: "function",
      function: { name: renamed.get(call.name) ?? call.name, arguments: JSON.stringify(call.arguments) },
    }));
  }
  return data;
}

/** `tools` and `parallel_tool_calls`; neither where there are no tools. */
export function openaiTools(
  messages: readonly SampleMessage[],
  tools: readonly ToolDefinition[],
  renamed: ReadonlyMap<string, string>,
): JsonObject {
  if (tools.length === 0) return {};
  const allowed = tools.map((tool) => ({ ...tool, name: renamed.get(tool.name) ?? tool.name }));
  const parallel = messages.some((message) => message.role === "assistant" && message.calls.length > 1);
  return { tools: functionTools(allowed), parallel_tool_calls: parallel };
}
