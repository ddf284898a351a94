import { asString, isObject, tryParseJson, type Json, type JsonObject } from "../../base/json.ts";

/** What the simulations of one file have in common. */
export interface RunContext {
  /** By their ids. */
  tasks: ReadonlyMap<string, JsonObject>;
  info: JsonObject;
}

/** The context that a results object holds beside its simulations. Whatever is not what it should be is left out. */
export function contextOf(results: Json): RunContext {
  const holder = isObject(results) ? results : {};
  const tasks = new Map<string, JsonObject>();
  for (const task of Array.isArray(holder["tasks"]) ? holder["tasks"] : []) {
    if (isObject(task)) tasks.set(idOf(task["id"]), task);
  }
  return { tasks, info: isObject(holder["info"]) ? holder["info"] : {} };
}

let last: { text: string; context: RunContext } | undefined;

/**
 * The context in what comes along with a simulation: the members before the list in its own file, or the `results.json` above its folder.
 * The records of a file come one after another with the same text, which is parsed once.
 */
export function contextIn(texts: Readonly<Record<string, string>>): RunContext {
  const text = texts["around"] ?? texts["results"] ?? "";
  if (last?.text !== text) {
    const parsed = tryParseJson(text);
    last = { text, context: contextOf(parsed.ok ? parsed.value : {}) };
  }
  return last.context;
}

/** Ids are texts, and numbers in some versions. */
export function idOf(value: Json | undefined): string {
  return typeof value === "number" ? String(value) : (asString(value) ?? "");
}
