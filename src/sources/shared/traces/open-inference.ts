import { asString, isObject, type Json, type JsonObject } from "../../../base/json.ts";
import { listAt, type Attributes } from "./attributes.ts";

/** Messages that OpenInference spreads over `llm.input_messages.N.message...` (or output), in OpenAI's form. */
export function openInferenceMessages(attributes: Attributes, prefix: string): Json[] {
  return listAt(attributes, prefix).flatMap((entry) => {
    const message = isObject(entry) && isObject(entry["message"]) ? entry["message"] : entry;
    return isObject(message) ? [openAiMessage(message)] : [];
  });
}

/** Messages that OpenLLMetry spreads over `gen_ai.prompt.N...` and `gen_ai.completion.N...`, in OpenAI's form. */
export function openLlmetryMessages(attributes: Attributes, prefix: string, role: string): Json[] {
  return listAt(attributes, prefix).flatMap((entry) => {
    if (!isObject(entry)) return [];
    const { finish_reason: _, ...message } = entry;
    return [openAiMessage({ ...message, role: message["role"] ?? role })];
  });
}

function openAiMessage(message: JsonObject): JsonObject {
  const { contents, tool_calls: calls, content, ...others } = message;
  const parts = Array.isArray(contents) ? contents.flatMap(partOf) : undefined;
  const made = Array.isArray(calls) ? calls.flatMap(callOf) : [];
  return {
    role: "assistant",
    ...others,
    content: content ?? parts ?? null,
    ...(made.length === 0 ? {} : { tool_calls: made }),
  };
}

function partOf(entry: Json): JsonObject[] {
  const part = isObject(entry) && isObject(entry["message_content"]) ? entry["message_content"] : entry;
  if (!isObject(part)) return [];
  const { image } = part;
  const inner = isObject(image) && isObject(image["image"]) ? image["image"] : image;
  if (inner !== undefined) return [{ type: "image_url", image_url: inner }];
  return [{ ...part, type: asString(part["type"]) ?? "text" }];
}

/** OpenInference wraps a call and nests its function; OpenLLMetry has name and arguments right in it. */
function callOf(entry: Json): JsonObject[] {
  const call = isObject(entry) && isObject(entry["tool_call"]) ? entry["tool_call"] : entry;
  if (!isObject(call)) return [];
  const made = isObject(call["function"]) ? call["function"] : call;
  return [
    {
      ...(typeof call["id"] === "string" ? { id: call["id"] } : {}),
      type: "function",
      function: { name: made["name"] ?? "", arguments: made["arguments"] ?? "{}" },
    },
  ];
}
