import { shortHash } from "../../trajectory/identity.ts";

/**
 * A word that stands on every line of a transcript which is ours: the beginning, the end, and the heads of steps. It is made of the text itself,
 * so no text can hold its own, and is the same in every call of a run.
 */
export function fenceOf(text: string): string {
  let fence = shortHash(text).slice(0, 10);
  while (text.includes(fence)) fence = shortHash(fence).slice(0, 10);
  return fence;
}
