import { isRight, readLabels, type LabelledPair } from "./labels.ts";
import { separationLines, type Judged } from "./separation.ts";

// Does what tells wrong pairs apart in some rounds do so in others? For each labels file the risk of its pairs is counted in the other files alone (and, second,
// in the files named before it alone), over the grounds that `rescore.ts` wrote: how many pairs of the same way and the same doubts were wrong there.
//
//   node bench/quality/held-out.ts LABELS.json LABELS.json ...      # oldest first
//
// What stands on which side is held apart; which grounds are looked at was decided with all of them in view.

/** Fewer pairs of a way than this say nothing; its risk is then the guess that today's rule starts from. */
const enough = 20;
const guess = 0.3;
/** So many pairs' worth the wider group counts beside the narrower. */
const pull = 20;

interface Known {
  way: string;
  grounds: string;
  right: boolean;
}

const rounds = process.argv.slice(2).map((path) => ({ path, pairs: readLabels(path).pairs.flatMap(knownOf) }));
if (rounds.length < 2) throw new Error("Usage: held-out.ts LABELS.json LABELS.json ...");
for (const [title, othersOf, from] of [
  ["counted in all other files", (at: number) => rounds.filter((_, other) => other !== at), 0],
  ["counted in the files before it", (at: number) => rounds.slice(0, at), 2],
] as const) {
  const pooled: Judged[] = [];
  for (const [at, { path, pairs }] of rounds.entries()) {
    if (at < from) continue;
    const others = othersOf(at).flatMap((round) => round.pairs);
    const judged = pairs.map((pair) => ({ confidence: 1 - riskOf(pair, others), right: pair.right }));
    pooled.push(...judged);
    console.log(`${title}, ${separationLines(path.split("/").at(-1) ?? path, judged)[0] ?? ""}`);
  }
  for (const line of separationLines(`${title}, together`, pooled)) console.log(line);
}

function knownOf(pair: LabelledPair): Known[] {
  const [way = "", ...doubts] = pair.grounds ?? [];
  return way === "" ? [] : [{ way, grounds: [way, ...doubts].join(" "), right: isRight(pair) }];
}

function riskOf(pair: Known, others: readonly Known[]): number {
  const ofWay = others.filter(({ way }) => way === pair.way);
  if (ofWay.length < enough) return guess;
  const overall = shareWrong(others, 0.5, 2);
  const same = ofWay.filter(({ grounds }) => grounds === pair.grounds);
  return shareWrong(same, shareWrong(ofWay, overall, pull), pull);
}

/** The share of wrong pairs, drawn towards what is known of the wider group. */
function shareWrong(pairs: readonly Known[], wider: number, weight: number): number {
  return (pairs.filter(({ right }) => !right).length + weight * wider) / (pairs.length + weight);
}
