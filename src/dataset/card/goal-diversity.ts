import { groupHash } from "../group-hash.ts";
import { GoalVectors } from "./goal-vectors.ts";
import { type Clusters, kMeans } from "./k-means.ts";

/** How the goals of a dataset are spread over the kinds of goals that were asked for. */
export interface GoalDiversity {
  /** Clusters of the original goals of failed runs. */
  clusters: number;
  /** Clusters in which at least one goal of the dataset falls. */
  covered: number;
  originalGoals: number;
  hindsightGoals: number;
  /** Shannon entropy over the clusters, in bits. At most log2 of `clusters`. */
  originalEntropy: number;
  hindsightEntropy: number;
  /** Jensen-Shannon distance between the two distributions over clusters, in [0, 1]: 0 for the same, 1 for nothing in common. */
  distance: number;
}

/** Most original goals that clusters are made of: those with the smallest hashes of all distinct ones. */
const MOST_FITTED = 3000;
const MOST_CLUSTERS = 50;

/**
 * Measures it: TF-IDF of words, spherical k-means over the distinct original goals (√(n/2) clusters, at most 50), then every goal in its
 * nearest cluster. Memory does not grow with the goals.
 *
 * @param original goals of failed runs, gone through twice
 * @param hindsight goals of the pairs in the dataset
 * @returns null when there are no goals on one of the sides
 */
export function goalDiversity(original: () => Iterable<string>, hindsight: () => Iterable<string>, seed: number): GoalDiversity | null {
  const fitted = smallestHashes(original());
  const vectors = new GoalVectors(fitted);
  if (fitted.length === 0) return null;
  const most = Math.min(MOST_CLUSTERS, Math.max(2, Math.round(Math.sqrt(fitted.length / 2))));
  const clusters = kMeans(
    fitted.map((goal) => vectors.of(goal)),
    most,
    seed,
  );
  const asked = distribution(original(), vectors, clusters);
  const made = distribution(hindsight(), vectors, clusters);
  if (asked.total === 0 || made.total === 0) return null;
  return {
    clusters: clusters.count,
    covered: made.shares.filter((share) => share > 0).length,
    originalGoals: asked.total,
    hindsightGoals: made.total,
    originalEntropy: entropy(asked.shares),
    hindsightEntropy: entropy(made.shares),
    distance: jensenShannonDistance(asked.shares, made.shares),
  };
}

/**
 * Square root of the Jensen-Shannon divergence in bits (Endres and Schindelin, 2003).
 *
 * @param one shares that sum to 1
 * @param other the same number of shares
 */
export function jensenShannonDistance(one: readonly number[], other: readonly number[]): number {
  const middle = one.map((share, index) => (share + (other[index] ?? 0)) / 2);
  const divergence = entropy(middle) - (entropy(one) + entropy(other)) / 2;
  return Math.sqrt(Math.min(1, Math.max(0, divergence)));
}

function entropy(shares: readonly number[]): number {
  return shares.reduce((sum, share) => (share > 0 ? sum - share * Math.log2(share) : sum), 0);
}

function distribution(goals: Iterable<string>, vectors: GoalVectors, clusters: Clusters): { shares: number[]; total: number } {
  const counts = Array.from({ length: clusters.count }, () => 0);
  let total = 0;
  for (const goal of goals) {
    const cluster = clusters.nearest(vectors.of(goal));
    counts[cluster] = (counts[cluster] ?? 0) + 1;
    total++;
  }
  return { shares: counts.map((count) => (total === 0 ? 0 : count / total)), total };
}

/** A sample of the distinct goals that does not depend on their order. */
function smallestHashes(goals: Iterable<string>): string[] {
  let kept = new Map<number, string>();
  const shrunk = (): Map<number, string> => new Map([...kept].toSorted(([one], [other]) => one - other).slice(0, MOST_FITTED));
  for (const goal of goals) {
    kept.set(groupHash(goal, 0), goal);
    if (kept.size > 2 * MOST_FITTED) kept = shrunk();
  }
  return [...shrunk().values()];
}
