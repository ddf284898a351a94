import { createHash } from "node:crypto";
import { join } from "node:path";
import { journalEntries } from "../../src/run/journal-entries.ts";
import type { JournalEntry } from "../../src/run/journal-entry.ts";
import { stratumOf } from "./stratum.ts";

/** Failed runs of an output folder, drawn at random and evenly over sources, and how many there were to draw from. */
export function drawFailures(
  out: string,
  { runs, seed, failed }: { runs: number; seed: string; failed: (entry: JournalEntry) => boolean },
): { drawn: JournalEntry[]; of: number } {
  const found: { entry: JournalEntry; rank: string }[] = [];
  for (const entry of journalEntries(join(out, "journal.jsonl"))) {
    if (entry.trajectory === null || !failed(entry)) continue;
    found.push({ entry, rank: createHash("sha256").update(`${seed} ${entry.id}`).digest("hex") });
  }
  found.sort((first, second) => (first.rank < second.rank ? -1 : 1));
  const queues = [...Map.groupBy(found, ({ entry }) => stratumOf(entry)).values()];
  const longest = Math.max(0, ...queues.map((queue) => queue.length));
  const drawn = Array.from({ length: longest }, (_, at) => queues.flatMap((queue) => queue.slice(at, at + 1))).flat();
  return { drawn: drawn.slice(0, runs).map(({ entry }) => entry), of: found.length };
}
