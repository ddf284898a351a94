import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { journalEntries, TrajectoryReader } from "../../src/run/journal-entries.ts";
import type { JournalEntry } from "../../src/run/journal-entry.ts";
import { toAtif } from "../../src/trajectory/atif/index.ts";
import { stratumOf } from "./stratum.ts";

// Draws failed runs at random, evenly over sources, and writes them as a corpus of their own (ATIF, one a line), for comparing configurations on the same runs.
//
//   node bench/quality/draw-corpus.ts OUT [--runs 42] [--seed 1] --to FILE

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: "string", default: "42" }, seed: { type: "string", default: "1" }, to: { type: "string" } },
});
const [out] = positionals;
if (out === undefined || values.to === undefined) throw new Error("Usage: draw-corpus.ts OUT [--runs 42] [--seed 1] --to FILE");

const failed: { entry: JournalEntry; rank: string }[] = [];
for (const entry of journalEntries(join(out, "journal.jsonl"))) {
  if (entry.analysis?.verdict !== "failure" || entry.trajectory === null) continue;
  failed.push({ entry, rank: createHash("sha256").update(`${values.seed} ${entry.id}`).digest("hex") });
}
failed.sort((first, second) => (first.rank < second.rank ? -1 : 1));
const queues = [...Map.groupBy(failed, ({ entry }) => stratumOf(entry)).values()];
const longest = Math.max(0, ...queues.map((queue) => queue.length));
const drawn = Array.from({ length: longest }, (_, at) => queues.flatMap((queue) => queue.slice(at, at + 1)))
  .flat()
  .slice(0, Number(values.runs));

const reader = new TrajectoryReader(join(out, "trajectories.jsonl"));
const counts: Record<string, number> = {};
let text = "";
for (const { entry } of drawn) {
  if (entry.trajectory === null) continue;
  counts[stratumOf(entry)] = (counts[stratumOf(entry)] ?? 0) + 1;
  text += `${JSON.stringify(toAtif(reader.read(entry.trajectory)))}\n`;
}
reader.close();
writeFileSync(values.to, text);
console.log(`${drawn.length} of ${failed.length} failed runs in ${values.to}: ${JSON.stringify(counts)}`);
