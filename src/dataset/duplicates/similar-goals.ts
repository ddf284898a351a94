import { ShingleIndex } from "./shingle-index.ts";
import { pairHash } from "./word-hash.ts";

const MOST_SEEN = 10_000;

/**
 * Groups of goals that are alike. The first of a group leads it; a goal belongs to the earliest leader that it is similar enough to, else it
 * leads a group of its own. Memory grows with the groups, not with the goals.
 */
export class SimilarGoals {
  readonly #threshold: number;
  readonly #leaders = new ShingleIndex();
  /** Groups of goals that were asked for lately: most goals of rules come again word for word. */
  readonly #seen = new Map<number, number>();

  /** @param threshold Jaccard similarity, in (0, 1] */
  constructor(threshold: number) {
    this.#threshold = threshold;
  }

  /** The number of the goal's group, from 0. Makes the group when there is none. */
  groupOf(shingles: Uint32Array): number {
    const key = keyOf(shingles);
    let group = this.#seen.get(key);
    if (group === undefined) {
      group = this.#leaders.find(shingles, this.#threshold)?.number ?? this.#leaders.add(shingles);
      if (this.#seen.size >= MOST_SEEN) this.#seen.clear();
      this.#seen.set(key, group);
    }
    return group;
  }
}

/** 53 bits of a set. */
function keyOf(shingles: Uint32Array): number {
  let high = 0;
  let low = shingles.length;
  for (const shingle of shingles) {
    low = pairHash(low, shingle);
    high = Math.imul(high, 31) + shingle;
  }
  return (high & 0x1fffff) * 0x1_0000_0000 + low;
}
