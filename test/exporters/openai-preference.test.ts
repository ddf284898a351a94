import { expect, test } from "vitest";
import type { JsonObject } from "../../src/base/json.ts";
import { isObject } from "../../src/base/json.ts";
import { corpus, flightLost, flightWon } from "./corpus.ts";
import { build, describeExporter, metadataOfRow } from "./contract.ts";
import { objects, text } from "./read.ts";
import { agent, call, rejectedRecord, run, succeeded, succeededRecord, thinking, user } from "./world.ts";

const ROW = ["input", "preferred_output", "non_preferred_output"];

describeExporter("openai-preference", {
  columns: {
    "": { required: ROW },
    metadata: { required: ["metadata"] },
    text: { required: ROW },
    "text-metadata": { required: ["metadata"] },
  },
  metadataIn: { "": "metadata", text: "text-metadata" },
});

function attempts(
  won: ReturnType<typeof agent>,
  lost: ReturnType<typeof agent>,
  tools: { name: string }[] = [],
): ReturnType<typeof rejectedRecord>[] {
  return [
    succeededRecord(run("Go", [user("Go"), won, user("And?"), agent("Done.")], { outcome: succeeded, tools })),
    rejectedRecord(run("Go", [user("Go"), lost, user("And?"), agent("Not done.")], { tools })),
  ];
}

test("one input, and one assistant message on each side, without a weight", async () => {
  const { rows } = await build("openai-preference", corpus);
  const [row, ...more] = rows[""] ?? [];
  expect(more).toEqual([]);
  expect(Object.keys(row ?? {})).toEqual(ROW);
  expect(inputOf(row)["messages"]).toMatchObject([
    { role: "user" },
    { role: "assistant", tool_calls: [{ type: "function", function: { arguments: '{"query":"Rome"}' } }] },
    { role: "tool", content: "AZ1 $90, AZ2 $60" },
  ]);
  const side = (flight: string): unknown => [
    {
      role: "assistant",
      content: "",
      tool_calls: [{ id: expect.any(String), type: "function", function: { name: "book", arguments: `{"flight":"${flight}"}` } }],
    },
  ];
  expect(row?.["preferred_output"]).toEqual(side("AZ2"));
  expect(row?.["non_preferred_output"]).toEqual(side("AZ1"));
  expect(JSON.stringify(row)).not.toContain('"weight"');
});

test("every result in the input has its call, and names fit OpenAI's rule on both sides", async () => {
  const records = attempts(agent("", call("go.there!", { by: "bus" }, "there")), agent("", call("go there", { by: "sea" }, "wet")), [
    { name: "go.there!" },
    { name: "go there" },
  ]);
  const { rows, metadata } = await build("openai-preference", records);
  const [row] = rows[""] ?? [];
  expect(objects(inputOf(row)["tools"]).map((tool) => (isObject(tool["function"]) ? tool["function"]["name"] : ""))).toEqual([
    "go_there_",
    "go_there",
  ]);
  expect(inputOf(row)["parallel_tool_calls"]).toBe(false);
  expect(JSON.stringify(row?.["preferred_output"])).toContain('"go_there_"');
  expect(JSON.stringify(row?.["non_preferred_output"])).toContain('"go_there"');
  expect(metadata["metadata:train"]?.[0]?.["renamed_tools"]).toEqual({ "go.there!": "go_there_", "go there": "go_there" });
});

test("text: what Together's check demands, that is system, user and assistant in turn, content everywhere, lists of one", async () => {
  const { rows } = await build("openai-preference", corpus);
  const [row] = rows["text"] ?? [];
  const messages = objects(inputOf(row)["messages"]);
  const roles = messages.map(({ role }) => role).filter((role) => role !== "system");
  roles.forEach((role, index) => expect(role).toBe(index % 2 === 0 ? "user" : "assistant"));
  expect(roles.at(-1)).toBe("user");
  for (const message of [...messages, ...objects(row?.["preferred_output"]), ...objects(row?.["non_preferred_output"])]) {
    expect(Object.keys(message)).toEqual(["role", "content"]);
    expect(text(message["content"])).not.toBe("");
  }
  expect(Object.keys(inputOf(row))).toEqual(["messages"]);
  expect([objects(row?.["preferred_output"]), objects(row?.["non_preferred_output"])].map((side) => side.length)).toEqual([1, 1]);
  expect(messages.at(-1)?.["content"]).toBe("<tool_response>\nAZ1 $90, AZ2 $60\n</tool_response>");
});

test("answers that are the same once hidden reasoning is gone are left out of the main file, and kept as text", async () => {
  const { rows, summary } = await build("openai-preference", attempts(thinking("Bus.", agent("I go.")), thinking("Sea.", agent("I go."))));
  expect(summary.leftOut).toEqual([
    { exporter: "openai-preference", folder: "", reason: "the answers differ in hidden reasoning alone", rows: 1 },
  ]);
  expect(rows[""]).toBeUndefined();
  expect(rows["text"]).toHaveLength(1);
});

test("metadata stand line by line beside the rows and name both attempts", async () => {
  const { rows } = await build("openai-preference", corpus);
  for (const folder of ["metadata", "text-metadata"]) {
    expect((rows[folder] ?? []).map(metadataOfRow)).toMatchObject([
      { kind: "attempts", trajectory_id: flightLost.id, chosen_trajectory_id: flightWon.id },
    ]);
  }
});

function inputOf(row: JsonObject | undefined): JsonObject {
  const input = row?.["input"];
  if (!isObject(input)) throw new TypeError("The row has no input.");
  return input;
}
