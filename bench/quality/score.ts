import { isPrecise, readLabels, settled, type Verdict } from "./labels.ts";
import { separationLines } from "./separation.ts";
import { fleissKappa, wilsonInterval } from "./statistics.ts";

// Scores the readers' verdicts on one draw.
//
//   node bench/quality/score.ts bench/quality/labels/NAME.json

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error("Usage: score.ts LABELS.json");
const labels = readLabels(path);
const pairs = labels.pairs.map((pair) => ({ ...pair, verdict: settled(pair.verdicts.map((one) => one.verdict)) }));

console.log(`version ${labels.version}, ${labels.configuration}, drawn by ${labels.drawnBy}`);
console.log(line("precision (valid, trivial or unnatural)", pairs, isPrecise));
console.log(line("usable (valid)", pairs, (verdict) => verdict === "valid"));
console.log(line("trivial", pairs, (verdict) => verdict === "trivial"));
console.log(line("unnatural", pairs, (verdict) => verdict === "unnatural"));
const doubly = labels.pairs
  .filter((pair) => pair.verdicts.length >= 2)
  .map((pair) => pair.verdicts.slice(0, 2).map((one) => isPrecise(one.verdict)));
const ratings = doubly.map((row) => [row.filter(Boolean).length, row.filter((valid) => !valid).length]);
const agreed = doubly.filter((row) => row[0] === row[1]).length;
console.log(`read twice: ${doubly.length}, agreed on valid or not: ${agreed}, Fleiss' kappa ${fleissKappa(ratings).toFixed(2)}`);
for (const by of ["source", "strategy", "type", "band"] as const) {
  console.log(`\nprecision by ${by}`);
  const groups = Map.groupBy(pairs, (pair) =>
    by === "band" ? `confidence ${(Math.floor(pair.confidence * 10) / 10).toFixed(1)}+` : String(pair[by]),
  );
  for (const [name, group] of [...groups].toSorted(([first], [second]) => first.localeCompare(second)))
    console.log(line(`  ${name}`, group, isPrecise));
}
console.log("");
const judged = pairs.map((pair) => ({ confidence: pair.confidence, right: isPrecise(pair.verdict), rescored: pair.rescored }));
for (const text of separationLines("confidence as the labelled version gave it", judged)) console.log(text);
const rescored = judged.flatMap(({ right, rescored: confidence }) => (confidence === undefined ? [] : [{ confidence, right }]));
if (rescored.length > 0) for (const text of separationLines("confidence by today's rule (rescore.ts)", rescored)) console.log(text);
const faults = pairs.filter((pair) => !isPrecise(pair.verdict));
if (faults.length > 0) console.log("\nfaults");
for (const pair of faults)
  console.log(
    `  ${pair.id} (${pair.source}): ${pair.verdicts.map((one) => `${one.verdict}${one.why === undefined ? "" : `, ${one.why}`}`).join(" | ")}`,
  );

function line(name: string, group: readonly { verdict: Verdict }[], counts: (verdict: Verdict) => boolean): string {
  const hits = group.filter((pair) => counts(pair.verdict)).length;
  const [low, high] = wilsonInterval(hits, group.length);
  return `${name}: ${hits} of ${group.length} = ${((100 * hits) / group.length).toFixed(1)} % [${(100 * low).toFixed(1)}, ${(100 * high).toFixed(1)}]`;
}
