import { Random } from "../random.ts";
import { wilsonInterval } from "./statistics.ts";

/** A pair as far as its confidence is judged. */
export interface Judged {
  confidence: number;
  right: boolean;
}

const thresholds = [0.5, 0.6, 0.7, 0.8, 0.9];
const resamples = 2000;

/**
 * How well the confidence tells right pairs from wrong ones: the probability that a right pair has the higher one of the two (AUC, a tie counts half).
 *
 * @returns 0.5 for chance, 1 when every right pair stands above every wrong one; NaN when all pairs are right, or all wrong
 */
export function auc(pairs: readonly Judged[]): number {
  const sorted = pairs.toSorted((one, other) => one.confidence - other.confidence);
  const right = pairs.filter((pair) => pair.right).length;
  const wrong = pairs.length - right;
  let below = 0;
  let won = 0;
  for (let at = 0; at < sorted.length;) {
    const tied = sorted.slice(at).findIndex(({ confidence }) => confidence !== sorted[at]?.confidence);
    const end = tied === -1 ? sorted.length : at + tied;
    const here = sorted.slice(at, end).filter((pair) => !pair.right).length;
    won += (end - at - here) * (below + here / 2);
    below += here;
    at = end;
  }
  return won / (right * wrong);
}

/**
 * 95 % interval of the AUC: right and wrong pairs are each drawn anew, with a fixed seed. With a handful of wrong pairs it is too narrow, as it knows no others.
 *
 * @returns NaN for both ends when the AUC is NaN
 */
export function aucInterval(pairs: readonly Judged[], seed = 1): [low: number, high: number] {
  const random = new Random(seed);
  const groups = [pairs.filter(({ right }) => right), pairs.filter(({ right }) => !right)];
  if (groups.some((group) => group.length === 0)) return [Number.NaN, Number.NaN];
  const found = Array.from({ length: resamples }, () => auc(groups.flatMap((group) => group.map(() => pickOf(group, random)))));
  found.sort((one, other) => one - other);
  return [found[Math.floor(0.025 * resamples)] ?? Number.NaN, found[Math.floor(0.975 * resamples)] ?? Number.NaN];
}

function pickOf(group: readonly Judged[], random: Random): Judged {
  const picked = group[random.whole(0, group.length - 1)];
  if (picked === undefined) throw new Error("There is nothing to pick from.");
  return picked;
}

/** What a threshold keeps of the pairs, and how many of those are right. */
export function keptAt(pairs: readonly Judged[], threshold: number): { kept: number; right: number } {
  const kept = pairs.filter(({ confidence }) => confidence >= threshold);
  return { kept: kept.length, right: kept.filter(({ right }) => right).length };
}

/** The report of `score.ts`, in lines. */
export function separationLines(name: string, pairs: readonly Judged[]): string[] {
  const area = auc(pairs);
  const [low, high] = aucInterval(pairs);
  const wrong = pairs.filter(({ right }) => !right).length;
  const told = Number.isNaN(area)
    ? "tells nothing apart, as all pairs are alike"
    : `AUC ${area.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`;
  return [
    `${name}: ${told} (${wrong} wrong of ${pairs.length})`,
    ...thresholds.map((threshold) => {
      const { kept, right } = keptAt(pairs, threshold);
      const share = `${((100 * kept) / pairs.length).toFixed(1)} % kept`;
      if (kept === 0) return `  at ${threshold.toFixed(1)}: none kept`;
      const [least, most] = wilsonInterval(right, kept).map((end) => (100 * end).toFixed(1));
      return `  at ${threshold.toFixed(1)}: ${share}, ${right} of ${kept} right = ${((100 * right) / kept).toFixed(1)} % [${least}, ${most}]`;
    }),
  ];
}
