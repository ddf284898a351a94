import { AgentherError, RecordError } from "../base/errors.ts";
import { withoutBareWords } from "../base/bare-words.ts";
import { tryParseJson, type Json } from "../base/json.ts";
import type { Source, SourceRecord, SourceTrajectory } from "../sources/source.ts";
import { identify } from "../trajectory/identity.ts";
import type { Trajectory } from "../trajectory/trajectory.ts";
import { decodeRecord } from "./decode.ts";
import { isTooDeep } from "./depth.ts";
import { problemOf, type RawRecord } from "./raw-record.ts";
import { supply, type Supplied } from "./supply.ts";

export interface ReadOptions extends Supplied {
  /** Yield every branch of a tree of attempts as a trajectory of its own. */
  branches: boolean;
}

/**
 * Reads the trajectories of one record. Either all of them are good, or none is returned. Needs nothing but its arguments, so it can run in
 * any thread.
 *
 * @param raw the record
 * @param source its format
 * @throws RecordError with the problem of the record; `invalid_utf8`, `broken_json`, `too_deep`; `no_trajectory`, `no_steps`, `no_goal`;
 *   `unreadable_record` when the source stumbles over it; or whatever code the source gives
 */
export function parseRecord(raw: RawRecord, source: Source, options: ReadOptions): Trajectory[] {
  const problem = problemOf(raw);
  if (problem !== undefined) throw problem;
  try {
    const trajectories: Trajectory[] = [];
    const losses = [...(raw.companions?.unread ?? [])];
    for (const read of source.parse(sourceRecordOf(raw, losses), { branches: options.branches })) {
      check(read, raw);
      trajectories.push(finish(read, raw, source, { ...options, losses }));
    }
    if (trajectories.length === 0) throw new RecordError("no_trajectory", `${placeOf(raw)}: the record holds no trajectory.`);
    return trajectories;
  } catch (error) {
    throw asRecordError(error, raw, source);
  }
}

/** @param losses gets what is lost in parsing */
function sourceRecordOf(raw: RawRecord, losses: string[]): SourceRecord {
  const text = decodeRecord(raw);
  let parsed: { value: Json } | undefined;
  return {
    file: raw.file,
    line: raw.line,
    ...(raw.key === undefined ? {} : { key: raw.key }),
    ...(raw.headings === undefined ? {} : { headings: raw.headings }),
    ...(raw.companions === undefined ? {} : { companions: raw.companions.texts }),
    text,
    json() {
      parsed ??= { value: parseJson(text, raw, losses) };
      return parsed.value;
    },
  };
}

function parseJson(text: string, raw: RawRecord, losses: string[]): Json {
  let value: Json;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const clean = withoutBareWords(text);
    const parsed = clean === undefined ? undefined : tryParseJson(clean);
    if (parsed?.ok !== true) throw new RecordError("broken_json", brokenJson(text, raw, error), { cause: error });
    losses.push("NaN or Infinity, which JSON does not know, was read as null");
    value = parsed.value;
  }
  if (isTooDeep(value)) throw tooDeep(raw);
  return value;
}

function brokenJson(text: string, raw: RawRecord, error: unknown): string {
  if (text.includes("\0")) {
    return `${placeOf(raw)}: the record holds NUL bytes, as a file does whose writing was broken off. Write it again, or remove this part.`;
  }
  const reason = error instanceof Error ? error.message : String(error);
  const cutOff = /Unexpected end|Unterminated/.test(reason) ? " The record was cut off." : "";
  return `${placeOf(raw)}: this is not JSON: ${reason}.${cutOff} Repair the record or remove it.`;
}

/** What every trajectory needs, whatever its format. */
function check({ task, steps }: SourceTrajectory, raw: RawRecord): void {
  if (!steps.some((step) => step.kind === "agent")) {
    throw new RecordError(
      "no_steps",
      `${placeOf(raw)}: the agent took no step in this run (${steps.length} others). There is nothing to learn from it.`,
    );
  }
  const goalIsMissing = task.goal.trim() === "" || (task.goalFrom === "user_step" && !steps.some((step) => step.kind === "user"));
  if (goalIsMissing) {
    throw new RecordError("no_goal", `${placeOf(raw)}: the record does not say what the agent was asked to do. Add the task to it.`);
  }
}

function finish(
  read: SourceTrajectory,
  raw: RawRecord,
  source: Source,
  { losses: lostInReading, ...supplied }: Supplied & { losses: readonly string[] },
): Trajectory {
  const { losses, ...others } = read.provenance;
  const trajectory = identify({
    ...read,
    provenance: { format: source.name, file: raw.file, line: raw.line, ...others, losses: [...losses, ...lostInReading] },
  });
  if (isTooDeep(trajectory)) throw tooDeep(raw);
  return supply(trajectory, supplied);
}

function asRecordError(error: unknown, raw: RawRecord, source: Source): AgentherError {
  if (AgentherError.isInstance(error)) return error;
  // The stack ran out somewhere below: the values are nested past all sense.
  if (error instanceof RangeError && error.message.includes("call stack")) return tooDeep(raw);
  const reason = error instanceof Error ? error.message : String(error);
  const what = `${placeOf(raw)}: the record cannot be read as ${source.name} (${reason})`;
  return new RecordError("unreadable_record", `${what}. Check that it is of this format; if it is, please report it.`, { cause: error });
}

function tooDeep(raw: RawRecord): RecordError {
  return new RecordError(
    "too_deep",
    `${placeOf(raw)}: values are nested so deeply that they cannot be used. No trajectory looks like this.`,
  );
}

function placeOf(raw: RawRecord): string {
  return `${raw.file}:${raw.line}`;
}
