import { mixed } from "../duplicates/word-hash.ts";
import { DIMENSIONS, type GoalVector } from "./goal-vectors.ts";

const ROUNDS = 25;

/** Centres of clusters, each a vector of length 1 (or 0, for a cluster of texts without words). */
export interface Clusters {
  /** The number of the nearest centre, by cosine; the first of equals. */
  nearest(vector: GoalVector): number;
  count: number;
}

/**
 * Spherical k-means with k-means++ for the first centres (Arthur and Vassilvitskii, 2007). The same vectors and seed give the same clusters.
 *
 * @param vectors at least one
 * @param most clusters; fewer when the vectors are fewer
 */
export function kMeans(vectors: readonly GoalVector[], most: number, seed: number): Clusters {
  const random = randomNumbers(seed);
  let centres = firstCentres(vectors, Math.min(most, vectors.length), random);
  let assigned: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const next = vectors.map((vector) => nearest(centres, vector));
    if (next.every((cluster, index) => cluster === assigned[index])) break;
    assigned = next;
    centres = centres.map((centre, cluster) => meanOf(vectors, assigned, cluster) ?? centre);
  }
  return { count: centres.length, nearest: (vector) => nearest(centres, vector) };
}

function firstCentres(vectors: readonly GoalVector[], count: number, random: () => number): Float64Array[] {
  const centres = [dense(vectors[Math.floor(random() * vectors.length)])];
  const distances = vectors.map(() => 2);
  while (centres.length < count) {
    const last = centres.at(-1) ?? new Float64Array(DIMENSIONS);
    vectors.forEach((vector, index) => (distances[index] = Math.min(distances[index] ?? 2, Math.max(0, 1 - cosine(last, vector)))));
    const all = distances.reduce((sum, distance) => sum + distance, 0);
    // All vectors are centres already.
    if (all < 1e-9) break;
    let left = random() * all;
    const chosen = distances.findIndex((distance) => (left -= distance) < 0);
    centres.push(dense(vectors[chosen === -1 ? vectors.length - 1 : chosen]));
  }
  return centres;
}

function nearest(centres: readonly Float64Array[], vector: GoalVector): number {
  let best = 0;
  let bestCosine = Number.NEGATIVE_INFINITY;
  centres.forEach((centre, cluster) => {
    const alike = cosine(centre, vector);
    if (alike > bestCosine) [best, bestCosine] = [cluster, alike];
  });
  return best;
}

function cosine(centre: Float64Array, vector: GoalVector): number {
  let sum = 0;
  for (let at = 0; at < vector.length; at += 2) sum += (centre[vector[at] ?? 0] ?? 0) * (vector[at + 1] ?? 0);
  return sum;
}

/** Undefined for a cluster that lost all its vectors: its centre stays where it is. */
function meanOf(vectors: readonly GoalVector[], assigned: readonly number[], cluster: number): Float64Array | undefined {
  const sum = new Float64Array(DIMENSIONS);
  let members = 0;
  vectors.forEach((vector, index) => {
    if (assigned[index] !== cluster) return;
    members++;
    for (let at = 0; at < vector.length; at += 2) sum[vector[at] ?? 0] = (sum[vector[at] ?? 0] ?? 0) + (vector[at + 1] ?? 0);
  });
  if (members === 0) return undefined;
  const length = Math.sqrt(sum.reduce((all, value) => all + value * value, 0));
  return length === 0 ? sum : sum.map((value) => value / length);
}

function dense(vector: GoalVector | undefined): Float64Array {
  const made = new Float64Array(DIMENSIONS);
  if (vector !== undefined) for (let at = 0; at < vector.length; at += 2) made[vector[at] ?? 0] = vector[at + 1] ?? 0;
  return made;
}

function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => mixed((state = (state + 0x9e3779b9) >>> 0)) / 0x1_0000_0000;
}
