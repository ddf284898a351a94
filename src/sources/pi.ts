import { isObject, type Json, type JsonObject } from "../base/json.ts";
import { readPiSession } from "./pi/read-session.ts";
import type { Source } from "./source.ts";

/** Session files of the Pi coding agent: the lists of its first version and the trees since. */
export const pi: Source = {
  name: "pi",
  title: "Pi session",
  outcomeRule: "unknown: a session file holds no verdict (stopReason only says how a turn ended)",
  framing: "document",
  aside(head) {
    const [first] = head.values;
    const empty = head.complete && isPiHeader(first) && head.values.every((value) => isObject(value) && value["type"] !== "message");
    return empty ? "a Pi session without a message" : undefined;
  },
  detect(head) {
    const [first] = head.values;
    if (!isPiHeader(first)) return undefined;
    const told = head.values.some(isPiMessage);
    // HF session traces begin with a harness too, and have other messages.
    if (!told && "harness" in first) return undefined;
    return told
      ? { confidence: 0.96, why: "a first line of type session, and messages with toolResult, toolCall or stopReason" }
      : { confidence: 0.9, why: "a first line of type session with cwd, as Pi writes it" };
  },
  *parse(record, options) {
    yield* readPiSession(record, options);
  },
};

function isPiHeader(value: Json | undefined): value is JsonObject {
  return isObject(value) && value["type"] === "session" && typeof value["id"] === "string" && typeof value["cwd"] === "string";
}

function isPiMessage(value: Json): boolean {
  const message = isObject(value) && value["type"] === "message" ? value["message"] : undefined;
  return isObject(message) && (message["role"] === "toolResult" || "stopReason" in message);
}
