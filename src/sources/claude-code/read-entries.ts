import { RecordError } from "../../base/errors.ts";
import { asString, isObject, type Json, type JsonObject } from "../../base/json.ts";
import { count, countsOf } from "../shared/sessions/counts.ts";
import type { TreeEntry } from "../shared/sessions/paths-through.ts";
import { lossOfBroken, parseLines } from "../shared/sessions/parse-lines.ts";
import type { SourceRecord } from "../source.ts";

/** A line of a session that has a place in the conversation. `other`: an attachment, a boundary, progress of a hook. */
export interface Entry extends TreeEntry {
  /** The line as it was written. */
  value: JsonObject;
  /** The Anthropic message; `{}` for `other`. */
  message: JsonObject;
  sidechain: boolean;
  agentId: string | undefined;
  sessionId: string | undefined;
}

/** A session file, line by line. */
export interface SessionEntries {
  entries: Entry[];
  /** The latest title that the file gives the session. */
  title?: string;
  losses: string[];
}

/**
 * Reads the lines of a session file, or the `loglines` of an exported one. A line that stands there twice counts once.
 *
 * @throws RecordError `broken_json`; `not_this_format` when no line is a turn
 */
export function readEntries(record: SourceRecord): SessionEntries {
  const { values, broken } = valuesOf(record);
  const read: SessionEntries = { entries: [], losses: lossOfBroken(broken) };
  const seen = new Set<string>();
  const notes = new Map<string, number>();
  let twice = 0;
  for (const value of values) {
    const entry = entryOf(value);
    if (entry === undefined) {
      const title = titleOf(value);
      if (title === undefined) count(notes, asString(value["type"]) ?? "without a type");
      else read.title = title;
    } else if (entry.id !== undefined && seen.has(entry.id)) twice += 1;
    else {
      if (entry.id !== undefined) seen.add(entry.id);
      read.entries.push(entry);
    }
  }
  if (!read.entries.some(({ kind }) => kind !== "other")) {
    throw new RecordError(
      "not_this_format",
      "Expected lines of type user or assistant with a `message`, as Claude Code writes them; found none.",
    );
  }
  if (twice > 0) read.losses.push(`lines that stand in the file twice: ${twice}`);
  if (notes.size > 0) read.losses.push(`lines that are no part of the conversation (${countsOf(notes)})`);
  return read;
}

function valuesOf(record: SourceRecord): { values: JsonObject[]; broken: number[] } {
  if (/^\s*\[/.test(record.text)) return { values: objectsIn(record.json()), broken: [] };
  if (/^\s*\{\s*"loglines"/.test(record.text)) {
    const whole = record.json();
    return { values: objectsIn(isObject(whole) ? (whole["loglines"] ?? null) : null), broken: [] };
  }
  return parseLines(record);
}

function objectsIn(value: Json): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function entryOf(value: JsonObject): Entry | undefined {
  const { type, message, uuid, parentUuid, logicalParentUuid } = value;
  const isTurn = (type === "user" || type === "assistant") && isObject(message);
  const id = asString(uuid);
  if (!isTurn && id === undefined) return undefined;
  // After a compaction the chain begins anew; this is what it goes on from.
  const before = asString(parentUuid) ?? asString(logicalParentUuid);
  return {
    id,
    parent: before ?? (parentUuid === null ? null : undefined),
    kind: !isTurn ? "other" : type === "user" ? "user" : "agent",
    value,
    message: isTurn ? message : {},
    sidechain: value["isSidechain"] === true,
    agentId: asString(value["agentId"]),
    sessionId: asString(value["sessionId"]),
  };
}

function titleOf(value: JsonObject): string | undefined {
  switch (value["type"]) {
    case "summary":
      return asString(value["summary"]);
    case "ai-title":
      return asString(value["aiTitle"]) ?? asString(value["title"]);
    case "custom-title":
      return asString(value["customTitle"]) ?? asString(value["title"]);
    default:
      return undefined;
  }
}
