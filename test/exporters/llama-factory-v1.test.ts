import { expect, test } from "vitest";
import type { JsonObject } from "../../src/base/json.ts";
import { corpus, flightWon, mugs, river, shell } from "./corpus.ts";
import { build, describeExporter, messagesOf, metadataOfRow } from "./contract.ts";
import { goals, objects, rowsOfRun, successes, text } from "./read.ts";

const PAIR = ["chosen_messages", "rejected_messages", "tools", "metadata"];

describeExporter("llama-factory-v1", {
  columns: { "": { required: ["messages", "tools", "metadata"] }, dpo: { required: PAIR }, attempts: { required: PAIR } },
});

test("content is a list of typed parts, calls are JSON with name and arguments, and the last message is the assistant's", async () => {
  const { rows } = await build("llama-factory-v1", corpus);
  let calls = 0;
  for (const row of Object.values(rows).flat()) {
    expect(typeof row["tools"]).toBe("string");
    for (const message of messagesOf(row)) {
      const parts = objects(message["content"]);
      expect(parts.length).toBeGreaterThan(0);
      for (const { type, value } of parts) {
        expect(message["role"] === "assistant" ? ["text", "reasoning", "tool_call"] : ["text"]).toContain(type);
        if (type !== "tool_call") continue;
        const call: JsonObject = JSON.parse(text(value));
        expect(Object.keys(call)).toEqual(["name", "arguments"]);
        calls++;
      }
    }
    for (const side of ["messages", "chosen_messages", "rejected_messages"]) {
      if (row[side] !== undefined) expect(objects(row[side]).at(-1)?.["role"]).toBe("assistant");
    }
  }
  expect(calls).toBeGreaterThan(10);
});

test("reasoning, text and calls are parts in this order", async () => {
  const { rows } = await build("llama-factory-v1", corpus);
  const [row] = rowsOfRun(rows[""], river.id);
  expect(objects(objects(row?.["messages"])[1]?.["content"])).toEqual([
    { type: "reasoning", value: "I look up the Ebro." },
    { type: "tool_call", value: '{"name":"Search","arguments":{"entity":"Ebro"}}' },
  ]);
});

test("loss_weight: w on what is trained, 0 on masked turns, users, tools and the system prompt", async () => {
  const { rows } = await build("llama-factory-v1", corpus);
  expect(rows[""]).toHaveLength(goals + successes);
  const row = rowsOfRun(rows[""], mugs.id).find((one) => metadataOfRow(one)["id"] === `${mugs.id}-1`);
  expect(objects(row?.["messages"]).map(({ role, loss_weight: weight }) => [role, weight])).toEqual([
    ["system", 0],
    ["user", 0],
    ["assistant", 0.7],
    ["tool", 0],
    ["assistant", 0],
    ["tool", 0],
    ["assistant", 0.7],
    ["tool", 0],
    ["tool", 0],
    ["assistant", 0.7],
  ]);
  const [won] = rowsOfRun(rows[""], flightWon.id);
  expect(objects(won?.["messages"]).map(({ loss_weight: weight }) => weight)).toEqual([0, 1, 0, 1, 0, 1]);
});

test("the first row writes weights with a point, so that a loader takes the column for real numbers", async () => {
  const { texts } = await build("llama-factory-v1", corpus);
  const [first] = (texts["train.jsonl"] ?? "").split("\n");
  expect(first).toMatch(/"loss_weight":\d\.\d/);
  expect(first).not.toMatch(/"loss_weight":\d[,}]/);
});

test("pairs: two goals with the same turns; two attempts that part at the last turn", async () => {
  const { rows } = await build("llama-factory-v1", corpus);
  const [row] = rowsOfRun(rows["dpo"], shell.id);
  const [chosen, rejected] = [objects(row?.["chosen_messages"]), objects(row?.["rejected_messages"])];
  const differing = chosen.filter((message, index) => JSON.stringify(message) !== JSON.stringify(rejected[index]));
  expect(differing.map(({ role }) => role)).toEqual(["user"]);
  const [attempts] = rows["attempts"] ?? [];
  expect(objects(attempts?.["chosen_messages"]).slice(0, -1)).toEqual(objects(attempts?.["rejected_messages"]).slice(0, -1));
  expect(JSON.stringify(objects(attempts?.["rejected_messages"]).at(-1))).toContain("AZ1");
});

test("a dataset entry for each file that was written, and for no other", async () => {
  const { texts } = await build("llama-factory-v1", corpus);
  expect(texts["sft.yaml"]).toBe("agenther_sft:\n  path: train.jsonl\n  source: local\n  split: train\n");
  expect(texts["dpo.yaml"]).toContain("path: dpo/train.jsonl");
  const split = await build("llama-factory-v1", [...corpus], 0.3);
  // v1 trains on all entries of a file.
  expect(split.texts["sft.yaml"]).toBe(texts["sft.yaml"]);
  expect(split.texts["sft-val.yaml"]).toContain("agenther_sft_val:\n  path: val.jsonl");
  const alone = await build("llama-factory-v1", corpus.slice(0, 1));
  expect(Object.keys(alone.texts).filter((path) => path.endsWith(".yaml"))).toEqual(["sft.yaml", "dpo.yaml"]);
});
