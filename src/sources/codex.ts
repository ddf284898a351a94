import { isObject, type Json, type JsonObject } from "../base/json.ts";
import { readItems } from "./codex/read-items.ts";
import { readRollout } from "./codex/read-rollout.ts";
import type { Source } from "./source.ts";

/** Rollout files of the Codex CLI: those below `~/.codex/sessions`, and the flat ones that its first versions wrote. */
export const codex: Source = {
  name: "codex",
  title: "Codex rollout",
  outcomeRule: "unknown: a rollout holds no verdict (that a task is complete only says that the turn ended)",
  framing: "document",
  aside(head) {
    const typed = head.values.length > 0 && head.values.every((value) => isObject(value) && isTypedPrompt(value));
    return typed ? "the log of what was typed into Codex, without what the agent did" : undefined;
  },
  detect(head) {
    const [first] = head.values;
    if (isLine(first, "session_meta")) return { confidence: 0.95, why: "a first line of type session_meta with a payload" };
    if (head.values.some((value) => lineTypes.some((type) => isLine(value, type)))) {
      return { confidence: 0.95, why: "lines of type response_item, event_msg or turn_context with a payload" };
    }
    if (isFlatHeader(first) && head.values.slice(1).some(isFlatLine)) {
      return { confidence: 0.97, why: "a header with id and timestamp, then response items, as the first versions of Codex wrote them" };
    }
    return undefined;
  },
  *parse(record, options) {
    yield* readRollout(readItems(record, options.branches));
  },
};

const lineTypes = ["response_item", "event_msg", "turn_context"];

function isLine(value: Json | undefined, type: string): boolean {
  return isObject(value) && value["type"] === type && isObject(value["payload"]);
}

function isFlatHeader(value: Json | undefined): boolean {
  return isObject(value) && !("type" in value) && typeof value["id"] === "string" && typeof value["timestamp"] === "string";
}

function isFlatLine(value: Json): boolean {
  if (!isObject(value)) return false;
  if (value["record_type"] === "state") return true;
  return value["type"] === "message" && Array.isArray(value["content"]);
}

function isTypedPrompt(value: JsonObject): boolean {
  return typeof value["session_id"] === "string" && typeof value["ts"] === "number" && typeof value["text"] === "string";
}
