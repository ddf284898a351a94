import { asNumber, asString, isObject, type JsonObject } from "../../base/json.ts";
import type { Outcome } from "../../trajectory/trajectory.ts";

const flags = ["success", "is_success", "resolved", "is_resolved", "passed", "solved", "correct", "is_correct"];
const countNames = ["failed", "unresolved", "incorrect", "skipped", "total"];
const goodWords = /^(success|successful|succeeded|pass|passed|resolved|solved|correct)$/i;
const badWords = /^(fail|failed|failure|unsuccessful|unresolved|unsolved|incorrect|wrong)$/i;

/** The rule of `outcomeByFields`, in words for the user. */
export const outcomeFields =
  "by explicit fields of the record, else of its `metadata`, `info` or `outcome`: success, resolved, passed, solved, correct (true, false, 1 or 0), an `outcome` in words, or a failure_reason; without these reward or score, where 1 is success, less is failure and more is of unknown scale";

const places = ["", "metadata", "info", "outcome"];

/**
 * Outcome by explicit fields of the record, or where it has none of its `metadata`, `info` or `outcome`. A flag anywhere comes before a
 * reward anywhere: it is a verdict, a number beside it may measure something else. `status` and `finish_reason` are not among the fields:
 * they say that a run ended, not how well.
 */
export function outcomeByFields(record: JsonObject): Outcome {
  for (const read of [byFlags, byReward]) {
    for (const place of places) {
      const holder = place === "" ? record : record[place];
      const found = isObject(holder) ? read(holder, place) : undefined;
      if (found !== undefined) return found;
    }
  }
  return { status: "unknown", by: "none", rule: "no field of the record says how the run ended" };
}

function byFlags(holder: JsonObject, place: string): Outcome | undefined {
  const verdicts: { good: boolean; text: string }[] = [];
  // `passed: 1` beside `failed: 3` counts tests; it is no verdict.
  const counts = countNames.some((name) => typeof holder[name] === "number");
  for (const name of flags) {
    const value = holder[name];
    if (value === true || (value === 1 && !counts)) verdicts.push({ good: true, text: `${pathTo(place, name)} is ${value}` });
    if (value === false || (value === 0 && !counts)) verdicts.push({ good: false, text: `${pathTo(place, name)} is ${value}` });
  }
  const word = asString(holder["outcome"]) ?? "";
  if (goodWords.test(word)) verdicts.push({ good: true, text: `${pathTo(place, "outcome")} is "${word}"` });
  if (badWords.test(word)) verdicts.push({ good: false, text: `${pathTo(place, "outcome")} is "${word}"` });
  if (isText(holder["failure_reason"])) verdicts.push({ good: false, text: `${pathTo(place, "failure_reason")} is given` });
  const [first] = verdicts;
  if (first === undefined) return undefined;
  const rule = verdicts.map(({ text }) => text).join(", ");
  const reward = asNumber(holder["reward"]);
  const kept = reward === undefined ? {} : { reward };
  if (verdicts.some(({ good }) => good !== first.good))
    return { status: "unknown", by: "none", rule: `${rule} (they contradict)`, ...kept };
  return { status: first.good ? "success" : "failure", by: "verifier", rule, ...kept, ...(first.good ? {} : reasonOf(holder)) };
}

/** A reward or score above 1 is on a scale that the record does not tell. */
function byReward(holder: JsonObject, place: string): Outcome | undefined {
  for (const name of ["reward", "score"]) {
    const reward = asNumber(holder[name]);
    if (reward === undefined) continue;
    const rule = `${pathTo(place, name)} is ${reward}`;
    if (reward > 1) return { status: "unknown", by: "none", rule: `${rule} (above 1, so its scale is not known)`, reward };
    if (reward === 1) return { status: "success", by: "verifier", rule: `${rule} (success is 1)`, reward };
    return { status: "failure", by: "verifier", rule: `${rule} (success is 1)`, reward, ...reasonOf(holder) };
  }
  return undefined;
}

function reasonOf(holder: JsonObject): { reason?: string } {
  const reason = [holder["failure_reason"], holder["reason"], holder["error"]].find(isText);
  return reason === undefined ? {} : { reason };
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "";
}

function pathTo(place: string, name: string): string {
  return place === "" ? name : `${place}.${name}`;
}
