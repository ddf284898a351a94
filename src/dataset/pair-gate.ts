import { DuplicateFilter, type DuplicateReason } from "./duplicates/duplicate-filter.ts";
import type { DedupeSettings } from "./duplicates/dedupe-settings.ts";
import type { RenderedPair } from "./render-record.ts";
import { ScratchFile } from "./scratch-file.ts";

/** Why a pair is in none of the files. The names are stable: the report has them. */
export type PairReason = DuplicateReason | "held_out";

/** What the summary says of each, for a row that was left out with its pair. */
const sentences: Record<PairReason, string> = {
  held_out: "the task or the goal is one that is held out (--holdout)",
  exact_duplicate: "the same goal with the same turns is there already",
  near_duplicate: "the same goal with much the same actions is there already (--dedupe exact keeps these)",
  similar_goal: "enough near-identical goals are there already (--max-similar says how many)",
};

/** Decides which pairs stay, in the order of the input, and writes down which do not. */
export class PairGate {
  /** Pairs that are left out, by reason. */
  readonly counts: Partial<Record<PairReason, number>> = {};
  readonly #duplicates: DuplicateFilter;
  readonly #report: ScratchFile;

  /** @param report path of a file for a line of JSON per pair that is left out */
  constructor(settings: DedupeSettings, report: string) {
    this.#duplicates = new DuplicateFilter(settings);
    this.#report = new ScratchFile(report);
  }

  /** @returns the reason in words; null for a pair that stays */
  refusalOf({ id, sketch, heldOut }: RenderedPair): string | null {
    const reason = heldOut !== null ? "held_out" : sketch === null ? null : this.#duplicates.refusalOf(sketch);
    if (reason === null) return null;
    this.counts[reason] = (this.counts[reason] ?? 0) + 1;
    this.#report.append(Buffer.from(`${JSON.stringify({ id, reason, ...heldOut })}\n`));
    return sentences[reason];
  }

  /** Brings the report to the disk. */
  finish(): void {
    this.#report.flush();
  }

  close(): void {
    this.#report.close();
  }
}
