import type { Json } from "../base/json.ts";
import { parseJournalLine } from "./journal-entries.ts";
import type { JournalEntry } from "./journal-entry.ts";
import type { JournalBatch } from "./render-journal.ts";

/** A line of a journal. With the trajectory come the entry and the trajectory's JSON; without it the line is not parsed. */
export type JournalRecord = { line: Buffer } & ({ entry: JournalEntry; trajectory: Json } | { entry: null; trajectory: null });

/** The lines of a batch, in order. */
export function* journalRecords(
  batch: Pick<JournalBatch, "journal" | "trajectories" | "lengths">,
): Generator<JournalRecord, void, undefined> {
  const journal = Buffer.from(batch.journal.buffer);
  const trajectories = Buffer.from(batch.trajectories.buffer);
  let lineAt = 0;
  let trajectoryAt = 0;
  for (const length of batch.lengths) {
    const lineEnd = journal.indexOf(0x0a, lineAt);
    const line = journal.subarray(lineAt, lineEnd);
    lineAt = lineEnd + 1;
    if (length === 0) yield { line, entry: null, trajectory: null };
    else {
      const trajectory: Json = JSON.parse(trajectories.toString("utf8", trajectoryAt, trajectoryAt + length));
      trajectoryAt += length;
      yield { line, entry: parseJournalLine(line), trajectory };
    }
  }
}
