import fc from "fast-check";
import { expect, test } from "vitest";
import { parseHoldout } from "./parse-holdout.ts";

function short(content: string): (string | null)[][] {
  return parseHoldout("file", content).map(({ id, benchmark, text, template }) => [id, benchmark, text, template]);
}

test("reads WebArena's task files", () => {
  const task = {
    sites: ["bakery"],
    task_id: 7,
    intent_template: "List the {{n}} cheapest cakes",
    instantiation_dict: { n: 3 },
    intent: "List the 3 cheapest cakes",
    eval: { reference_answers: { exact_match: "lemon" } },
  };
  expect(short(JSON.stringify([task]))).toEqual([["7", "webarena", "List the 3 cheapest cakes", "List the {{n}} cheapest cakes"]]);
  expect(short(JSON.stringify(task))).toEqual([["7", "webarena", "List the 3 cheapest cakes", "List the {{n}} cheapest cakes"]]);
});

test("reads ToolBench's query files, and tasks by id", () => {
  const query = { api_list: [], query: "Find me a song about rain.", query_id: 511 };
  expect(short(JSON.stringify([query]))).toEqual([["511", "toolbench", "Find me a song about rain.", null]]);
  expect(short(JSON.stringify({ 511: "Find me a song about rain.", 12: { query: "Snow?" } }))).toEqual([
    ["12", null, "Snow?", null],
    ["511", null, "Find me a song about rain.", null],
  ]);
});

test.each([
  ["a list of texts", '["Where is the old mill?", "t-4"]'],
  ["JSON Lines", '"Where is the old mill?"\n\n{"id": "t-4"}\n'],
  ["CSV", 'instance_id,goal\r\n,"Where is the old mill?"\r\nt-4,\r\n'],
  ["plain lines", "Where is the old mill?\r\n\r\nt-4\n"],
  ["an object that holds the list", '{"version": 2, "tasks": ["Where is the old mill?", "t-4"]}'],
])("reads %s", (_, content) => {
  expect(short(content)).toEqual([
    [null, null, "Where is the old mill?", null],
    ["t-4", null, null, null],
  ]);
});

test("a line may name the benchmark with the id", () => {
  expect(short("webarena/12\ntau-bench:3\nowner/repository-9")).toEqual([
    ["12", "webarena", null, null],
    ["3", "tau-bench", null, null],
    ["owner/repository-9", null, null, null],
  ]);
});

test("says where a task stands", () => {
  expect(parseHoldout("tasks.csv", "id,question\n1,Why?\n2,How?").map(({ from }) => from)).toEqual(["tasks.csv row 1", "tasks.csv row 2"]);
});

test("quoted fields of CSV hold commas, line ends and quotes", () => {
  expect(short('id,text\n1,"Say ""hi"", then\nleave"\n')).toEqual([["1", null, 'Say "hi", then\nleave', null]]);
});

test("throws at no text, and gives no task that has nothing", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.array(fc.json()).map((lines) => lines.join("\n")),
      ),
      (content) => {
        for (const { id, text, template } of parseHoldout("file", content)) expect(id ?? text ?? template).toBeTruthy();
      },
    ),
  );
});
