import { NumberList } from "../number-list.ts";
import { IndexTable } from "./index-table.ts";
import { similarity } from "./shingles.ts";
import { mixed, pairHash } from "./word-hash.ts";

/** Bands of a MinHash and hashes in each: two texts that are 0.8 alike share a band with a probability of 0.9998, at 0.7 of 0.994. */
const BANDS = 12;
const ROWS = 3;

/**
 * Texts, as sets of shingles, among which those like another one are found: candidates with MinHash and bands (Broder 1997; Leskovec, Rajaraman
 * and Ullman, chapter 3), which are then compared exactly. About 400 bytes a text.
 */
export class ShingleIndex {
  readonly #bands = new IndexTable();
  readonly #shingles = NumberList.ofUint32();
  readonly #starts = NumberList.ofFloat64();

  /** @returns the number of the text, from 0 */
  add(shingles: Uint32Array): number {
    const number = this.#starts.length;
    this.#starts.push(this.#shingles.length);
    for (const shingle of shingles) this.#shingles.push(shingle);
    for (const key of bandKeys(shingles)) this.#bands.add(key, number);
    return number;
  }

  /** The earliest text that is at least so similar, with how similar it is. */
  find(shingles: Uint32Array, threshold: number): { number: number; similarity: number } | undefined {
    const compared = new Set<number>();
    let earliest: { number: number; similarity: number } | undefined;
    for (const key of bandKeys(shingles)) {
      for (const number of this.#bands.of(key)) {
        if (compared.has(number) || (earliest !== undefined && number > earliest.number)) continue;
        compared.add(number);
        const alike = similarity(shingles, this.#shinglesOf(number));
        if (alike >= threshold) earliest = { number, similarity: alike };
      }
    }
    return earliest;
  }

  #shinglesOf(number: number): number[] {
    const start = this.#starts.at(number);
    const end = number + 1 < this.#starts.length ? this.#starts.at(number + 1) : this.#shingles.length;
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
