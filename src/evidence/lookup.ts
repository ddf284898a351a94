import { remembered } from "../base/remembered.ts";
import type { Call } from "../trajectory/trajectory.ts";
import { readPayload } from "./payload.ts";
import { readObservation } from "./reading.ts";
import { readEntry, type Entry } from "./prose-facts.ts";

/** A call that looked one thing up by name and was shown an entry about it. */
export interface Lookup {
  query: string;
  entry: Entry;
}

const looksUp = remembered((toolName) => /search|look.?up|wiki|encyclop|query|find|fetch|get|read|open|page|article/i.test(toolName));

/** Reads a call as a look-up. Returns undefined when it has several arguments, failed, or was answered with anything but an entry about its subject. */
export function readLookup(call: Call): Lookup | undefined {
  if (!looksUp(call.name)) return undefined;
  const values = Object.values(call.arguments);
  const query = values[0];
  if (values.length !== 1 || typeof query !== "string" || query.length < 2 || query.length > 80) return undefined;
  if (readObservation(call) !== "content") return undefined;
  const text = proseOf(call);
  const entry = text === undefined ? undefined : readEntry(text, query);
  // What an API escapes is not there word for word, and what breaks off is half said.
  const said = entry === undefined ? [] : [entry.definition.sentence, entry.more];
  if (said.some((sentence) => /(?:\.\.\.|…)$/.test(sentence) || !call.result.text.includes(sentence))) return undefined;
  return entry === undefined ? undefined : { query: query.replace(/^["'“]+|["'”]+$/g, "").trim(), entry };
}

/** The prose that a call brought, also where an API wraps it (`{"error": "", "response": "..."}`). */
function proseOf(call: Call): string | undefined {
  const { text } = call.result;
  if (!/^\s*[{[(<]/.test(text)) return text;
  const payload = readPayload(call);
  return typeof payload?.value === "string" ? payload.value : undefined;
}
