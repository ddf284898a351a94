import { asString, isObject, tryParseJson, type Json, type JsonObject } from "../../base/json.ts";
import { fieldsBesides } from "../shared/fields-besides.ts";
import type { SourceTrajectory } from "../source.ts";
import { readRun } from "./read-run.ts";

/** True for `base_state.json` of a V1 conversation, whose events lie in a folder beside it. */
export function isBaseState(value: Json | undefined): value is JsonObject {
  if (!isObject(value) || !isObject(value["agent"])) return false;
  return ["execution_status", "agent_status", "workspace", "persistence_dir", "confirmation_policy"].some((name) => name in value);
}

/**
 * A conversation of V1: its state, and the events in the files beside it, in the order of their names.
 *
 * @param texts companions; those of the folder are named `events/<file>`
 * @throws RecordError those of `readRun`
 */
export function readConversation(state: JsonObject, texts: Readonly<Record<string, string>>): SourceTrajectory {
  const losses = new Set<string>();
  const events: Json[] = [];
  for (const [name, text] of Object.entries(texts)) {
    if (!name.startsWith("events/") || !name.endsWith(".json")) continue;
    const parsed = tryParseJson(text);
    if (parsed.ok) events.push(parsed.value);
    else losses.add(`the event in ${name}, which is broken`);
  }
  const agent = isObject(state["agent"]) ? state["agent"] : {};
  const model = isObject(agent["llm"]) ? asString(agent["llm"]["model"]) : undefined;
  const status = asString(state["execution_status"]) ?? asString(state["agent_status"]);
  const id = asString(state["id"]);
  if (Object.keys(agent).length > 0) losses.add("the settings of the agent (base_state.json)");
  return readRun(onOneBranch(events, losses), {
    error: status,
    agent: model === undefined ? {} : { model },
    recordId: id,
    losses: [...losses],
    extra: fieldsBesides(state, stateFields) ?? {},
  });
}

const stateFields = new Set(["id", "agent", "execution_status", "agent_status", "persistence_dir", "workspace", "secret_registry"]);

/** Events that name their parent are a tree; the run is the way to the last of them. */
function onOneBranch(events: readonly Json[], losses: Set<string>): readonly Json[] {
  const byId = new Map<string, JsonObject>();
  for (const event of events) if (isObject(event)) byId.set(asString(event["id"]) ?? "", event);
  const kept = new Set<Json>();
  let at = events.findLast(isObject);
  while (at !== undefined && !kept.has(at)) {
    kept.add(at);
    const parent = asString(at["parent_id"]);
    // A list, or a way that leads nowhere: then all of it is the run.
    if (parent !== undefined && !byId.has(parent)) return events;
    at = parent === undefined ? undefined : byId.get(parent);
  }
  if (kept.size <= 1 || kept.size === events.length) return events;
  losses.add("turns of other branches of the conversation");
  return events.filter((event) => kept.has(event));
}
