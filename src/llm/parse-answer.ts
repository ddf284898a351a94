import { jsonrepair } from "jsonrepair";
import { isObject, tryParseJson, type Json } from "../base/json.ts";

/** The JSON value in a model's answer, or why there is none. `whole` is false when the text breaks off inside of it. */
export type AnswerParse = { ok: true; value: Json } | { ok: false; whole: boolean; error: string };

/**
 * Finds the JSON value in what a model wrote: plain, in a fence, or with prose around it, and mends what models get wrong (trailing commas, comments,
 * single quotes, `True`). It never closes what the model left open: an answer that breaks off is no answer.
 */
export function parseAnswer(text: string): AnswerParse {
  const plain = tryParseJson(text.trim());
  if (plain.ok && isContainer(plain.value)) return plain;
  let complaint: string | undefined;
  let brokenOff = false;
  for (const start of starts(text)) {
    const end = endOf(text, start);
    if (end === undefined) {
      brokenOff = true;
      continue;
    }
    const value = mend(text.slice(start, end));
    if (value.ok && isContainer(value.value)) return value;
    if (!value.ok) complaint ??= value.error;
  }
  if (complaint !== undefined) return { ok: false, whole: true, error: `The answer is not valid JSON: ${complaint}` };
  if (brokenOff) return { ok: false, whole: false, error: "The answer breaks off before its JSON ends." };
  return { ok: false, whole: true, error: "The answer holds no JSON object." };
}

/** Answers are objects (lists at most); a lone number or word in prose is none. */
function isContainer(value: Json): boolean {
  return isObject(value) || Array.isArray(value);
}

/** Where a JSON value may begin: the first brace after a fence, then the first brace or bracket of the text. */
function starts(text: string): number[] {
  const found: number[] = [];
  const fence = /```(?:json|json5|javascript)?\s*([[{])/i.exec(text);
  if (fence !== null) found.push(fence.index + fence[0].length - 1);
  for (const sign of ["{", "["]) {
    const at = text.indexOf(sign);
    if (at >= 0 && !found.includes(at)) found.push(at);
  }
  return found.toSorted((left, right) => (fence === null ? left - right : 0));
}

/** The place after the bracket that closes the one at `start`; undefined when none does. Brackets in strings do not count. */
function endOf(text: string, start: number): number | undefined {
  let depth = 0;
  let inString = false;
  for (let at = start; at < text.length; at += 1) {
    const sign = text[at];
    if (inString) {
      if (sign === "\\") at += 1;
      else if (sign === '"') inString = false;
    } else if (sign === '"') inString = true;
    else if (sign === "{" || sign === "[") depth += 1;
    else if (sign === "}" || sign === "]") {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return undefined;
}

function mend(text: string): ReturnType<typeof tryParseJson> {
  const strict = tryParseJson(text);
  if (strict.ok) return strict;
  try {
    return tryParseJson(jsonrepair(text));
  } catch {
    return strict;
  }
}
