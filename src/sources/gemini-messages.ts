import { isObject, type JsonObject } from "../base/json.ts";
import { messageSource } from "./shared/message-source.ts";
import type { Detection, Source } from "./source.ts";

/** Contents of Google's Gemini API: lists of them, and logged requests with their answers. */
export const geminiMessages: Source = messageSource({ name: "gemini-messages", title: "Gemini contents", shapes: ["gemini"], envelope });

/** A request can be bare text; its answer has candidates. */
function envelope(record: JsonObject): Detection | undefined {
  const response = isObject(record["response"]) ? record["response"] : record;
  const [first] = Array.isArray(response["candidates"]) ? response["candidates"] : [];
  const answered = isObject(first) && isObject(first["content"]) && Array.isArray(first["content"]["parts"]);
  const request = isObject(record["request"]) ? record["request"] : record;
  return answered && "contents" in request ? { confidence: 0.97, why: "contents, and candidates with parts" } : undefined;
}
