import { NumberList } from "../number-list.ts";
import { IndexTable } from "./index-table.ts";
import { similarity } from "./shingles.ts";
import { mixed, pairHash } from "./word-hash.ts";

/** Bands of a MinHash and hashes in each: two goals that are 0.8 alike share a band with a probability of 0.9998, at 0.7 of 0.994. */
const BANDS = 12;
const ROWS = 3;

/**
 * Groups of goals that are alike. The first of a group is its leader; a goal belongs to the earliest leader that it is similar enough to, else
 * it leads a group of its own. Candidates are found with MinHash and bands (Broder 1997; Leskovec, Rajaraman and Ullman, chapter 3) and then
 * compared exactly. Takes about 400 bytes a group, and nothing for the other goals.
 */
export class SimilarGoals {
  readonly #threshold: number;
  readonly #bands = new IndexTable();
  readonly #shingles = NumberList.ofUint32();
  readonly #starts = NumberList.ofFloat64();

  /** @param threshold Jaccard similarity, in (0, 1] */
  constructor(threshold: number) {
    this.#threshold = threshold;
  }

  /** The number of the goal's group, from 0. Makes the group when there is none. */
  groupOf(shingles: Uint32Array): number {
    const keys = bandKeys(shingles);
    const leader = this.#find(shingles, keys);
    if (leader !== undefined) return leader;
    const group = this.#starts.length;
    this.#starts.push(this.#shingles.length);
    for (const shingle of shingles) this.#shingles.push(shingle);
    for (const key of keys) this.#bands.add(key, group);
    return group;
  }

  #find(shingles: Uint32Array, keys: readonly number[]): number | undefined {
    const compared = new Set<number>();
    let earliest: number | undefined;
    for (const key of keys) {
      for (const group of this.#bands.of(key)) {
        if (compared.has(group) || (earliest !== undefined && group > earliest)) continue;
        compared.add(group);
        if (similarity(shingles, this.#shinglesOf(group)) >= this.#threshold) earliest = group;
      }
    }
    return earliest;
  }

  #shinglesOf(group: number): number[] {
    const start = this.#starts.at(group);
    const end = group + 1 < this.#starts.length ? this.#starts.at(group + 1) : this.#shingles.length;
    return Array.from({ length: end - start }, (_, index) => this.#shingles.at(start + index));
  }
}

function bandKeys(shingles: Uint32Array): number[] {
  return Array.from({ length: BANDS }, (_, band) => {
    let key = band;
    for (let row = 0; row < ROWS; row++) key = pairHash(key, leastHash(shingles, band * ROWS + row));
    return key;
  });
}

function leastHash(shingles: Uint32Array, number: number): number {
  const salt = mixed(number + 1);
  let least = 0xffffffff;
  for (const shingle of shingles) least = Math.min(least, mixed(shingle ^ salt));
  return least;
}
