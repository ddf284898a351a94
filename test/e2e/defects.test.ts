import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { z } from "zod";
import { JournalEntry } from "../../src/run/journal-entry.ts";
import { Project } from "./project.ts";

// Defects of the reference implementation that concern the whole way from a run to a row. Those of single stages are tested beside them.

const examples = fileURLToPath(new URL("../../examples", import.meta.url));
const Metadata = z.object({ trajectory_id: z.string(), weight: z.number() });

test("severity is not handed on as the weight: the worse a failure, the less it counts, and the worst are thrown away", async () => {
  using project = new Project({});
  await project.agenther(["run", examples, "-o", "out", "--to", "trl-sft-steps", "--quiet"]);
  const entries = project.lines("out/journal.jsonl").map((line) => JournalEntry.parse(line));
  const failures = entries.flatMap(({ analysis }) => (analysis?.verdict === "failure" ? [analysis] : []));
  const bySeverity = failures.toSorted((a, b) => a.severity - b.severity).map(({ weight }) => weight);
  expect(bySeverity).toEqual(bySeverity.toSorted((a, b) => b - a));
  expect(new Set(bySeverity).size).toBeGreaterThan(2);

  const thrownAway = entries.filter(({ decision }) => decision.reason === "low_weight");
  expect(thrownAway.length).toBeGreaterThan(0);
  for (const { analysis, replay } of thrownAway) {
    expect(analysis?.weight).toBeLessThan(0.3);
    expect(analysis?.severity).toBeGreaterThan(0.5);
    expect(replay).toBeNull();
  }

  // A pair weighs what its run does, or more where it leaves out what made the run worse.
  const weights = new Map(
    entries.map(({ id, analysis, relabels }) => [id, [analysis?.weight ?? 0, ...relabels.map(({ weight }) => weight ?? 0)]]),
  );
  const rows = project
    .lines<{ metadata: string }>("out/dataset/trl-sft-steps/train.jsonl")
    .map(({ metadata }) => Metadata.parse(JSON.parse(metadata)));
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) {
    const [ofRun = 1, ...ofPairs] = weights.get(row.trajectory_id) ?? [];
    expect([ofRun, ...ofPairs]).toContain(row.weight);
    expect(row.weight).toBeGreaterThanOrEqual(ofRun);
    expect(row.weight).toBeGreaterThanOrEqual(0.3);
  }
});

test("not everything is a failure: successful runs are skipped, and are no rows unless asked for", async () => {
  using project = new Project({});
  await project.agenther(["run", examples, "-o", "out", "--to", "trl-kto", "--quiet"]);
  const entries = project.lines("out/journal.jsonl").map((line) => JournalEntry.parse(line));
  const succeeded = entries.filter(({ outcome }) => outcome.status === "success");
  expect(succeeded.length).toBeGreaterThan(0);
  expect(new Set(succeeded.map(({ decision }) => decision.reason))).toEqual(new Set(["succeeded"]));
  const rows = project
    .lines<{ metadata: string }>("out/dataset/trl-kto/train.jsonl")
    .map(({ metadata }) => Metadata.parse(JSON.parse(metadata)));
  const ids = new Set(succeeded.map(({ id }) => id));
  expect(rows.filter(({ trajectory_id }) => ids.has(trajectory_id))).toEqual([]);
});
