import { asString, isObject, type Json, type JsonObject } from "../../base/json.ts";
import { member } from "../shared/traces/member.ts";

const types = new Set("SPAN EVENT GENERATION AGENT TOOL CHAIN RETRIEVER EVALUATOR EMBEDDING GUARDRAIL".split(" "));

/** True for an observation: a typed operation that names its trace. */
export function isObservation(value: Json): value is JsonObject {
  if (!isObject(value) || typeof value["type"] !== "string" || !types.has(value["type"])) return false;
  return typeof member(value, "traceId") === "string" && member(value, "startTime") !== undefined;
}

/** True for a score: a value with the kind of its data, on a trace. */
export function isScore(value: Json): value is JsonObject {
  if (!isObject(value) || typeof value["name"] !== "string" || typeof member(value, "traceId") !== "string") return false;
  return typeof member(value, "dataType") === "string" && ("value" in value || member(value, "stringValue") !== undefined);
}

/** True for a trace of the API or of a table: it has a time and fields that no other record has beside what was put in and came out. */
export function isTrace(value: Json): value is JsonObject {
  if (!isObject(value) || typeof value["id"] !== "string" || typeof value["timestamp"] !== "string") return false;
  const own = ["projectId", "sessionId", "userId", "observations", "htmlPath", "bookmarked", "release", "environment"];
  return ("input" in value || "output" in value) && own.filter((name) => member(value, name) !== undefined || name in value).length >= 2;
}

/** The rows in a value of any of the forms that Langfuse exports; a page's or a list's first ones. */
export function rowsIn(value: Json): { kind: "export" | "trace" | "observation"; row: JsonObject }[] {
  if (!isObject(value)) return [];
  const { trace, observations, data } = value;
  if (isObject(trace) && Array.isArray(observations)) {
    const known = observations.length === 0 || observations.some((one) => isObject(one) && types.has(asString(one["type"]) ?? ""));
    return known && typeof trace["id"] === "string" ? [{ kind: "export", row: value }] : [];
  }
  if (Array.isArray(data)) return data.slice(0, 8).flatMap(rowsIn);
  if (isObservation(value)) return [{ kind: "observation", row: value }];
  return isTrace(value) ? [{ kind: "trace", row: value }] : [];
}
