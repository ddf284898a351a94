import { asString, isObject, type Json, type JsonObject } from "../../base/json.ts";
import type { Outcome } from "../../trajectory/trajectory.ts";

/** What a value of a score says. `measure`: a number, which counts only where no scorer gives a verdict. */
interface Reading {
  name: string;
  value: string;
  good: boolean | undefined;
  kind: "verdict" | "measure" | "unreadable";
  number?: number;
}

/**
 * Outcome by the scores of a sample ([decision 24](../../../docs/decisions/0024-scores-of-inspect.md)). A sample that broke off with an
 * error has a verdict only where it was scored all the same.
 */
export function outcomeOf(sample: JsonObject): Outcome {
  const scores = scoresOf(sample);
  const readings = scores.flatMap(([name, score]) => readValue(name, isObject(score) ? (score["value"] ?? null) : score));
  const verdicts = readings.filter(({ kind }) => kind === "verdict");
  const counting = verdicts.length > 0 ? verdicts : readings.filter(({ kind }) => kind === "measure");
  const listed = readings.map(({ name, value }) => `${name} ${value}`).join(", ");
  const [first] = counting;
  if (first === undefined) {
    const broken = isObject(sample["error"]) ? ": the sample broke off with an error" : "";
    return {
      status: "unknown",
      by: "none",
      rule: listed === "" ? `no score${broken}` : `${listed} (none of them can be read as a verdict)`,
    };
  }
  const reward = scores.length === 1 && readings.length === 1 && first.number !== undefined ? { reward: first.number } : {};
  if (counting.some(({ good }) => good === undefined)) {
    return { status: "unknown", by: "none", rule: `${listed} (a number above 1 or below 0, so the scale is not known)`, ...reward };
  }
  if (counting.some(({ good }) => good !== first.good)) {
    return { status: "unknown", by: "none", rule: `${listed} (they contradict each other)`, ...reward };
  }
  const reason = first.good === true ? undefined : explanationOf(scores);
  return {
    status: first.good === true ? "success" : "failure",
    by: "benchmark",
    rule: `${listed} (success is C, true or 1${verdicts.length < readings.length && verdicts.length > 0 ? "; numbers beside a verdict do not count" : ""})`,
    ...reward,
    ...(reason === undefined ? {} : { reason }),
  };
}

/** Logs of the first version have one score without a name. */
function scoresOf({ scores, score }: JsonObject): [string, Json][] {
  if (isObject(scores)) return Object.entries(scores);
  return isObject(score) ? [["score", score]] : [];
}

function readValue(name: string, value: Json): Reading[] {
  if (Array.isArray(value)) return value.flatMap((entry, index) => readValue(`${name}[${index}]`, entry));
  if (isObject(value)) return Object.entries(value).flatMap(([key, entry]) => readValue(`${name}.${key}`, entry));
  const shown = JSON.stringify(value);
  if (typeof value === "boolean") return [{ name, value: shown, good: value, kind: "verdict" }];
  const number = typeof value === "number" ? value : numberIn(asString(value) ?? "");
  if (number !== undefined) {
    const good = number === 1 ? true : number >= 0 && number < 1 ? false : undefined;
    return [{ name, value: shown, good, kind: "measure", number }];
  }
  const good = words.get((asString(value) ?? "").trim().toLowerCase());
  return [{ name, value: clip(shown), good, kind: good === undefined ? "unreadable" : "verdict" }];
}

/** The letters of Inspect (correct, incorrect, partial, no answer) and the words that its own metrics take for 1 and 0. */
const words: ReadonlyMap<string, boolean> = new Map([
  ["c", true],
  ["i", false],
  ["p", false],
  ["n", false],
  ["yes", true],
  ["true", true],
  ["no", false],
  ["false", false],
]);

function numberIn(text: string): number | undefined {
  const trimmed = text.trim();
  if (!/^[-+]?\d*\.?\d+(e[-+]?\d+)?$/i.test(trimmed)) return undefined;
  const number = Number(trimmed);
  return Number.isFinite(number) ? number : undefined;
}

/** Why the first scorer that says so found what it found. */
function explanationOf(scores: readonly [string, Json][]): string | undefined {
  for (const [, score] of scores) {
    const text = isObject(score) ? (asString(score["explanation"]) ?? "").trim() : "";
    if (text !== "") return text;
  }
  return undefined;
}

function clip(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}
