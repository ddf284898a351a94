import { isObject, tryParseJson, type Json, type JsonObject } from "../../../base/json.ts";
import { textOf, type SpanEvent } from "./attributes.ts";

/** Messages of the conventions before 1.37, one event each. */
export interface EventMessages {
  asked: Json[];
  answered: Json[];
}

/** The messages among a span's events: `gen_ai.user.message` and the like, and the first `gen_ai.choice`. */
export function eventMessages(events: readonly SpanEvent[]): EventMessages {
  const found: EventMessages = { asked: [], answered: [] };
  for (const { name, attributes } of events) {
    if (/^gen_ai\.(system|user|assistant|tool)\.message$/.test(name)) found.asked.push(messageOf(name, attributes));
    else if (name === "gen_ai.choice" && found.answered.length === 0) found.answered.push(messageOf(name, attributes));
    else if (name === "gen_ai.content.prompt") {
      const prompt = textOf(attributes, "gen_ai.prompt");
      if (prompt !== undefined) found.asked.push(...listOrText(prompt, "user"));
    } else if (name === "gen_ai.content.completion" && found.answered.length === 0) {
      const completion = textOf(attributes, "gen_ai.completion");
      if (completion !== undefined) found.answered.push(...listOrText(completion, "assistant"));
    }
  }
  return found;
}

const fields = ["role", "content", "tool_calls", "id", "tool_call_id", "name", "message", "parts"];

function messageOf(kind: string, attributes: SpanEvent["attributes"]): JsonObject {
  const message: JsonObject = { "event.name": kind };
  for (const field of fields) {
    const value = attributes.get(field);
    if (value === undefined || value === null) continue;
    message[field] = field === "content" || field === "role" ? value : parsed(value);
  }
  return message;
}

function parsed(value: Json): Json {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  const result = tryParseJson(value);
  return result.ok ? result.value : value;
}

function listOrText(text: string, role: string): Json[] {
  const value = parsed(text);
  return Array.isArray(value) && value.every(isObject) ? value : [{ role, content: text }];
}
