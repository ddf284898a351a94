import { jsonrepair } from "jsonrepair";
import { isObject, tryParseJson, type JsonObject, type JsonParse } from "../base/json.ts";

/** The JSON object in a model's answer, or why there is none. `whole` is false when the text breaks off inside of something. */
export type AnswerParse = { ok: true; value: JsonObject } | { ok: false; whole: boolean; error: string };

/**
 * Finds the JSON object in what a model wrote: plain, in a fence, or with prose around it, and mends what models get wrong (trailing commas, comments,
 * single quotes, `True`). It never closes what the model left open: an answer that breaks off is no answer, and neither is a part of it.
 */
export function parseAnswer(text: string): AnswerParse {
  const plain = tryParseJson(text.trim());
  if (plain.ok && isObject(plain.value)) return { ok: true, value: plain.value };
  const groups = bracketed(text);
  if (groups === undefined) return { ok: false, whole: false, error: "The answer breaks off before its JSON ends." };
  // What is JSON to the letter comes before what has to be mended: prose has braces, too.
  for (const parse of [tryParseJson, mend]) {
    for (const group of groups) {
      const parsed = parse(group);
      if (parsed.ok && isObject(parsed.value)) return { ok: true, value: parsed.value };
    }
  }
  const strict = tryParseJson(groups.find((group) => group.startsWith("{")) ?? "");
  const error = groups.length === 0 || strict.ok ? "The answer holds no JSON object." : `The answer is not valid JSON: ${strict.error}`;
  return { ok: false, whole: true, error };
}

/** The outermost `{...}` and `[...]` of a text, in order; undefined when one is not closed. */
function bracketed(text: string): string[] | undefined {
  const groups: string[] = [];
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] !== "{" && text[at] !== "[") continue;
    const end = endOf(text, at);
    if (end === undefined) return undefined;
    groups.push(text.slice(at, end));
    at = end - 1;
  }
  return groups;
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

function mend(text: string): JsonParse {
  try {
    return tryParseJson(jsonrepair(text));
  } catch (error) {
    return { ok: false, error: String(error) };
  }
}
