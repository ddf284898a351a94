import { asString, isObject, tryParseJson, type Json, type JsonObject } from "../../../base/json.ts";
import { findMessages, type FoundMessages } from "../messages/find-messages.ts";
import { dataOf, listAt, textOf, valueOf, type Attributes, type SpanEvent } from "./attributes.ts";
import { eventMessages } from "./event-messages.ts";
import { openInferenceMessages, openLlmetryMessages } from "./open-inference.ts";

/** The attributes and events of one span, and where to list what is lost. */
export interface Noted {
  attributes: Attributes;
  events: readonly SpanEvent[];
  losses: Set<string>;
}

/**
 * What a span's attributes and events say was handed in: OpenTelemetry's GenAI conventions (current, per-message events, indexed),
 * OpenInference, the AI SDK, and what frameworks write in names of their own.
 *
 * @returns undefined when no content was recorded
 */
export function askedIn(noted: Noted): FoundMessages | undefined {
  const messages = askedMessages(noted);
  if (messages === undefined) return undefined;
  const { attributes, losses } = noted;
  const system = detailIn(noted, "gen_ai.system_instructions") ?? messages.system;
  const tools = toolsIn(attributes, losses) ?? messages.tools;
  return { messages: messages.messages, ...(system === undefined ? {} : { system }), ...(tools === undefined ? {} : { tools }) };
}

/** What a span's attributes and events say came back. */
export function answeredIn(noted: Noted): FoundMessages | undefined {
  const { attributes, events, losses } = noted;
  const current = detailIn(noted, "gen_ai.output.messages");
  if (current !== undefined) return findMessages(current, "output");
  const flat = openInferenceMessages(attributes, "llm.output_messages.");
  if (flat.length > 0) return { messages: flat };
  const aiSdk = aiSdkAnswer(attributes, losses);
  if (aiSdk !== undefined) return aiSdk;
  const [indexed] = openLlmetryMessages(attributes, "gen_ai.completion.", "assistant");
  if (indexed !== undefined) return { messages: [indexed] };
  const { answered } = eventMessages([...events, ...listedEvents(noted)]);
  if (answered.length > 0) return { messages: answered };
  const all = dataOf(attributes, "pydantic_ai.all_messages", losses) ?? dataOf(attributes, "all_messages_events", losses);
  return findMessages(all ?? valueOf(attributes, ...outputs), "output");
}

const inputs = [
  "input.value",
  "traceloop.entity.input",
  "gcp.vertex.agent.llm_request",
  "langfuse.observation.input",
  "langfuse.trace.input",
];
const outputs = [
  "output.value",
  "traceloop.entity.output",
  "gcp.vertex.agent.llm_response",
  "langfuse.observation.output",
  "langfuse.trace.output",
  "final_result",
];

function askedMessages(noted: Noted): FoundMessages | undefined {
  const { attributes, events, losses } = noted;
  const current = detailIn(noted, "gen_ai.input.messages");
  if (current !== undefined) return findMessages(current, "input");
  const flat = openInferenceMessages(attributes, "llm.input_messages.");
  if (flat.length > 0) return { messages: flat };
  const aiSdk = dataOf(attributes, "ai.prompt.messages", losses) ?? dataOf(attributes, "ai.prompt", losses);
  if (aiSdk !== undefined) return findMessages(aiSdk, "input");
  const indexed = openLlmetryMessages(attributes, "gen_ai.prompt.", "user");
  if (indexed.length > 0) return { messages: indexed };
  const { asked } = eventMessages([...events, ...listedEvents(noted)]);
  if (asked.length > 0) return { messages: asked };
  return findMessages(valueOf(attributes, ...inputs), "input");
}

/** Content stands on the span, or on the event that tells of the operation. */
function detailIn({ attributes, events, losses }: Noted, name: string): Json | undefined {
  const own = dataOf(attributes, name, losses);
  if (own !== undefined) return own;
  for (const event of events) {
    if (event.name !== "gen_ai.client.inference.operation.details") continue;
    const told = dataOf(event.attributes, name, losses);
    if (told !== undefined) return told;
  }
  return undefined;
}

/** Pydantic AI lists a span's events in one attribute. */
function listedEvents({ attributes, losses }: Noted): SpanEvent[] {
  const list = dataOf(attributes, "events", losses);
  return (Array.isArray(list) ? list : []).flatMap((event) => {
    const name = isObject(event) ? asString(event["event.name"]) : undefined;
    return isObject(event) && name !== undefined ? [{ name, attributes: new Map(Object.entries(event)) }] : [];
  });
}

function toolsIn(attributes: Attributes, losses: Set<string>): Json | undefined {
  const named = dataOf(attributes, "gen_ai.tool.definitions", losses) ?? dataOf(attributes, "ai.prompt.tools", losses);
  if (named !== undefined) return named;
  const schemas = listAt(attributes, "llm.tools.").flatMap((entry) => {
    const tool = isObject(entry) && isObject(entry["tool"]) ? entry["tool"]["json_schema"] : undefined;
    return tool === undefined ? [] : [tool];
  });
  if (schemas.length > 0) return schemas;
  const functions = listAt(attributes, "llm.request.functions.").flatMap((entry): JsonObject[] => {
    if (!isObject(entry)) return [];
    const schema = tryParseJson(asString(entry["parameters"]) ?? "");
    return [{ ...entry, ...(schema.ok ? { parameters: schema.value } : {}) }];
  });
  if (functions.length > 0) return functions;
  const settings = dataOf(attributes, "llm.invocation_parameters", new Set());
  return isObject(settings) ? settings["tools"] : undefined;
}

/** The AI SDK's answer in one message: reasoning, text, calls. */
function aiSdkAnswer(attributes: Attributes, losses: Set<string>): FoundMessages | undefined {
  const reasoning = textOf(attributes, "ai.response.reasoning");
  const text = textOf(attributes, "ai.response.text") ?? textOf(attributes, "ai.response.object");
  const calls = dataOf(attributes, "ai.response.toolCalls", losses);
  const parts: JsonObject[] = [];
  if (reasoning !== undefined) parts.push({ type: "reasoning", text: reasoning });
  if (text !== undefined) parts.push({ type: "text", text });
  for (const call of Array.isArray(calls) ? calls : []) if (isObject(call)) parts.push({ ...call, type: "tool-call" });
  if (parts.length === 0) return undefined;
  return { messages: [{ role: "assistant", content: parts }] };
}
