import type { WrittenFile } from "../exporters/exporter.ts";
import type { TokenLengths } from "./tokens/token-lengths.ts";
import type { PairReason } from "./pair-gate.ts";

/** What was written, and what was not. */
export interface DatasetSummary {
  /** Files that exist, in the order of exporters and their files, train before val. A file without rows is not written. */
  files: (WrittenFile & { exporter: string })[];
  /** Rows that a trainer could not be given, or of which there was too much, counted by file and reason. */
  leftOut: { exporter: string; folder: string; reason: string; rows: number }[];
  /** Pairs that are in no file, by reason. */
  pairsLeftOut: Partial<Record<PairReason, number>>;
  /** Lengths of the rows of each file, both splits together. Empty when nobody has measured them. */
  tokens: ({ exporter: string; folder: string } & TokenLengths)[];
}
