import { RecordError } from "../../base/errors.ts";
import { asString, isObject, type Json, type JsonObject } from "../../base/json.ts";
import { BranchBudget } from "../shared/sessions/branch-budget.ts";
import { lossOfBroken, parseLines } from "../shared/sessions/parse-lines.ts";
import type { SourceRecord } from "../source.ts";

/** A session as it stands after everything that its file says happened to it. */
export interface SessionRecord {
  meta: JsonObject;
  messages: JsonObject[];
  /** What was rewound, each with what came before it. Empty unless asked for. */
  branches: JsonObject[][];
  /** How often the session was rewound. */
  rewinds: number;
  losses: string[];
}

/**
 * Reads a session file. In JSON Lines a message is written again each time it grows (the last time counts), `$set` changes what is said of
 * the session, and `$rewindTo` takes back a message and all after it.
 *
 * @param withBranches keep what was rewound
 * @throws RecordError `broken_json`, `not_this_format`, `too_large`
 */
export function readRecord(record: SourceRecord, withBranches: boolean): SessionRecord {
  const { values, broken } = valuesOf(record);
  const reading = new Reading(withBranches);
  for (const value of values) reading.read(value);
  const read = reading.finish();
  if (asString(read.meta["sessionId"]) === undefined) {
    throw new RecordError("not_this_format", "Expected sessionId and projectHash, as Gemini CLI writes them; found none.");
  }
  return { ...read, losses: [...lossOfBroken(broken), ...read.losses] };
}

class Reading {
  readonly #withBranches: boolean;
  readonly #budget = new BranchBudget();
  readonly #branches: JsonObject[][] = [];
  readonly #positions = new Map<string, number>();
  readonly #meta = new Map<string, Json>();
  #messages: JsonObject[] = [];
  #rewinds = 0;
  #unknown = 0;

  constructor(withBranches: boolean) {
    this.#withBranches = withBranches;
  }

  read(value: JsonObject): void {
    const { $rewindTo, $set, id } = value;
    if (typeof $rewindTo === "string") this.#rewind($rewindTo);
    else if (typeof id === "string") this.#put(id, value);
    else if (isObject($set)) this.#change($set);
    else if (typeof value["sessionId"] === "string") this.#change(value);
    else this.#unknown += 1;
  }

  finish(): SessionRecord {
    const losses = this.#unknown > 0 ? [`lines that are no part of the session: ${this.#unknown}`] : [];
    return { meta: Object.fromEntries(this.#meta), messages: this.#messages, branches: this.#branches, rewinds: this.#rewinds, losses };
  }

  #put(id: string, message: JsonObject): void {
    const known = this.#positions.get(id);
    if (known === undefined) {
      this.#positions.set(id, this.#messages.length);
      this.#messages.push(message);
    } else this.#messages[known] = message;
  }

  /** A message that is not there takes everything back. */
  #rewind(id: string): void {
    const from = this.#positions.get(id) ?? 0;
    if (from >= this.#messages.length) return;
    this.#rewinds += 1;
    if (this.#withBranches) {
      this.#budget.spend(this.#messages.length);
      this.#branches.push([...this.#messages]);
    }
    for (const gone of this.#messages.splice(from)) this.#positions.delete(asString(gone["id"]) ?? "");
  }

  #change({ messages, ...meta }: JsonObject): void {
    for (const [name, value] of Object.entries(meta)) this.#meta.set(name, value);
    if (!Array.isArray(messages) || messages.length === 0) return;
    this.#messages = [];
    this.#positions.clear();
    for (const [index, message] of messages.entries()) if (isObject(message)) this.#put(asString(message["id"]) ?? `#${index}`, message);
  }
}

/** The lines, or the one object that is the whole file. */
function valuesOf(record: SourceRecord): { values: JsonObject[]; broken: number[] } {
  const firstLine = record.text.trimStart().split("\n", 1)[0] ?? "";
  if (isOneObject(firstLine)) return parseLines(record);
  const whole: Json = record.json();
  return { values: isObject(whole) ? [whole] : [], broken: [] };
}

/** A first line that opens an object and closes it: others follow. A file in one line is one value either way. */
function isOneObject(line: string): boolean {
  return line.startsWith("{") && line.trimEnd().endsWith("}");
}
