import { asNumber, asString, isObject, type Json, type JsonObject } from "../../base/json.ts";
import { fieldsBesides } from "../shared/fields-besides.ts";
import { isMessageList, type LoggedCall } from "../shared/messages/logged-calls.ts";

/**
 * The messages of a LangGraph state (`values.messages`), of a checkpoint (`channel_values.messages`), or of the latest state of a
 * thread's history.
 *
 * @returns undefined when the value is no state with messages
 */
export function stateCall(value: Json): LoggedCall | undefined {
  if (Array.isArray(value)) {
    const latest = isHistory(value) ? latestOf(value) : undefined;
    const call = latest === undefined ? undefined : stateCall(latest);
    return call === undefined ? undefined : { ...call, part: "latest state", losses: ["earlier states of the thread"] };
  }
  if (!isObject(value)) return undefined;
  for (const [column, holder] of placesIn(value)) {
    const messages = holder["messages"];
    if (!Array.isArray(messages) || !isMessageList(messages)) continue;
    const others = fieldsBesides(holder, new Set(["messages"]));
    const extra = { ...fieldsBesides(value, new Set([column])), ...(others === undefined ? {} : { [column]: others }) };
    return { messages, record: value, ...(Object.keys(extra).length === 0 ? {} : { extra }) };
  }
  return undefined;
}

/** True for two or more states of one thread, each with its messages. */
export function isHistory(list: readonly Json[]): boolean {
  const [first, ...others] = list;
  const thread = threadOf(first);
  return thread !== undefined && others.length > 0 && others.every((state) => threadOf(state) === thread);
}

function placesIn(state: JsonObject): [string, JsonObject][] {
  const checkpoint = isObject(state["checkpoint"]) ? state["checkpoint"] : {};
  const places: [string, Json | undefined][] = [
    ["values", state["values"]],
    ["channel_values", state["channel_values"]],
    ["checkpoint", checkpoint["channel_values"]],
  ];
  return places.flatMap(([column, holder]): [string, JsonObject][] => (isObject(holder) ? [[column, holder]] : []));
}

function threadOf(state: Json | undefined): string | undefined {
  if (!isObject(state) || placesIn(state).length === 0) return undefined;
  const config = isObject(state["config"]) ? state["config"]["configurable"] : undefined;
  for (const holder of [config, state["checkpoint"], state["metadata"]]) {
    const thread = isObject(holder) ? asString(holder["thread_id"]) : undefined;
    if (thread !== undefined) return thread;
  }
  return undefined;
}

/**
 * By the number of the step, or the time, or else the one with most messages, for LangGraph lists the newest first and others the oldest.
 */
function latestOf(states: readonly Json[]): JsonObject | undefined {
  const objects = states.filter(isObject);
  const sorted = objects.toSorted((a, b) => stepOf(a) - stepOf(b) || compare(timeOf(a), timeOf(b)) || sizeOf(a) - sizeOf(b));
  return sorted.findLast((state) => sizeOf(state) > 0);
}

function stepOf(state: JsonObject): number {
  const { metadata } = state;
  return (isObject(metadata) ? asNumber(metadata["step"]) : undefined) ?? -2;
}

function timeOf(state: JsonObject): string {
  return asString(state["created_at"]) ?? asString(state["createdAt"]) ?? "";
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function sizeOf(state: JsonObject): number {
  return Math.max(0, ...placesIn(state).map(([, { messages }]) => (Array.isArray(messages) ? messages.length : 0)));
}
