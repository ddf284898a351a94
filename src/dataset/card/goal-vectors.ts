import { wordHash, wordsOf } from "../duplicates/word-hash.ts";

/** Words are hashed to so many places. */
export const DIMENSIONS = 4096;

/** A sparse vector of length 1: place and weight in turns, places ascending. Empty for a text without words. */
export type GoalVector = Float64Array;

/** Weighs words by how rare they are among some goals (TF-IDF). */
export class GoalVectors {
  readonly #goals: number;
  readonly #with = new Float64Array(DIMENSIONS);

  /** @param goals those by which the rarity of words is reckoned */
  constructor(goals: readonly string[]) {
    this.#goals = goals.length;
    for (const goal of goals) for (const place of countsOf(goal).keys()) this.#with[place] = (this.#with[place] ?? 0) + 1;
  }

  of(goal: string): GoalVector {
    const weights = [...countsOf(goal)]
      .toSorted(([one], [other]) => one - other)
      .map(([place, count]): [number, number] => [place, count * Math.log((1 + this.#goals) / (1 + (this.#with[place] ?? 0))) + count]);
    const length = Math.hypot(...weights.map(([, weight]) => weight));
    return Float64Array.from(weights.flatMap(([place, weight]) => [place, weight / length]));
  }
}

function countsOf(goal: string): Map<number, number> {
  const counts = new Map<number, number>();
  for (const word of wordsOf(goal)) {
    const place = wordHash(word) % DIMENSIONS;
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return counts;
}
