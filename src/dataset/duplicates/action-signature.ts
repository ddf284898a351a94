import type { SampleMessage } from "../../stages/data-augmenter/sample.ts";
import { readArguments, type SharedTexts, type WordPairs } from "./shared-texts.ts";
import { mixed, pairHash } from "./word-hash.ts";

/** Stands in a bin that nothing fell into. */
const NOTHING = 0xffffffff;

/** Numbers of a signature. A power of two. */
export const BINS = 64;

/**
 * What the agent did, in 64 numbers of 16 bits that can be compared: its calls with their arguments and its visible texts, without what it
 * was shown. A one-permutation MinHash (Li, Owen and Zhang, 2012) over pairs of neighbouring words.
 */
export function actionSignature(messages: readonly SampleMessage[], texts: SharedTexts): Uint16Array<ArrayBuffer> {
  const least = new Uint32Array(BINS).fill(NOTHING);
  let before = 0;
  const add = (words: WordPairs | null): void => {
    if (words === null) return;
    takeLess(least, pairHash(before, words.first));
    for (const shingle of words.pairs) takeLess(least, shingle);
    before = words.last;
  };
  for (const message of messages) {
    if (message.role !== "assistant") continue;
    if (message.content !== "") add(texts.wordsOf(message.content));
    for (const call of message.calls) add(readArguments(call).words);
  }
  // 0 stands for a bin that nothing fell into.
  const signature = new Uint16Array(BINS);
  for (let bin = 0; bin < BINS; bin++) {
    const shingle = least[bin] ?? NOTHING;
    if (shingle !== NOTHING) signature[bin] = 1 + (mixed(shingle) % 0xffff);
  }
  return signature;
}

function takeLess(least: Uint32Array, shingle: number): void {
  // As `shingle % BINS`, and no division of a floating-point number.
  const bin = shingle & (BINS - 1);
  if (shingle < (least[bin] ?? 0)) least[bin] = shingle;
}

/**
 * Estimated Jaccard similarity of what two signatures were made of, in [0, 1]. Off by 0.05 on average.
 *
 * @param otherAt gives the numbers of the second signature
 */
export function signatureSimilarity(one: ArrayLike<number>, otherAt: (bin: number) => number): number {
  let filled = 0;
  let same = 0;
  for (let bin = 0; bin < BINS; bin++) {
    const value = one[bin] ?? 0;
    const counterpart = otherAt(bin);
    if (value === 0 && counterpart === 0) continue;
    filled++;
    if (value === counterpart) same++;
  }
  return filled === 0 ? 1 : same / filled;
}
