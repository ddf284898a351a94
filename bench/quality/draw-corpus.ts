import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { TrajectoryReader } from "../../src/run/journal-entries.ts";
import { outFolder } from "../../src/run/out-folder.ts";
import { toAtif } from "../../src/trajectory/atif/index.ts";
import { drawFailures } from "./draw-failures.ts";
import { runsIn } from "./labels.ts";
import { stratumOf } from "./stratum.ts";

// Draws failed runs at random, evenly over sources, and writes them as a corpus of their own (ATIF, one a line), for comparing configurations on the same runs.
//
//   node bench/quality/draw-corpus.ts OUT [--runs 42] [--seed 1] [--without LABELS]... --to FILE

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: "string", default: "42" },
    seed: { type: "string", default: "1" },
    without: { type: "string", multiple: true, default: [] },
    to: { type: "string" },
  },
});
const [out] = positionals;
if (out === undefined || values.to === undefined)
  throw new Error("Usage: draw-corpus.ts OUT [--runs 42] [--seed 1] [--without LABELS]... --to FILE");

const seen = runsIn(values.without);
const { drawn, of } = drawFailures(out, {
  runs: Number(values.runs),
  seed: values.seed,
  failed: ({ id, analysis }) => analysis?.verdict === "failure" && !seen.has(id),
});

const reader = new TrajectoryReader(outFolder(out));
const counts: Record<string, number> = {};
let text = "";
for (const entry of drawn) {
  if (entry.trajectory === null) continue;
  counts[stratumOf(entry)] = (counts[stratumOf(entry)] ?? 0) + 1;
  const trajectory = await reader.read(entry);
  text += `${JSON.stringify(toAtif(trajectory))}\n`;
}
reader.close();
writeFileSync(values.to, text);
console.log(`${drawn.length} of ${of} failed runs in ${values.to}: ${JSON.stringify(counts)}`);
