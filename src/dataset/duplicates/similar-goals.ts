import { ShingleIndex } from "./shingle-index.ts";

/**
 * Groups of goals that are alike. The first of a group leads it; a goal belongs to the earliest leader that it is similar enough to, else it
 * leads a group of its own. Memory grows with the groups, not with the goals.
 */
export class SimilarGoals {
  readonly #threshold: number;
  readonly #leaders = new ShingleIndex();

  /** @param threshold Jaccard similarity, in (0, 1] */
  constructor(threshold: number) {
    this.#threshold = threshold;
  }

  /** The number of the goal's group, from 0. Makes the group when there is none. */
  groupOf(shingles: Uint32Array): number {
    return this.#leaders.find(shingles, this.#threshold)?.number ?? this.#leaders.add(shingles);
  }
}
