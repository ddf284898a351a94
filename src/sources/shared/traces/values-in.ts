import { tryParseJson, type Json } from "../../../base/json.ts";
import type { SourceRecord } from "../../source.ts";

/**
 * The values of a file that is one record: one JSON value, or JSON Lines.
 *
 * @returns also how many lines are no JSON
 * @throws RecordError `broken_json` when the record is neither
 */
export function valuesIn(record: SourceRecord): { values: Json[]; broken: number } {
  const { text } = record;
  const end = text.trimStart().indexOf("\n");
  const first = end < 0 ? "" : text.trimStart().slice(0, end);
  // A document over several lines does not parse by its first.
  if (end < 0 || !tryParseJson(first).ok || text.trim().length <= first.length) return { values: [record.json()], broken: 0 };
  const values: Json[] = [];
  let broken = 0;
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    const parsed = tryParseJson(line);
    if (parsed.ok) values.push(parsed.value);
    else broken += 1;
  }
  return { values, broken };
}
