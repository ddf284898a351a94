import { readFileSync } from "node:fs";
import { UsageError } from "../../base/errors.ts";
import { asString, isObject, tryParseJson, type Json, type JsonObject } from "../../base/json.ts";
import { wilsonInterval } from "../../base/wilson-interval.ts";

/** What people said of pairs. */
export interface Precision {
  reviewed: number;
  valid: number;
  /** 95 % Wilson interval of the share of valid pairs. */
  interval: [number, number];
}

/** Verdicts by the pair's id: true for "valid". */
export type Reviews = Map<string, boolean[]>;

/**
 * Reads reviews: JSON Lines of `{id, verdict}` or `{id, valid}`, a line per reader, or JSON with `pairs` whose `verdicts` are a list. A verdict
 * counts as valid when it is `true`, or a text that begins with "valid".
 *
 * @throws UsageError `bad_reviews` when the file cannot be opened or holds no verdict
 */
export function readReviews(path: string): Reviews {
  const reviews: Reviews = new Map();
  for (const entry of entriesOf(path)) {
    const id = asString(entry["id"]) ?? asString(entry["pair"]);
    if (id === undefined) continue;
    const verdicts = Array.isArray(entry["verdicts"]) ? entry["verdicts"].filter(isObject) : [entry];
    for (const verdict of verdicts) {
      const valid = validityOf(verdict);
      if (valid !== undefined) reviews.set(id, [...(reviews.get(id) ?? []), valid]);
    }
  }
  if (reviews.size > 0) return reviews;
  throw new UsageError(
    "bad_reviews",
    `${path} holds no verdict on a pair. Expected JSON Lines of {"id", "verdict"}, or JSON with "pairs".`,
  );
}

/**
 * The precision of the pairs that are in the dataset. A pair is valid when more than half of its readers say so.
 *
 * @param isThere whether a pair is in the dataset
 * @returns null when none of them was reviewed
 */
export function precisionOf(reviews: Reviews, isThere: (id: string) => boolean): Precision | null {
  const verdicts = [...reviews].filter(([id]) => isThere(id)).map(([, each]) => each);
  if (verdicts.length === 0) return null;
  const valid = verdicts.filter((each) => each.filter(Boolean).length * 2 > each.length).length;
  return { reviewed: verdicts.length, valid, interval: wilsonInterval(valid, verdicts.length) };
}

function validityOf(entry: JsonObject): boolean | undefined {
  const verdict = entry["valid"] ?? entry["verdict"];
  if (typeof verdict === "boolean") return verdict;
  return typeof verdict === "string" ? /^valid\b/i.test(verdict.trim()) : undefined;
}

function entriesOf(path: string): JsonObject[] {
  const text = textOf(path);
  const whole = tryParseJson(text);
  const values: Json[] = whole.ok
    ? listIn(whole.value)
    : text.split("\n").flatMap((line) => {
        const parsed = tryParseJson(line);
        return parsed.ok ? [parsed.value] : [];
      });
  return values.filter(isObject);
}

function listIn(value: Json): Json[] {
  if (Array.isArray(value)) return value;
  const pairs = isObject(value) ? value["pairs"] : undefined;
  return Array.isArray(pairs) ? pairs : [value];
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError("bad_reviews", `${path} cannot be opened: ${reason}.`, { cause: error });
  }
}
