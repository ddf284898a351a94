import { TrajectoryReader, journalEntries } from "../../src/run/journal-entries.ts";
import { outFolder } from "../../src/run/out-folder.ts";
import type { Trajectory } from "../../src/trajectory/trajectory.ts";
import { callsOf, observationOf, reasoningOf, textOf } from "../../src/trajectory/views.ts";

// Prompt tokens that the questions of AgentHER's reference implementation (alphadl/AgentHER, commit 98072c3) take on the failed runs of an output folder, beside what
// the folder's own models were asked: the same runs, counted in the same way (characters by four), so that the two can be compared.
//
//   node bench/quality/reference-tokens.ts OUT
//
// The reference asks its detector with goal, thoughts, actions, observations, answer and reason, its extractor with the same but the thoughts, and its relabeler with
// what was extracted. Counted is what it asks at least: one try each, no second judge, no schemas, and no system prompt or tools of the run, which it never shows. What a
// user says later in a dialogue has no place in its form and is counted as an observation. Its texts are not here, only how long they are. Runs of which one
// question would take more than 32,000 tokens are left out: it would send them whole, where agenther sends what fits.

/** Characters of the reference's fixed texts: instructions, the frame of a question, the labels of a step; and a low guess of what it extracts from a run. */
const length = {
  detector: { instructions: 1190, frame: 250, step: 75 },
  extractor: { instructions: 590, frame: 190, step: 55 },
  relabeler: { instructions: 860, frame: 380, extracted: 600 },
};

const longestQuestion = 32_000 * 4;

/** Pairs per failed run that it accepted where it was measured: 27 from 68 runs of six sources, asked with a capable model. */
const measuredRate = 27 / 68;

/** Of its accepted pairs, how many readers found right by the paper's own question, there. */
const measuredPrecision = 17 / 27;

const [out] = process.argv.slice(2);
if (out === undefined) throw new Error("Usage: reference-tokens.ts OUT");
const folder = outFolder(out);
const reader = new TrajectoryReader(folder);
let runs = 0;
let accepted = 0;
let pairs = 0;
let reference = 0;
let leftOut = 0;
for (const entry of journalEntries(folder.journal)) {
  if (entry.trajectory === null || entry.analysis?.verdict !== "failure") continue;
  const asked = charactersAsked(await reader.read(entry));
  if (asked.longest > longestQuestion) {
    leftOut += 1;
    continue;
  }
  runs += 1;
  if (entry.decision.status === "accepted") accepted += 1;
  pairs += entry.relabels.length;
  reference += asked.all;
}
reader.close();
const tokens = Math.round(reference / 4);
const perPair = tokens / (runs * measuredRate);
console.log(`${runs} failed runs (${leftOut} too long for it left out), ${accepted} accepted, ${pairs} pairs`);
console.log(`reference, at least: ${tokens} prompt tokens, ${Math.round(tokens / runs)} a run`);
console.log(`  ${Math.round(perPair)} an accepted pair at the rate it was measured at (${measuredRate.toFixed(2)} a run)`);
console.log(
  `  ${Math.round(perPair / measuredPrecision)} a right pair at the precision it was measured at (${measuredPrecision.toFixed(2)})`,
);
console.log(`  ${Math.round(tokens / accepted)} an accepted pair if it accepted every run that was accepted here, one pair a run`);

function charactersAsked(trajectory: Trajectory): { all: number; longest: number } {
  const { detector, extractor, relabeler } = length;
  let thoughts = 0;
  let shown = 0;
  let steps = 0;
  for (const step of trajectory.steps) {
    if (step.kind === "system") continue;
    steps += 1;
    shown += step.kind === "user" ? step.text.length : observationOf(step).length;
    if (step.kind !== "agent") continue;
    thoughts += textOf(step).length + reasoningOf(step).length;
    for (const call of callsOf(step)) shown += call.name.length + JSON.stringify(call.arguments ?? "").length;
  }
  const goal = trajectory.task.goal.length;
  const detecting = detector.instructions + detector.frame + detector.step * steps + goal + shown + thoughts;
  const extracting = extractor.instructions + extractor.frame + extractor.step * steps + goal + shown;
  const relabeling = relabeler.instructions + relabeler.frame + relabeler.extracted + goal;
  return { all: detecting + extracting + relabeling, longest: detecting };
}
