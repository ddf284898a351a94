import { isObject, type Json, type JsonObject } from "../base/json.ts";
import { messageSource } from "./shared/message-source.ts";
import type { Detection, Source } from "./source.ts";

/** Items of OpenAI's Responses API: lists of them, responses with what was asked, and logged requests with their answers. */
export const openaiResponses: Source = messageSource({
  name: "openai-responses",
  title: "OpenAI Responses items",
  shapes: ["openai-responses"],
  envelope,
});

function envelope(record: JsonObject): Detection | undefined {
  for (const [where, holder] of [
    ["the record", record],
    ["response", inside(record["response"])],
    ["output", record["output"]],
  ] as const) {
    if (isObject(holder) && holder["object"] === "response" && Array.isArray(holder["output"])) {
      return { confidence: 0.97, why: `${where} is an object of type "response" with output items` };
    }
  }
  return undefined;
}

function inside(value: Json | undefined): Json | undefined {
  return isObject(value) && isObject(value["body"]) ? value["body"] : value;
}
