import type { NumberList } from "../number-list.ts";

/** Lengths of the rows of a file, in tokens. */
export interface TokenLengths {
  min: number;
  median: number;
  /** 95 of 100 rows are at most so long. */
  p95: number;
  max: number;
  total: number;
}

/** @param list one number a row; at least one */
export function tokenLengths(list: NumberList): TokenLengths {
  const sorted = Uint32Array.from({ length: list.length }, (_, index) => list.at(index)).toSorted();
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { min: at(0), median: at(0.5), p95: at(0.95), max: sorted.at(-1) ?? 0, total: sorted.reduce((sum, tokens) => sum + tokens, 0) };
}
