import { expect, test } from "vitest";
import { corpus, flightLost, mugs, shell } from "./corpus.ts";
import { build, describeExporter, messagesOf, metadataOfRow } from "./contract.ts";
import { objects, rowsOfRun, text } from "./read.ts";

describeExporter("openrlhf", {
  columns: {
    "": { required: ["messages", "metadata"] },
    steps: { required: ["prompt", "completion", "metadata"] },
    dpo: { required: ["prompt", "chosen", "rejected", "metadata"] },
  },
});

test("tools are in the system text, because no tools are handed to the template; messages are role and content", async () => {
  const { rows } = await build("openrlhf", corpus);
  for (const row of Object.values(rows).flat()) {
    expect(Object.keys(row)).not.toContain("tools");
    for (const message of messagesOf(row)) expect(Object.keys(message)).toEqual(["role", "content"]);
  }
  const [row] = rowsOfRun(rows[""], mugs.id);
  expect(text(objects(row?.["messages"])[0]?.["content"])).toMatch(/^You are a shopping agent\.\n\n# Tools.*"shop.add to cart!"/s);
});

test("conversations have no masked turn, steps have one row per trained turn", async () => {
  const { rows, summary } = await build("openrlhf", corpus);
  expect(rowsOfRun(rows[""], shell.id)).toEqual([]);
  expect(summary.leftOut.filter(({ folder }) => folder !== "dpo")).toEqual([
    { exporter: "openrlhf", folder: "", reason: expect.stringMatching(/^masked turns: .*steps\//), rows: 2 },
  ]);
  const steps = rowsOfRun(rows["steps"], mugs.id).filter((row) => metadataOfRow(row)["id"] === `${mugs.id}-1`);
  expect(new Set(steps.map((row) => metadataOfRow(row)["step"]))).toEqual(new Set([3, 5, 6]));
  for (const row of rows["steps"] ?? []) {
    expect(objects(row["completion"]).map(({ role }) => role)).toEqual(["assistant"]);
    expect(objects(row["prompt"]).at(-1)?.["role"]).toBe("user");
  }
});

test("pairs have one prompt, which ends with the user, and one answer on each side", async () => {
  const { rows } = await build("openrlhf", corpus);
  const [row, ...more] = rows["dpo"] ?? [];
  expect(more).toEqual([]);
  expect(objects(row?.["prompt"]).map(({ role }) => role)).toEqual(["user", "assistant", "user"]);
  expect(objects(row?.["chosen"])).toEqual([{ role: "assistant", content: expect.stringContaining("AZ2") }]);
  expect(objects(row?.["rejected"])).toEqual([{ role: "assistant", content: expect.stringContaining("AZ1") }]);
  expect(metadataOfRow(row ?? {})["trajectory_id"]).toBe(flightLost.id);
});
