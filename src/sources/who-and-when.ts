import { isObject, type Json, type JsonObject } from "../base/json.ts";
import type { Source } from "./source.ts";
import { readLog } from "./who-and-when/read-log.ts";

/** Logs of several agents that failed together, in which people marked the agent and the turn that decided it (Who&When). */
export const whoAndWhen: Source = {
  name: "who-and-when",
  title: "Who&When failure logs",
  outcomeRule:
    "success when `is_correct` or `is_corrected` is true, failure when it is false or people annotated the mistake (`mistake_agent`, `mistake_step`); otherwise unknown",
  framing: "values",
  detect({ values }) {
    if (!values.some(isLog)) return undefined;
    return { confidence: 0.97, why: "a history of several agents with mistake_agent and mistake_step" };
  },
  *parse(record) {
    yield readLog(record.json());
  },
};

function isLog(value: Json): value is JsonObject {
  if (!isObject(value) || typeof value["question"] !== "string") return false;
  if ("mistake_agent" in value && "mistake_step" in value) return true;
  // The annotations stand behind the history, and the head of a file can end before them.
  const [first] = Array.isArray(value["history"]) ? value["history"] : [];
  return "question_ID" in value && ("ground_truth" in value || "groundtruth" in value) && isObject(first);
}
