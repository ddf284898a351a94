import { expect, test } from "vitest";
import type { JsonObject } from "../../src/base/json.ts";
import { corpus, dialogue, flightLost, flightWon, mugs, river, shell } from "./corpus.ts";
import { build, describeExporter, messagesOf, metadataOfRow } from "./contract.ts";
import { goals, objects, rowsOfRun, successes, text } from "./read.ts";

describeExporter("ms-swift", {
  columns: {
    "": { required: ["messages", "channel", "tools", "metadata"] },
    kto: { required: ["messages", "label", "tools", "metadata"] },
    dpo: { required: ["messages", "rejected_messages", "rejected_tools", "tools", "metadata"] },
    attempts: { required: ["messages", "rejected_messages", "rejected_tools", "tools", "metadata"] },
  },
});

const ROLES = new Set(["system", "user", "assistant", "tool_call", "tool_response"]);
const KEYS = new Set(["role", "content", "loss", "loss_scale"]);

test("a row that ms-swift would delete is not there: known roles, no null, no key that it removes", async () => {
  const { rows } = await build("ms-swift", corpus);
  for (const row of Object.values(rows).flat()) {
    expect(Object.values(row)).not.toContain(null);
    expect(Array.isArray(JSON.parse(text(row["tools"])))).toBe(true);
    for (const message of messagesOf(row)) {
      expect(ROLES).toContain(message["role"]);
      expect(typeof message["content"]).toBe("string");
      for (const key of Object.keys(message)) expect(KEYS).toContain(key);
    }
  }
});

test("SFT: w on what is trained, 0 and `loss: false` on what is masked, nothing on what the assistant did not say", async () => {
  const { rows } = await build("ms-swift", corpus);
  expect(rows[""]).toHaveLength(goals + successes);
  const row = rowsOfRun(rows[""], mugs.id).find((one) => metadataOfRow(one)["id"] === `${mugs.id}-1`);
  const marks = objects(row?.["messages"]).map(({ role, loss, loss_scale: scale }) => [role, scale, loss]);
  expect(marks).toEqual([
    ["system", undefined, undefined],
    ["user", undefined, undefined],
    ["assistant", 0.7, undefined],
    ["tool_call", 0.7, undefined],
    ["tool_response", undefined, undefined],
    ["tool_call", 0, false],
    ["tool_response", undefined, undefined],
    ["assistant", 0.7, undefined],
    ["tool_call", 0.7, undefined],
    ["tool_call", 0.7, undefined],
    ["tool_response", undefined, undefined],
    ["tool_response", undefined, undefined],
    ["assistant", 0.7, undefined],
  ]);
  const [won] = rowsOfRun(rows[""], flightWon.id);
  const scales = objects(won?.["messages"]).flatMap(({ loss_scale: scale }) => (scale === undefined ? [] : [scale]));
  expect(new Set(scales)).toEqual(new Set([1]));
  expect([row?.["channel"], won?.["channel"]]).toEqual(["hindsight", "success"]);
});

test("the first row writes weights with a point, so that a loader takes the column for real numbers", async () => {
  const { texts } = await build("ms-swift", corpus);
  const [first] = (texts["train.jsonl"] ?? "").split("\n");
  expect(first).toMatch(/"loss_scale":\d\.\d/);
  expect(first).not.toMatch(/"loss_scale":\d[,}]/);
});

test("text that a call follows ends its line, because ms-swift joins them without a separator", async () => {
  const { rows } = await build("ms-swift", corpus);
  for (const row of Object.values(rows).flat()) {
    const messages = messagesOf(row);
    messages.forEach((message, index) => {
      if (message["role"] === "assistant" && messages[index + 1]?.["role"] === "tool_call") expect(text(message["content"])).toMatch(/\n$/);
    });
  }
});

test("KTO and DPO end with the assistant; a call there is the text of the hermes template", async () => {
  const { rows } = await build("ms-swift", corpus);
  for (const folder of ["kto", "dpo", "attempts"]) {
    for (const row of rows[folder] ?? []) {
      expect(objects(row["messages"]).at(-1)?.["role"]).toBe("assistant");
      if (folder !== "kto") expect(objects(row["rejected_messages"]).at(-1)?.["role"]).toBe("assistant");
      for (const message of messagesOf(row)) expect(message).not.toHaveProperty("loss_scale");
    }
  }
  const [row] = rowsOfRun(rows["kto"], river.id);
  expect(objects(row?.["messages"]).at(-1)?.["content"]).toBe(
    '<tool_call>\n{"name": "Finish", "arguments": {"return_type": "give_answer", "answer": "930 km"}}\n</tool_call>',
  );
});

test("KTO: a boolean label, true rows before false ones, the dialogue not in it", async () => {
  const { rows } = await build("ms-swift", corpus);
  const labels = (rows["kto"] ?? []).map(({ label }) => label);
  expect(labels).toEqual([...labels.filter((label) => label === true), ...labels.filter((label) => label === false)]);
  expect(rowsOfRun(rows["kto"], flightWon.id).map(({ label }) => label)).toEqual([true]);
  expect(rowsOfRun(rows["kto"], dialogue.id)).toEqual([]);
});

test("DPO: two prompts with the same turns, masked on both sides, tools on both sides", async () => {
  const { rows } = await build("ms-swift", corpus);
  expect(rows["dpo"]).toHaveLength(goals - 1);
  const [row] = rowsOfRun(rows["dpo"], shell.id);
  const [chosen, rejected] = [objects(row?.["messages"]), objects(row?.["rejected_messages"])];
  const differing = chosen.filter((message, index) => JSON.stringify(message) !== JSON.stringify(rejected[index]));
  expect(differing.map(({ role }) => role)).toEqual(["user"]);
  expect(masked(chosen)).toBe(3);
  expect(masked(rejected)).toBe(3);
  expect(row?.["rejected_tools"]).toBe(row?.["tools"]);
});

test("attempts: one prompt whose turns carry no loss, and one turn on each side", async () => {
  const { rows } = await build("ms-swift", corpus);
  const [row, ...more] = rows["attempts"] ?? [];
  expect(more).toEqual([]);
  const [chosen, rejected] = [objects(row?.["messages"]), objects(row?.["rejected_messages"])];
  expect(chosen.slice(0, -1)).toEqual(rejected.slice(0, -1));
  expect(masked(chosen)).toBe(2);
  expect(chosen.at(-1)?.["content"]).toContain("AZ2");
  expect(rejected.at(-1)?.["content"]).toContain("AZ1");
  expect(metadataOfRow(row ?? {})["trajectory_id"]).toBe(flightLost.id);
});

function masked(messages: readonly JsonObject[]): number {
  return messages.filter(({ loss }) => loss === false).length;
}
