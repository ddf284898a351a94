import { RecordError } from "../../../base/errors.ts";
import { isObject, tryParseJson, type JsonObject } from "../../../base/json.ts";
import type { SourceRecord } from "../../source.ts";

/** Values of a session file, one after another as they were written. */
export interface ParsedLines {
  values: JsonObject[];
  /** 1-based lines of the file that hold no JSON object, blank ones left out. */
  broken: number[];
}

/**
 * The lines of a record that is a whole file of JSON Lines. A line that is no JSON object costs only itself: a session that is still
 * written, or whose writing was broken off, ends in one.
 *
 * @throws RecordError `broken_json` when no line holds an object
 */
export function parseLines({ text, file, line: firstLine }: Pick<SourceRecord, "text" | "file" | "line">): ParsedLines {
  const parsed: ParsedLines = { values: [], broken: [] };
  let line = firstLine;
  for (let at = 0; at < text.length; line += 1) {
    const newline = text.indexOf("\n", at);
    const end = newline < 0 ? text.length : newline;
    const written = text.slice(at, end).trim();
    at = end + 1;
    if (written === "") continue;
    const result = tryParseJson(written);
    if (result.ok && isObject(result.value)) parsed.values.push(result.value);
    else parsed.broken.push(line);
  }
  if (parsed.values.length === 0) {
    throw new RecordError("broken_json", `${file}:${firstLine}: no line of the file is a JSON object. A session file has one a line.`);
  }
  return parsed;
}

/** What to say in `losses` of lines that were no JSON; nothing when there are none. */
export function lossOfBroken(broken: readonly number[]): string[] {
  const [first] = broken;
  if (first === undefined) return [];
  return [`lines that are no JSON: ${broken.length} (the first is line ${first})`];
}
