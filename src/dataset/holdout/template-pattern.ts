import { builtOf } from "../duplicates/function-words.ts";
import { wordsOf } from "../duplicates/word-hash.ts";

/** Most words that may stand in a slot. */
const MOST_IN_SLOT = 16;

/** A template needs so many telling words of its own: "What is the {{x}} of {{y}}" would match what has nothing to do with it. */
const LEAST_WORDS = 2;

/**
 * What a template with `{{slots}}` matches: a text with its words, case and punctuation left aside, and one to sixteen words in each slot.
 *
 * @returns a pattern over `wordsOf(text).join(" ")`; null when the template has too few words that tell of its task
 */
export function templatePattern(template: string): RegExp | null {
  const pieces = template.split(/\{\{[^}]*\}\}/).map((piece) => wordsOf(piece).join(" "));
  const telling = pieces.flatMap((piece) => piece.split(" ")).filter((word) => word !== "" && !builtOf.has(word));
  if (telling.length < LEAST_WORDS) return null;
  const slot = `\\S+(?: \\S+){0,${MOST_IN_SLOT - 1}}`;
  const parts = pieces.flatMap((piece, index) => (index === 0 ? [piece] : [slot, piece])).filter((part) => part !== "");
  return new RegExp(`^${parts.join(" ")}$`, "u");
}
