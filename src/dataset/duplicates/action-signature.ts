import type { SampleMessage } from "../../stages/data-augmenter/sample.ts";
import { mixed, pairHash, wordHash, wordsOf } from "./word-hash.ts";

/** Stands in a bin that nothing fell into. */
const NOTHING = 0xffffffff;

/** Numbers of a signature. */
export const BINS = 64;

/**
 * What the agent did, in 64 numbers of 16 bits that can be compared: its calls with their arguments and its visible texts, without what it
 * was shown. A one-permutation MinHash (Li, Owen and Zhang, 2012) over pairs of neighbouring words.
 */
export function actionSignature(messages: readonly SampleMessage[]): Uint16Array<ArrayBuffer> {
  const least = new Uint32Array(BINS).fill(NOTHING);
  let before = 0;
  for (const message of messages) {
    if (message.role !== "assistant") continue;
    for (const word of wordsOf(spokenIn(message))) {
      const hash = wordHash(word);
      const shingle = pairHash(before, hash);
      const bin = shingle % BINS;
      if (shingle < (least[bin] ?? 0)) least[bin] = shingle;
      before = hash;
    }
  }
  // 0 stands for a bin that nothing fell into.
  return Uint16Array.from(least, (shingle) => (shingle === NOTHING ? 0 : 1 + (mixed(shingle) % 0xffff)));
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

function spokenIn(message: Extract<SampleMessage, { role: "assistant" }>): string {
  const calls = message.calls.map((call) => ` ${call.name} ${JSON.stringify(call.arguments)}`);
  return `${message.content}${calls.join("")}`;
}
