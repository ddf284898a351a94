import { RecordError } from "../../base/errors.ts";
import { asString, isObject, tryParseJson, type Json, type JsonObject } from "../../base/json.ts";
import { fieldsBesides } from "../shared/fields-besides.ts";
import type { Turn } from "../shared/read-dialogue.ts";
import { readTextAction } from "../shared/text-actions.ts";

/** Where a record keeps its turns. */
export interface TurnList {
  list: readonly Json[];
  where: string;
}

/** The list of turns in a record, or the record when it is one. Data sets that want columns of text keep it as JSON. */
export function turnsIn(value: Json): TurnList | undefined {
  if (Array.isArray(value)) return { list: value, where: "a list of turns" };
  if (!isObject(value)) return undefined;
  for (const where of ["conversations", "conversation", "messages"]) {
    const given = value[where];
    if (Array.isArray(given)) return { list: given, where };
    const parsed = typeof given === "string" && given.trimStart().startsWith("[") ? tryParseJson(given) : undefined;
    if (parsed?.ok === true && Array.isArray(parsed.value)) return { list: parsed.value, where };
  }
  return undefined;
}

/** True when two of the agent's turns in a list of chat messages without calls name actions in their words (`ACTION: go to shelf 1`). */
export function writesActions(list: readonly Json[]): boolean {
  const spoken = list.filter(isObject);
  if (spoken.some((message) => "tool_calls" in message || "function_call" in message || message["role"] === "tool")) return false;
  const turns = spoken.filter((message) => message["role"] === "assistant").map((message) => asString(message["content"]) ?? "");
  // `Action:` alone is how ReAct is written too, and chat messages of that kind have their own source.
  const acting = turns.filter((text) => /(^|\n)\s*(ACTION:|Act:)/.test(text) && readTextAction(text) !== undefined);
  return acting.length >= 2 || (acting.length === 1 && turns.length <= 2);
}

/**
 * The turns of a record.
 *
 * @param losses what is lost is added here
 * @throws RecordError `bad_message`, `unknown_role`
 */
export function turnsOf(list: readonly Json[], losses: Set<string>): Turn[] {
  return list.map((entry, index): Turn => {
    if (!isObject(entry)) {
      throw new RecordError("bad_message", `Expected turn ${index + 1} to be an object, got ${JSON.stringify(entry).slice(0, 200)}.`);
    }
    const role = asString(entry["from"]) ?? asString(entry["role"]) ?? "";
    const by = roles.get(role.toLowerCase());
    if (by === undefined) {
      throw new RecordError(
        "unknown_role",
        `Turn ${index + 1} is from ${JSON.stringify(role)}; known are ${[...roles.keys()].join(", ")}.`,
      );
    }
    return { by, text: textOf(entry["value"] ?? entry["content"], losses), extra: fieldsBesides(entry, fields) };
  });
}

const fields = new Set(["from", "value", "role", "content"]);

const roles: ReadonlyMap<string, Turn["by"]> = new Map([
  ["system", "system"],
  ["human", "user"],
  ["user", "user"],
  ["gpt", "agent"],
  ["assistant", "agent"],
  ["chatgpt", "agent"],
  ["model", "agent"],
  ["agent", "agent"],
  ["bing", "agent"],
  ["bard", "agent"],
  ["function_call", "call"],
  ["tool_call", "call"],
  ["observation", "result"],
  ["tool", "result"],
  ["tool_response", "result"],
  ["function", "result"],
  ["function_response", "result"],
  ["ipython", "result"],
]);

function textOf(value: Json | undefined, losses: Set<string>): string {
  if (typeof value === "string") return value;
  if (value === undefined || value === null) return "";
  losses.add("the form of turns that are no text (kept as JSON text)");
  return JSON.stringify(value);
}

/** The fields of a record besides its turns. */
export function besides(value: Json, where: string): JsonObject | undefined {
  return isObject(value) ? fieldsBesides(value, new Set([where, "tools", "functions", "system"])) : undefined;
}
