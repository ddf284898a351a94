import { pairHash, wordHash } from "./word-hash.ts";

/** The set of a text's words and of its pairs of neighbouring words, as ascending hashes. */
export function shinglesOf(words: readonly string[]): Uint32Array<ArrayBuffer> {
  const hashes = new Uint32Array(words.length * 2 + 1);
  let before = 0;
  let at = 0;
  for (const word of words) {
    const hash = wordHash(word);
    hashes[at++] = hash;
    hashes[at++] = pairHash(before, hash);
    before = hash;
  }
  hashes[at] = pairHash(before, 0);
  hashes.sort();
  return withoutRepeated(hashes);
}

/** The different ones of ascending numbers. Those given are overwritten. */
function withoutRepeated(ascending: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  let kept = 0;
  for (const number of ascending) if (kept === 0 || ascending[kept - 1] !== number) ascending[kept++] = number;
  return kept === ascending.length ? ascending : ascending.slice(0, kept);
}

/** Jaccard similarity of two ascending sets: the share of all their members that both have, in [0, 1]; 1 for two empty ones. */
export function similarity(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let shared = 0;
  let left = 0;
  let right = 0;
  while (left < one.length && right < other.length) {
    const difference = (one[left] ?? 0) - (other[right] ?? 0);
    if (difference === 0) shared++;
    if (difference <= 0) left++;
    if (difference >= 0) right++;
  }
  const all = one.length + other.length - shared;
  return all === 0 ? 1 : shared / all;
}
