import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { TrajectoryReader } from "../../src/run/journal-entries.ts";
import { outFolder } from "../../src/run/out-folder.ts";
import { renderRun } from "./render-run.ts";
import { drawFailures } from "./draw-failures.ts";
import { runsIn } from "./labels.ts";
import { stratumOf } from "./stratum.ts";

// Draws failed runs at random, evenly over sources, and writes each as a text for readers who say whether any hindsight goal exists. The key tells
// what the tool decided; only the scorer reads it.
//
//   node bench/quality/draw-runs.ts OUT [--runs 90] [--seed 1] [--without LABELS]... --to FOLDER
//
// With --without, runs that stand in these label files are not drawn: they were looked at before.

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: "string", default: "90" },
    seed: { type: "string", default: "1" },
    without: { type: "string", multiple: true, default: [] },
    to: { type: "string" },
  },
});
const [out] = positionals;
if (out === undefined || values.to === undefined)
  throw new Error("Usage: draw-runs.ts OUT [--runs 90] [--seed 1] [--without LABELS]... --to FOLDER");

const seen = runsIn(values.without);
const { drawn, of } = drawFailures(out, {
  runs: Number(values.runs),
  seed: values.seed,
  failed: ({ id, outcome }) => outcome.status === "failure" && !seen.has(id),
});

mkdirSync(values.to, { recursive: true });
const reader = new TrajectoryReader(outFolder(out));
const key: Record<string, unknown> = {};
for (const [at, entry] of drawn.entries()) {
  if (entry.trajectory === null) continue;
  const name = String(at + 1).padStart(3, "0");
  writeFileSync(join(values.to ?? "", `run-${name}.txt`), renderRun(name, await reader.read(entry)));
  key[name] = {
    id: entry.id,
    source: stratumOf(entry),
    decision: entry.decision,
    type: entry.analysis?.type ?? null,
    recoverable: entry.analysis?.recoverable ?? null,
    goals: entry.relabels.map((relabel) => relabel.goal),
  };
}
reader.close();
writeFileSync(join(values.to, "key.json"), `${JSON.stringify({ seed: values.seed, runs: key }, null, 1)}\n`);
console.log(`${drawn.length} of ${of} failed runs in ${values.to}`);
