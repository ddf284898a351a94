import { isObject, type Json } from "../base/json.ts";
import { readRecord } from "./gemini-cli/read-record.ts";
import { readSession } from "./gemini-cli/read-session.ts";
import type { Source } from "./source.ts";

/** Session files of Gemini CLI: JSON Lines (`session-*.jsonl`), and the one JSON object that earlier versions wrote. */
export const geminiCli: Source = {
  name: "gemini-cli",
  title: "Gemini CLI session",
  outcomeRule: "unknown: a session file holds no verdict (the status of a tool call says only how that call went)",
  framing: "document",
  aside(head) {
    const typed = head.values.length > 0 && head.values.every(isTypedPrompt);
    return typed ? "the log of what was typed into Gemini CLI, without what the agent did" : undefined;
  },
  detect(head) {
    if (head.values.slice(0, 5).some(isSession)) return { confidence: 0.95, why: "sessionId and projectHash" };
    return undefined;
  },
  *parse(record, options) {
    yield* readSession(readRecord(record, options.branches));
  },
};

function isSession(value: Json): boolean {
  return isObject(value) && typeof value["sessionId"] === "string" && typeof value["projectHash"] === "string";
}

function isTypedPrompt(value: Json): boolean {
  if (!isObject(value) || typeof value["sessionId"] !== "string") return false;
  return typeof value["messageId"] === "number" && typeof value["message"] === "string";
}
