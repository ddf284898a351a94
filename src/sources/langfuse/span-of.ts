import { asNumber, asString, isObject, tryParseJson, type Json, type JsonObject } from "../../base/json.ts";
import { findMessages, type FoundMessages } from "../shared/messages/find-messages.ts";
import type { Attributes } from "../shared/traces/attributes.ts";
import { member } from "../shared/traces/member.ts";
import { agentOf, callOf, kindOf, modelOf } from "../shared/traces/span-about.ts";
import { answeredIn, askedIn, type Noted } from "../shared/traces/span-messages.ts";
import { once, type SpanCall, type TraceSpan } from "../shared/traces/span.ts";
import { callIdIn } from "../shared/traces/tool-result.ts";

/**
 * An observation of Langfuse as a span. What its input and output do not hold is looked for in the attributes that Langfuse keeps in the
 * metadata of what came by OpenTelemetry.
 *
 * @param losses what is lost is added here
 */
export function spanOf(id: string, observation: JsonObject, losses: Set<string>): TraceSpan {
  const metadata = objectIn(observation["metadata"]) ?? {};
  const attributes: Attributes = new Map(Object.entries(objectIn(metadata["attributes"]) ?? {}));
  const noted: Noted = { attributes, events: [], losses };
  const name = asString(observation["name"]) ?? "";
  const parent = asString(member(observation, "parentObservationId"));
  const kind = kindIn(observation, attributes, name);
  const type = asString(observation["type"]);
  return {
    id,
    parent: parent === "" || parent === id ? undefined : parent,
    name,
    kind,
    start: startOf(member(observation, "startTime")),
    asked: once(() => withTools(askedOf(observation["input"]) ?? askedIn(noted), toolsOf(observation, metadata) ?? askedIn(noted)?.tools)),
    answered: once(() => answeredOf(observation, noted)),
    call: once(() => calledBy(observation, attributes, name)),
    error: observation["level"] === "ERROR" ? (asString(member(observation, "statusMessage")) ?? "error") : "",
    model: asString(observation["model"]) ?? asString(member(observation, "providedModelName")) ?? modelOf(attributes),
    agent: agentOf(attributes) ?? (type === "AGENT" ? name : undefined),
  };
}

function kindIn(observation: JsonObject, attributes: Attributes, name: string): TraceSpan["kind"] {
  switch (observation["type"]) {
    case "GENERATION":
      return "model";
    case "AGENT":
      return "agent";
    case "TOOL":
      return "tool";
    case "SPAN":
    case "CHAIN": {
      const told = kindOf(attributes, name);
      // Langfuse makes a generation of what asks a model, so a span is none.
      return told === "model" ? "other" : told;
    }
    default:
      return "other";
  }
}

/** LangSmith's tracer for Claude's agent SDK writes the names of a message's fields where the history should be. */
function askedOf(input: Json | undefined): FoundMessages | undefined {
  const given = objectIn(input);
  if (given !== undefined && Object.keys(given).length === 1 && given["content"] === "role") return undefined;
  return findMessages(input, "input");
}

function withTools(found: FoundMessages | undefined, tools: Json | undefined): FoundMessages | undefined {
  return found === undefined || tools === undefined || found.tools !== undefined ? found : { ...found, tools };
}

function toolsOf(observation: JsonObject, metadata: JsonObject): Json | undefined {
  const defined = objectIn(member(observation, "toolDefinitions"));
  if (defined !== undefined && Object.keys(defined).length > 0) return defined;
  const listed = metadata["tools"];
  return Array.isArray(listed) || typeof listed === "string" ? listed : undefined;
}

function answeredOf(observation: JsonObject, noted: Noted): FoundMessages | undefined {
  const found = findMessages(observation["output"], "output") ?? answeredIn(noted);
  if (found !== undefined) return found;
  const calls = member(observation, "toolCalls");
  const made = (Array.isArray(calls) ? calls : []).flatMap((entry): JsonObject[] => {
    const call = objectIn(entry);
    if (call === undefined || typeof call["name"] !== "string") return [];
    const id = typeof call["id"] === "string" ? { id: call["id"] } : {};
    return [{ ...id, type: "function", function: { name: call["name"], arguments: call["arguments"] ?? "{}" } }];
  });
  return made.length === 0 ? undefined : { messages: [{ role: "assistant", content: null, tool_calls: made }] };
}

function calledBy(observation: JsonObject, attributes: Attributes, name: string): SpanCall {
  const told = callOf(attributes, name);
  const { input, output } = observation;
  return {
    name: told.name,
    id: told.id ?? callIdIn(input, output),
    arguments: input ?? told.arguments,
    result: output ?? told.result,
  };
}

function startOf(time: Json | undefined): number {
  const milliseconds = asNumber(time) ?? Date.parse(asString(time) ?? "");
  return Number.isNaN(milliseconds) ? Number.POSITIVE_INFINITY : milliseconds;
}

/** An object, or the JSON text of one. */
function objectIn(value: Json | undefined): JsonObject | undefined {
  if (isObject(value)) return value;
  if (typeof value !== "string" || !/^\s*["{]/.test(value)) return undefined;
  const parsed = tryParseJson(value);
  return parsed.ok && isObject(parsed.value) ? parsed.value : undefined;
}
