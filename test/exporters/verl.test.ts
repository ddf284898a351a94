import { expect, test } from "vitest";
import { corpus, mugs, river, shell } from "./corpus.ts";
import { build, describeExporter } from "./contract.ts";
import { objects, rowsOfRun, text } from "./read.ts";

describeExporter("verl", { columns: { "": { required: ["messages", "tools_json", "metadata"] } } });

test("messages are role and content, never null, and no column is called `tools`", async () => {
  const { rows, texts } = await build("verl", corpus);
  expect(Object.keys(texts)).toContain("train.parquet");
  expect(texts["train.parquet"]?.slice(0, 4)).toBe("PAR1");
  for (const row of rows[""] ?? []) {
    expect(Object.keys(row)).not.toContain("tools");
    expect(Array.isArray(JSON.parse(text(row["tools_json"])))).toBe(true);
    const messages = objects(row["messages"]);
    for (const message of messages) expect([Object.keys(message), typeof message["content"]]).toEqual([["role", "content"], "string"]);
    expect(messages.at(-1)?.["role"]).toBe("assistant");
  }
});

test("user and assistant in turn, so that messages rendered alone are the conversation rendered whole", async () => {
  const { rows } = await build("verl", corpus);
  for (const row of rows[""] ?? []) {
    const roles = objects(row["messages"]).map(({ role }) => role);
    const [first, ...others] = roles;
    const talk = first === "system" ? others : roles;
    talk.forEach((role, index) => expect(role).toBe(index % 2 === 0 ? "user" : "assistant"));
  }
});

test("tools are in the system text, arguments are text and not a struct, so no key of another row is in them", async () => {
  const { rows } = await build("verl", corpus);
  const [row] = rowsOfRun(rows[""], river.id);
  expect(objects(row?.["messages"]).map(({ content }) => content)).toEqual([
    expect.stringContaining('<tools>\n{"type": "function", "function": {"name": "Search"'),
    expect.stringContaining("How long is the Ebro?"),
    '<think>\nI look up the Ebro.\n</think>\n\n<tool_call>\n{"name": "Search", "arguments": {"entity": "Ebro"}}\n</tool_call>',
    "<tool_response>\nThe Ebro is 930 km long. ☕ It rises in Fontibre.\n</tool_response>",
    '<tool_call>\n{"name": "Finish", "arguments": {"return_type": "give_answer", "answer": "930 km"}}\n</tool_call>',
  ]);
});

test("samples with masked turns are left out, because verl trains every turn", async () => {
  const { rows, summary } = await build("verl", corpus);
  expect(summary.leftOut).toEqual([{ exporter: "verl", folder: "", reason: expect.stringMatching(/^masked turns: verl/), rows: 2 }]);
  expect(rowsOfRun(rows[""], shell.id)).toEqual([]);
  expect(rowsOfRun(rows[""], mugs.id)).toHaveLength(1);
});
