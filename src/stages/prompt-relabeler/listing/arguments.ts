import { remembered } from "../../../base/remembered.ts";
import type { OwnArgument } from "../goals/named-call.ts";

/** True for the name of an argument that says what to look for. */
export const isQuery = remembered((key) => /^(?:q|query|keywords?|search|search_?(?:term|query|text)|term|text)$/.test(key));

/** True for the name of an argument that says where to look. */
export const isPlace = remembered((key) => /^(?:city|country|state|region|location|place|town|area|destination)$/.test(key));

/** True for the name of an argument that says who made what is looked for. */
const isMaker = remembered((key) => /^(?:author|artist)$/.test(key));

/**
 * What a call was given, as words that follow a noun; a space before them, or nothing where it was given nothing.
 *
 * @param goal what the user asked for: values are written as they stand there
 * @returns undefined where an argument cannot be said so
 */
export function wordsOfArguments(own: readonly OwnArgument[], goal: string): string | undefined {
  let words = "";
  for (const { key, value } of own) {
    const phrase = phraseOf(key, asSaid(value, goal));
    if (phrase === undefined) return undefined;
    words += ` ${phrase}`;
  }
  return words;
}

/** A value in the letters of the user, who writes `Europe` for `europe`. */
function asSaid(value: string, goal: string): string {
  const at = goal.toLowerCase().indexOf(value.toLowerCase());
  const isWhole = at !== -1 && !/[\p{L}\p{N}]/u.test(`${goal[at - 1] ?? ""}${goal[at + value.length] ?? ""}`);
  return isWhole ? goal.slice(at, at + value.length) : value;
}

function phraseOf(key: string, value: string): string | undefined {
  if (isMaker(key) && /^\p{Lu}[\p{L} .'-]+$/u.test(value)) return `by ${value}`;
  if (isPlace(key) && /^\p{Lu}[\p{L} .'-]+$/u.test(value)) return `in ${value}`;
  return isQuery(key) && value.length <= 60 && !/["\n]/.test(value) ? `found for "${value}"` : undefined;
}
