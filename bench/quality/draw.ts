import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { journalEntries, TrajectoryReader } from "../../src/run/journal-entries.ts";
import { outFolder } from "../../src/run/out-folder.ts";
import type { JournalEntry } from "../../src/run/journal-entry.ts";
import { hindsightSample } from "../../src/stages/data-augmenter/hindsight-sample.ts";
import { runsIn } from "./labels.ts";
import { renderPair } from "./render-pair.ts";
import { stratumOf } from "./stratum.ts";

// Draws accepted pairs at random, evenly over sources and then over strategies, and writes each as a text for a blind reader, with a key that
// only the scorer reads.
//
//   node bench/quality/draw.ts OUT [--pairs 20] [--seed 1] [--distinct] [--without LABELS]... --to FOLDER
//
// With --distinct, of the pairs of one source that have the same goal only one is drawn from, so that repetitions count once. With --without, runs that stand in these label
// files are left out.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    pairs: { type: "string", default: "20" },
    seed: { type: "string", default: "1" },
    without: { type: "string", multiple: true, default: [] },
    distinct: { type: "boolean", default: false },
    to: { type: "string" },
  },
});
const [out] = positionals;
if (out === undefined || values.to === undefined)
  throw new Error("Usage: draw.ts OUT [--pairs 20] [--seed 1] [--distinct] [--without LABELS]... --to FOLDER");

interface Drawn {
  entry: JournalEntry;
  number: number;
  stratum: string;
  strategy: string;
  goal: string;
  rank: string;
}

const all: Drawn[] = [];
const seen = runsIn(values.without);
for (const entry of journalEntries(join(out, "journal.jsonl"))) {
  if (entry.id === null || seen.has(entry.id)) continue;
  entry.relabels.forEach((relabel, at) => {
    const rank = createHash("sha256").update(`${values.seed} ${entry.id} ${at}`).digest("hex");
    all.push({ entry, number: at + 1, stratum: stratumOf(entry), strategy: relabel.strategy, goal: relabel.goal, rank });
  });
}
all.sort((first, second) => (first.rank < second.rank ? -1 : 1));

const goals = new Set<string>();
const drawnFrom = values.distinct ? all.filter((one) => isNew(`${one.stratum} ${one.goal}`)) : all;
const drawn = evenly(drawnFrom, Number(values.pairs));
mkdirSync(values.to, { recursive: true });
const reader = new TrajectoryReader(outFolder(out));
const key: Record<string, unknown> = {};
for (const [at, { entry, number, stratum }] of drawn.entries()) {
  const relabel = entry.relabels[number - 1];
  if (entry.trajectory === null || relabel === undefined) continue;
  const sample = hindsightSample(await reader.read(entry), relabel, number, entry.analysis);
  if (sample === null) throw new Error(`${entry.id} goal ${number} was accepted and trains nothing`);
  const name = String(at + 1).padStart(3, "0");
  writeFileSync(join(values.to ?? "", `pair-${name}.txt`), renderPair(name, sample));
  key[name] = {
    id: sample.id,
    source: stratum,
    strategy: relabel.strategy,
    type: entry.analysis?.type ?? null,
    confidence: relabel.confidence,
  };
}
reader.close();
writeFileSync(join(values.to, "key.json"), `${JSON.stringify({ seed: values.seed, pairs: key }, null, 1)}\n`);
console.log(`${drawn.length} pairs of ${all.length} accepted ones in ${values.to}`);

function isNew(goal: string): boolean {
  if (goals.has(goal)) return false;
  goals.add(goal);
  return true;
}

/** One at a time from each source in turn, within a source from each strategy in turn, until enough are drawn or none is left. */
function evenly(candidates: Drawn[], count: number): Drawn[] {
  const bySource = Map.groupBy(candidates, (one) => one.stratum);
  const queues = [...bySource.values()].map((ofSource) => roundRobin([...Map.groupBy(ofSource, (one) => one.strategy).values()]));
  return roundRobin(queues).slice(0, count);
}

function roundRobin<Item>(queues: Item[][]): Item[] {
  const longest = Math.max(0, ...queues.map((queue) => queue.length));
  return Array.from({ length: longest }, (_, at) => queues.flatMap((queue) => queue.slice(at, at + 1))).flat();
}
