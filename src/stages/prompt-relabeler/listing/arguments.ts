import { remembered } from "../../../base/remembered.ts";
import type { OwnArgument } from "../goals/named-call.ts";

/** True for the name of an argument that says what to look for. */
export const isQuery = remembered((key) => /^(?:q|query|keywords?|search|search_?(?:term|query|text)|term|text)$/.test(key));

/** True for the name of an argument that says where to look. */
export const isPlace = remembered((key) => /^(?:city|country|state|region|location|place|town|area|destination)$/.test(key));

/**
 * What a call was given, as words that follow a noun; a space before them, or nothing where it was given nothing.
 *
 * @returns undefined where an argument cannot be said so
 */
export function wordsOfArguments(own: readonly OwnArgument[]): string | undefined {
  let words = "";
  for (const { key, value } of own) {
    const phrase = phraseOf(key, value);
    if (phrase === undefined) return undefined;
    words += ` ${phrase}`;
  }
  return words;
}

function phraseOf(key: string, value: string): string | undefined {
  if (isPlace(key) && /^\p{Lu}[\p{L} .'-]+$/u.test(value)) return `in ${value}`;
  return isQuery(key) && value.length <= 60 && !/["\n]/.test(value) ? `found for "${value}"` : undefined;
}
