import type { Json } from "../../../base/json.ts";
import { textOf, valueOf, type Attributes } from "./attributes.ts";
import type { SpanCall, TraceSpan } from "./span.ts";

const askingOperations = /^(chat|generate_content|text_completion|completion|responses?)$/;
const agentKinds = /^(agent|workflow)$/;

/**
 * What kind of span the attributes tell of; `other` when they do not say.
 *
 * @param name the span's name, which decides where frameworks tell the kind by it
 */
export function kindOf(attributes: Attributes, name: string): TraceSpan["kind"] {
  const inference = textOf(attributes, "openinference.span.kind")?.toUpperCase();
  if (inference === "LLM") return "model";
  if (inference === "TOOL") return "tool";
  if (inference === "AGENT") return "agent";
  const operation = textOf(attributes, "gen_ai.operation.name") ?? "";
  if (askingOperations.test(operation)) return "model";
  if (operation === "execute_tool") return "tool";
  if (operation === "invoke_agent" || operation === "invoke_workflow") return "agent";
  const aiSdk = textOf(attributes, "ai.operationId", "operation.name") ?? "";
  if (/^ai\.toolCall\b/.test(aiSdk)) return "tool";
  if (/^ai\.(generate|stream)/.test(aiSdk)) return "model";
  const loop = textOf(attributes, "traceloop.span.kind") ?? "";
  if (loop === "tool") return "tool";
  if (agentKinds.test(loop)) return "agent";
  if (textOf(attributes, "llm.request.type") !== undefined || holdsMessages(attributes)) return "model";
  return operation === "" && textOf(attributes, "gen_ai.tool.name") !== undefined && /tool/.test(name) ? "tool" : "other";
}

function holdsMessages(attributes: Attributes): boolean {
  return ["gen_ai.input.messages", "gen_ai.prompt.0.role", "gen_ai.prompt.0.content", "llm.input_messages.0.message.role"].some((name) =>
    attributes.has(name),
  );
}

/** The attributes as a call of a tool; the span's name stands in for the tool's. */
export function callOf(attributes: Attributes, name: string): SpanCall {
  const given = [
    "gen_ai.tool.call.arguments",
    "ai.toolCall.args",
    "tool_arguments",
    "gcp.vertex.agent.tool_call_args",
    "traceloop.entity.input",
    "input.value",
    "tool.parameters",
    "langfuse.observation.input",
  ];
  const back = [
    "gen_ai.tool.call.result",
    "ai.toolCall.result",
    "tool_response",
    "gcp.vertex.agent.tool_response",
    "traceloop.entity.output",
    "output.value",
    "langfuse.observation.output",
  ];
  return {
    name:
      textOf(attributes, "gen_ai.tool.name", "tool.name", "ai.toolCall.name", "traceloop.entity.name") ??
      name.replace(/^execute_tool /, ""),
    id: textOf(attributes, "gen_ai.tool.call.id", "ai.toolCall.id", "tool_call.id", "tool.id"),
    arguments: valueOf(attributes, ...given),
    result: valueOf(attributes, ...back),
  };
}

/** The model that answered, or was asked. */
export function modelOf(attributes: Attributes): string | undefined {
  const names = ["gen_ai.response.model", "llm.model_name", "gen_ai.request.model", "ai.response.model", "ai.model.id"];
  return textOf(attributes, ...names);
}

/** Name of the agent. */
export function agentOf(attributes: Attributes): string | undefined {
  const named = textOf(attributes, "gen_ai.agent.name", "agent.name", "agent_name");
  return named ?? (textOf(attributes, "traceloop.span.kind") === "agent" ? textOf(attributes, "traceloop.entity.name") : undefined);
}

/** Attributes as an object, without those that are read and those that hold content. */
export function unreadOf(attributes: Attributes): Record<string, Json> | undefined {
  const kept = [...attributes].filter(([name]) => !read.test(name));
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

const read =
  /^(gen_ai\.(input|output)\.messages|gen_ai\.system_instructions|gen_ai\.tool\.(definitions|call\..*)|gen_ai\.(prompt|completion)\b.*|llm\.(input|output)_messages\..*|llm\.tools\..*|input\.(value|mime_type)|output\.(value|mime_type)|ai\.prompt\b.*|ai\.response\.(text|toolCalls|reasoning|object)|ai\.toolCall\..*|traceloop\.entity\.(input|output)|(annotations|evaluations)\..*|events|pydantic_ai\.all_messages|all_messages_events)$/;
