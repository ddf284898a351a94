import { asNumber, asString, isObject, tryParseJson, type Json, type JsonObject } from "../../base/json.ts";
import { csvRows } from "./csv-rows.ts";
import type { HoldoutTask } from "./holdout-task.ts";

/** Keys under which files keep the id and the text of a task, the most telling first. */
const ID_KEYS = "task_id query_id instance_id taskId question_id sample_id id".split(" ");
const TEXT_KEYS = "intent query instruction goal question task prompt problem_statement text objective task_description description".split(
  " ",
);

/**
 * Reads held-out tasks, in whatever form they are: a JSON list or object (WebArena's task files with `intent`, `intent_template` and `task_id`,
 * ToolBench's with `query` and `query_id`, or any with keys like these), JSON Lines, CSV with a heading, or plain lines, each an id or a text.
 *
 * @param name of the file, for messages
 * @returns the tasks; entries that are none (no id, no text) are left out and make the list shorter than the file
 */
export function parseHoldout(name: string, content: string): HoldoutTask[] {
  const text = content.replace(/^\uFEFF/, "");
  const json = tryParseJson(text);
  if (json.ok) return entriesIn(json.value).flatMap((entry, index) => taskOf(entry, `${name} entry ${index + 1}`));
  const lines = text.split(/\r?\n/);
  const parsed = lines.map((line) => tryParseJson(line));
  const entries = parsed.filter((line) => line.ok && (isObject(line.value) || typeof line.value === "string")).length;
  if (entries > 0 && entries === lines.filter((line) => line.trim() !== "").length) {
    return parsed.flatMap((line, index) => (line.ok ? taskOf(line.value, `${name} line ${index + 1}`) : []));
  }
  return fromCsv(name, text) ?? lines.flatMap((line, index) => fromLine(line.trim(), `${name} line ${index + 1}`));
}

/** The list itself, the first list of an object, the object's own members by id, or the one task. */
function entriesIn(value: Json): Json[] {
  if (Array.isArray(value)) return value;
  if (!isObject(value) || isTask(value)) return [value];
  const list = Object.values(value).find((member) => Array.isArray(member));
  if (Array.isArray(list)) return list;
  return Object.entries(value).map(([id, member]) => (isObject(member) ? { id, ...member } : { id, text: member }));
}

function isTask(value: JsonObject): boolean {
  return [...ID_KEYS, ...TEXT_KEYS].some((key) => asString(value[key]) !== undefined || asNumber(value[key]) !== undefined);
}

function taskOf(entry: Json, from: string): HoldoutTask[] {
  if (typeof entry === "string" || typeof entry === "number") return fromLine(String(entry).trim(), from);
  if (!isObject(entry)) return [];
  const id = idOf(entry);
  const text = filled(TEXT_KEYS.map((key) => asString(entry[key])).find((value) => filled(value) !== null));
  const template = filled(asString(entry["intent_template"]));
  if (id === null && text === null && template === null) return [];
  return [{ from, id, benchmark: benchmarkOf(entry), text, template }];
}

function idOf(entry: JsonObject): string | null {
  for (const key of ID_KEYS) {
    const value = entry[key];
    if (typeof value === "number") return String(value);
    if (typeof value === "string" && value.trim() !== "") return value.trim();
  }
  return null;
}

/** Only the file's own shape or word says of which benchmark it is. */
function benchmarkOf(entry: JsonObject): string | null {
  const named = filled(asString(entry["benchmark"]));
  if (named !== null) return named;
  if ("intent_template" in entry || "intent" in entry) return "webarena";
  return "query_id" in entry ? "toolbench" : null;
}

function fromCsv(name: string, text: string): HoldoutTask[] | undefined {
  const [heading = [], ...rows] = csvRows(text);
  const keys = heading.map((key) => key.trim());
  if (!keys.some((key) => ID_KEYS.includes(key) || TEXT_KEYS.includes(key))) return undefined;
  return rows.flatMap((row, index) => {
    const entry = Object.fromEntries(keys.map((key, column): [string, Json] => [key, row[column] ?? ""]));
    return taskOf(entry, `${name} row ${index + 1}`);
  });
}

/** `webarena/12` names a benchmark with the id; a line of several words is a text; any other line may be either. */
function fromLine(line: string, from: string): HoldoutTask[] {
  if (line === "") return [];
  const task = { from, benchmark: null, template: null };
  if (/\s/.test(line)) return [{ ...task, id: null, text: line }];
  const [, benchmark = null, id = line] = /^([a-z][a-z0-9-]*)[/:](\d+)$/i.exec(line) ?? [];
  return [{ ...task, id, benchmark, text: null }];
}

function filled(text: string | undefined): string | null {
  return text === undefined || text.trim() === "" ? null : text.trim();
}
