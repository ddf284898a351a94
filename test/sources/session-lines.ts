import fc from "fast-check";
import type { Json } from "../../src/base/json.ts";
import type { Source, SourceTrajectory } from "../../src/sources/source.ts";
import { RecordError } from "../../src/base/errors.ts";
import { tryParseJson } from "../../src/base/json.ts";
import { blows, damaged, damagedText } from "./damage.ts";
import { readFileSync } from "node:fs";
import { expectReadOrRefused, fixture } from "./read-runs.ts";

/** A session file of these lines, read. */
export function readSession(source: Source, values: readonly Json[], branches = false): SourceTrajectory[] {
  return readText(source, linesOf(values), branches);
}

/** A session file as text, read. */
export function readText(source: Source, text: string, branches = false): SourceTrajectory[] {
  const json = (): Json => {
    const parsed = tryParseJson(text);
    if (!parsed.ok) throw new RecordError("broken_json", `This is not JSON: ${parsed.error}`);
    return parsed.value;
  };
  return [...source.parse({ file: "session.jsonl", line: 1, text, json }, { branches })];
}

/** Values as JSON Lines. */
export function linesOf(values: readonly Json[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join("");
}

/**
 * Whatever is wrong with the lines of a session file (values dropped, replaced, repeated inside them, text cut and overwritten), it is
 * read or refused with a `RecordError`. The contract suite damages such files as text only.
 */
export function expectDamagedLinesToCostNothingElse(source: Source, file: string): void {
  const values = readFileSync(fixture(file), "utf8")
    .split("\n")
    .flatMap((line) => (line === "" ? [] : [valueOf(line)]));
  fc.assert(
    fc.property(blows, fc.option(blows, { freq: 4 }), (changes, more) => {
      const changed = damaged(values, changes);
      const text = linesOf(Array.isArray(changed) ? changed : [changed]);
      expectReadOrRefused(source, more === null ? text : damagedText(text, more));
    }),
    { numRuns: 600 },
  );
}

function valueOf(line: string): Json {
  const value: Json = JSON.parse(line);
  return value;
}
