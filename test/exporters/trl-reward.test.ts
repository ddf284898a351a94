import { expect, test } from "vitest";
import { corpus, flightLost, flightWon } from "./corpus.ts";
import { build, describeExporter, metadataOfRow } from "./contract.ts";
import { goals, objects } from "./read.ts";

describeExporter("trl-reward", {
  columns: {
    "": { required: ["chosen", "rejected", "tools", "metadata"] },
    attempts: { required: ["chosen", "rejected", "tools", "metadata"] },
  },
});

test("two goals: whole conversations that differ in one user message; no prompt and no margin column", async () => {
  const { rows } = await build("trl-reward", corpus);
  // The dialogue has no contrast.
  expect(rows[""]).toHaveLength(goals - 1);
  for (const row of rows[""] ?? []) {
    expect(Object.keys(row)).toEqual(["chosen", "rejected", "tools", "metadata"]);
    const rejected = objects(row["rejected"]);
    const differing = objects(row["chosen"]).filter((message, index) => JSON.stringify(message) !== JSON.stringify(rejected[index]));
    expect(differing.map(({ role }) => role)).toEqual(["user"]);
  }
});

test("attempts: both sides are whole runs from one prompt", async () => {
  const { rows } = await build("trl-reward", corpus);
  const [row, ...more] = rows["attempts"] ?? [];
  expect(more).toEqual([]);
  const [chosen, rejected] = [objects(row?.["chosen"]), objects(row?.["rejected"])];
  expect(chosen.slice(0, 3)).toEqual(rejected.slice(0, 3));
  expect([chosen.at(-1)?.["content"], rejected.at(-1)?.["content"]]).toEqual(["Booked AZ2.", "Booked AZ1."]);
  expect(metadataOfRow(row ?? {})).toMatchObject({ trajectory_id: flightLost.id, chosen_trajectory_id: flightWon.id });
});
