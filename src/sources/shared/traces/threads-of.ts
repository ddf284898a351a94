import { asString, isObject, type Json } from "../../../base/json.ts";
import type { FoundMessages } from "../messages/find-messages.ts";
import { markOf } from "../messages/mark-of.ts";
import type { Scope } from "./scopes-of.ts";
import type { TraceSpan } from "./span.ts";

/** Questions to a model that belong to one conversation. */
export interface Thread {
  /** In order; those without an answer are there too. */
  calls: TraceSpan[];
  nearest: TraceSpan | undefined;
  /** The conversation as the call shows it that shows most of it. */
  messages: Json[];
  system: Json | undefined;
  tools: Json | undefined;
}

/**
 * The conversations of an agent, in the order in which they began. Every question repeats what was said before it, so questions that
 * begin with the same prompts are one conversation, and the one with most messages shows it. A question that brings nothing but results,
 * or nothing at all, goes on with the conversation before it: its messages and its answer are added.
 */
export function threadsOf({ models }: Pick<Scope, "models">): Thread[] {
  const threads = new Map<string, Thread>();
  const latest = new Map<string | undefined, Thread>();
  for (const { span, nearest } of models) {
    const asked = span.asked();
    const answered = span.answered();
    if (asked === undefined && answered === undefined) continue;
    const opening = openingOf(asked);
    const before = latest.get(nearest?.id);
    const known = opening === "" ? before : threads.get(opening);
    const thread = known ?? { calls: [], nearest, messages: openedBy(nearest), system: undefined, tools: undefined };
    if (opening === "") {
      for (const side of [asked, answered]) for (const message of side?.messages ?? []) thread.messages.push(message);
    } else {
      const messages = joinMessages(asked, answered);
      if (messages.length >= thread.messages.length) thread.messages = [...messages];
    }
    thread.calls.push(span);
    thread.system ??= asked?.system ?? answered?.system;
    thread.tools = asked?.tools ?? answered?.tools ?? thread.tools;
    latest.set(nearest?.id, thread);
    if (known === undefined) threads.set(opening === "" ? `without prompt ${threads.size}` : opening, thread);
  }
  return [...threads.values()];
}

/** An agent's state that comes out holds what went in. */
export function joinMessages(asked: FoundMessages | undefined, answered: FoundMessages | undefined): readonly Json[] {
  const before = asked?.messages ?? [];
  const after = answered?.messages ?? [];
  const [first] = before;
  const said = first === undefined ? "" : saidIn(first);
  const repeats = said !== "" && after.length > before.length && after.some((message) => saidIn(message) === said);
  return repeats ? after : [...before, ...after];
}

/** A question without a prompt of its own has that of the agent. */
function openedBy(nearest: TraceSpan | undefined): Json[] {
  return [...(nearest?.asked()?.messages ?? [])];
}

/** What the system and the user say before the agent says anything; empty when that is nothing. */
function openingOf(asked: FoundMessages | undefined): string {
  if (asked === undefined) return "";
  let opening = "";
  for (const message of asked.messages) {
    const said = isPrompt(message) ? saidIn(message) : "";
    if (said === "") break;
    opening += `\n${said}`;
  }
  return opening === "" ? "" : `${asked.system === undefined ? "" : JSON.stringify(asked.system)}${opening}`;
}

const promptRoles = /^(system|developer|user|human)$|^(System|Human)Message(Chunk)?$|^gen_ai\.(system|user)\.message$/;

function isPrompt(message: Json): boolean {
  if (Array.isArray(message)) return promptRoles.test(asString(message[0]) ?? "");
  if (!isObject(message) || markOf(message) === undefined) return false;
  const { role, type, id } = message;
  const names = [role, role === undefined ? type : undefined, Array.isArray(id) ? id.at(-1) : undefined, message["event.name"]];
  return names.some((name) => typeof name === "string" && promptRoles.test(name));
}

/** The texts of a message, without what a tool gave back and without the marks that a framework moves along (cache control, ids). */
function saidIn(value: Json, depth = 0): string {
  if (typeof value === "string") return value;
  if (depth > 6) return "";
  if (Array.isArray(value)) return value.map((part) => saidIn(part, depth + 1)).join("\n");
  if (!isObject(value) || isResult(value)) return "";
  return ["kwargs", "data", "content", "parts", "text"].map((name) => saidIn(value[name] ?? "", depth + 1)).join("");
}

function isResult(part: { [key: string]: Json }): boolean {
  return /tool_result|tool-result|tool_call_response|_output$/.test(asString(part["type"]) ?? "") || isObject(part["functionResponse"]);
}
