import { type RenderedBatch, renderBatch } from "../dataset/rendered-batch.ts";
import { heldOutIn } from "../dataset/holdout/held-out-in.ts";
import { HoldoutIndex } from "../dataset/holdout/holdout-index.ts";
import type { HoldoutTask } from "../dataset/holdout/holdout-task.ts";
import type { DatasetRecord } from "../dataset/record.ts";
import type { RenderSettings } from "../dataset/render-record.ts";
import { loadExporters } from "../exporters/index.ts";
import { fromAtif } from "../trajectory/atif/index.ts";
import { release } from "./batch.ts";
import { entryToCount } from "./entry-to-count.ts";
import { parseJournalLine } from "./journal-entries.ts";
import { count, emptyTally, type Tally } from "./tally.ts";

/** Lines of a journal, with the trajectories that datasets need. Plain data; the buffers are transferred. */
export interface JournalBatch {
  /** Whole lines. */
  journal: Uint8Array<ArrayBuffer>;
  /** Lines of `trajectories.jsonl` without their ends, one after another. */
  trajectories: Uint8Array<ArrayBuffer>;
  /** Per journal line: bytes of its trajectory; 0 when no dataset needs it. */
  lengths: Uint32Array<ArrayBuffer>;
  /** Names of the exporters. */
  exporters: readonly string[];
  settings: RenderSettings;
  /** Bytes of the journal up to the end of this batch, for progress. */
  journalBytes: number;
}

/** Counts and dataset rows of a batch. */
export interface RenderedJournal extends RenderedBatch {
  tally: Tally;
  journalBytes: number;
}

/** What a thread needs for rendering that does not change from batch to batch. Plain data. */
export interface JournalRendererSettings {
  holdout: readonly HoldoutTask[];
}

/** Counts journal entries and renders their rows: the part of building datasets that threads can do. One per thread. */
export class JournalRenderer {
  readonly #holdout: HoldoutIndex | null;

  constructor({ holdout }: JournalRendererSettings) {
    this.#holdout = holdout.length === 0 ? null : new HoldoutIndex(holdout);
  }

  /** The batch is empty afterwards. */
  async render(batch: JournalBatch): Promise<RenderedJournal> {
    const exporters = await loadExporters(batch.exporters);
    const tally = emptyTally();
    const records: DatasetRecord[] = [];
    const journal = Buffer.from(batch.journal.buffer);
    const trajectories = Buffer.from(batch.trajectories.buffer);
    let lineAt = 0;
    let trajectoryAt = 0;
    for (const length of batch.lengths) {
      const lineEnd = journal.indexOf(0x0a, lineAt);
      const line = journal.subarray(lineAt, lineEnd);
      lineAt = lineEnd + 1;
      if (length === 0) {
        count(tally, entryToCount(line));
        continue;
      }
      const entry = parseJournalLine(line);
      count(tally, entry);
      const trajectory = fromAtif(JSON.parse(trajectories.toString("utf8", trajectoryAt, trajectoryAt + length)));
      trajectoryAt += length;
      const { relabels, analysis, decision } = entry;
      records.push(this.#guarded({ trajectory, relabels, analysis, decisionStatus: decision.status }, batch.settings));
    }
    release(batch);
    return { ...renderBatch(records, exporters, batch.settings), tally, journalBytes: batch.journalBytes };
  }

  #guarded(record: DatasetRecord, { dedupe }: RenderSettings): DatasetRecord {
    return this.#holdout === null ? record : { ...record, heldOut: heldOutIn(record, this.#holdout, dedupe.similarity) };
  }
}
