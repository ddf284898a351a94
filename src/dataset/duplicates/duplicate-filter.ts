import { NumberList } from "../number-list.ts";
import { BINS, signatureSimilarity } from "./action-signature.ts";
import type { DedupeSettings } from "./dedupe-settings.ts";
import { IndexTable } from "./index-table.ts";
import type { PairSketch } from "./pair-sketch.ts";
import { SimilarGoals } from "./similar-goals.ts";

/** Why a pair is too much. The names are stable. */
export type DuplicateReason = "exact_duplicate" | "near_duplicate" | "similar_goal";

/** Most pairs with one goal that a new one is compared with; the first of them. */
const MOST_COMPARED = 256;

/**
 * Decides, pair by pair in the order of the input, which are too much of what is there already. The first of its kind always stays, and what
 * is left out is no measure for what comes later. Takes about 200 bytes for a pair that stays.
 */
export class DuplicateFilter {
  readonly #settings: DedupeSettings;
  readonly #contents = NumberList.ofFloat64();
  readonly #byContent = new IndexTable();
  readonly #goals = NumberList.ofFloat64();
  readonly #actions = NumberList.ofUint16();
  readonly #byGoal = new IndexTable();
  readonly #groups: SimilarGoals;
  readonly #sizes = NumberList.ofUint32();

  constructor(settings: DedupeSettings) {
    this.#settings = settings;
    this.#groups = new SimilarGoals(settings.similarity);
  }

  /** @returns why the pair is to be left out; null when it stays, and counts from then on */
  refusalOf({ content, near }: PairSketch): DuplicateReason | null {
    if (this.#has(content)) return "exact_duplicate";
    if (near !== null) {
      if (this.#hasNear(near.goal, near.actions)) return "near_duplicate";
      if (near.pattern !== null && !this.#takeIn(near.pattern)) return "similar_goal";
      this.#byGoal.add(keyOf(near.goal), this.#goals.length);
      this.#goals.push(near.goal);
      for (const value of near.actions) this.#actions.push(value);
    }
    this.#byContent.add(keyOf(content), this.#contents.length);
    this.#contents.push(content);
    return null;
  }

  #has(content: number): boolean {
    for (const pair of this.#byContent.of(keyOf(content))) if (this.#contents.at(pair) === content) return true;
    return false;
  }

  #hasNear(goal: number, actions: Uint16Array): boolean {
    let compared = 0;
    for (const pair of this.#byGoal.of(keyOf(goal))) {
      if (this.#goals.at(pair) !== goal) continue;
      if (signatureSimilarity(actions, (bin) => this.#actions.at(pair * BINS + bin)) >= this.#settings.similarity) return true;
      if (++compared === MOST_COMPARED) return false;
    }
    return false;
  }

  /** Counts a goal in its group. False, and not counted, when the group is full. */
  #takeIn(pattern: Uint32Array): boolean {
    if (this.#settings.maxSimilar === null) return true;
    const group = this.#groups.groupOf(pattern);
    if (group === this.#sizes.length) this.#sizes.push(0);
    const size = this.#sizes.at(group);
    if (size >= this.#settings.maxSimilar) return false;
    this.#sizes.set(group, size + 1);
    return true;
  }
}

/** The lower 32 bits of a 53-bit hash. */
function keyOf(hash: number): number {
  return hash >>> 0;
}
