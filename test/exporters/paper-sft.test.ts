import { expect, test } from "vitest";
import { corpus, dialogue, flightLost, mugs, shell } from "./corpus.ts";
import { build, describeExporter, metadataOfRow } from "./contract.ts";
import { objects, rowsOfRun, text } from "./read.ts";
import { accepted, agent, call, relabel, run, user } from "./world.ts";

describeExporter("paper-sft", { columns: { "": { required: ["messages", "metadata"] } }, resultsInAssistant: true });

test("the goal, and the whole run as one text with thoughts, actions, results and the final answer", async () => {
  const { rows } = await build("paper-sft", corpus);
  const [row] = rowsOfRun(rows[""], flightLost.id);
  expect(objects(row?.["messages"])).toEqual([
    { role: "user", content: "Book flight AZ1 to Rome" },
    {
      role: "assistant",
      content: `Step 1: Searching.
  Action: find({"query": "Rome"})
  Result: AZ1 $90, AZ2 $60
Step 2: 
  Action: book({"flight": "AZ1"})
  Result: booked

Final Answer: Booked AZ1.`,
    },
  ]);
});

test("masked turns are in it, as the paper has no masks", async () => {
  const { rows } = await build("paper-sft", corpus);
  const row = rowsOfRun(rows[""], mugs.id).find((one) => metadataOfRow(one)["id"] === `${mugs.id}-1`);
  expect(text(objects(row?.["messages"])[1]?.["content"])).toContain("Result: Error: bad query");
});

test("results are cut to 300 characters, and no character in two", async () => {
  const long = run("Read", [user("Read"), agent("", call("read", {}, "☕😀".repeat(400))), agent("Read.")]);
  const { rows } = await build("paper-sft", [accepted(long, relabel("Read it", 3))]);
  expect(text(objects(rows[""]?.[0]?.["messages"])[1]?.["content"])).toContain(`Result: ${"☕😀".repeat(150)}\n`);
});

test("conversations in which the user speaks again have no such form", async () => {
  const { rows, summary } = await build("paper-sft", corpus);
  expect(rowsOfRun(rows[""], dialogue.id)).toEqual([]);
  expect(rowsOfRun(rows[""], shell.id)).toEqual([]);
  expect(summary.leftOut).toEqual([
    { exporter: "paper-sft", folder: "", reason: expect.stringMatching(/^the user speaks again/), rows: 2 },
  ]);
});
