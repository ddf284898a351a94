import { isObject, type Json, type JsonObject } from "../base/json.ts";
import { messageSource } from "./shared/message-source.ts";
import type { Detection, Source } from "./source.ts";

/** Lists of Anthropic messages, and logged requests to its API with their answers. */
export const anthropicMessages: Source = messageSource({
  name: "anthropic-messages",
  title: "Anthropic messages",
  shapes: ["anthropic"],
  envelope,
});

/** Messages that are only text show nothing; what is around them does. */
function envelope(record: JsonObject): Detection | undefined {
  const request = isObject(record["request"]) ? record["request"] : isObject(record["params"]) ? record["params"] : record;
  if (!Array.isArray(request["messages"])) return undefined;
  const response = record["response"];
  if (isObject(response) && response["type"] === "message" && "stop_reason" in response) {
    return { confidence: 0.96, why: "an answer of type message with its stop_reason" };
  }
  return listOf(request["tools"]).some(isTool) && !listOf(request["messages"]).some(callsLikeOpenAi)
    ? { confidence: 0.93, why: "messages, and tools with an input_schema" }
    : undefined;
}

function isTool(tool: Json): boolean {
  return isObject(tool) && isObject(tool["input_schema"]) && typeof tool["name"] === "string";
}

function callsLikeOpenAi(message: Json): boolean {
  return isObject(message) && (Array.isArray(message["tool_calls"]) || message["role"] === "tool");
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
