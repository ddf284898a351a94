import { describe, expect, test } from "vitest";
import type { Json } from "../../src/base/json.ts";
import { whoAndWhen } from "../../src/sources/who-and-when.ts";
import type { SourceTrajectory } from "../../src/sources/source.ts";
import { placedCalls } from "../../src/trajectory/views.ts";
import { describeSource } from "./contract.ts";
import { outline, readFile, readFixture, realFiles, statuses } from "./read-runs.ts";

describeSource("who-and-when", {
  fixtures: [
    { file: "tides.json", failure: 1 },
    { file: "harbour.json", failure: 1 },
  ],
});

describe("who-and-when", () => {
  test("each agent's turn is a step with its name, and what the terminal printed answers the code before it", async () => {
    const [run] = (await readFixture("who-and-when/tides.json", whoAndWhen)).trajectories;
    expect(run && outline(run)).toMatchInlineSnapshot(`
      [
        "human: How many high tides above 4 m does the table in tides.csv hold?",
        "agent: You are given a task from your manager.

      # General Task
      How many high tides above 4 m does the table in tides.csv hold?

      Read the table first: | Computer_terminal({"blocks":[{"language":"python","code":"import csv\\nprint(len(list(csv.reader(open('tides.csv')))))"}]}) => ok: exitcode: 0 (execution succeeded)
      Code output: 29
       | Then we count.",
        "agent: There are 28 rows. I count those above 4 m. | Computer_terminal({"blocks":[{"language":"sh","code":"head -1 tides.csv"},{"language":"python","code":"print(sum(float(r[1]) > 4 for r in rows))"}]}) => error: exitcode: 1 (execution failed)
      Code output: NameError: name 'rows' is not defined
      ",
        "agent: From memory there should be 14 such tides.",
        "environment: There is no code from the last 1 message for me to execute.",
        "agent: Verified: 14 tides.

      TERMINATE",
      ]
    `);
    expect(run?.steps.map(({ extra }) => extra?.["agent"])).toEqual([
      undefined,
      "Tide_Expert",
      "Table_Expert",
      "Tide_Expert",
      "Computer_terminal",
      "Table_Expert",
    ]);
    expect(run?.tools.map(({ name }) => name)).toEqual(["Computer_terminal"]);
  });

  test("the annotated mistake is kept with the position of its step, and what was correct stays the benchmark's", async () => {
    const [run] = (await readFixture("who-and-when/tides.json", whoAndWhen)).trajectories;
    expect(run?.extra).toMatchObject({ whoAndWhen: { mistakeStep: 4, mistakeAgent: "Tide_Expert" }, level: "1" });
    expect(run?.outcome).toEqual({
      status: "failure",
      by: "benchmark",
      rule: "is_correct is false",
      reason: "The count is made up; nothing was computed.",
      termination: "TERMINATE",
      finalAnswer: "Verified: 14 tides.",
    });
    expect(run?.task).toMatchObject({ goalFrom: "user_step", taskId: "tide-7", reference: "12" });
    expect(run?.provenance.synthesized).toEqual([
      "the user's turn (the question, which the record keeps beside the history)",
      "call ids",
      "tool definition of Computer_terminal",
    ]);
  });

  test("names inside the roles are read, notes to oneself are reasoning, and a person's question leads", async () => {
    const [run] = (await readFixture("who-and-when/harbour.json", whoAndWhen)).trajectories;
    expect(run?.steps.map(({ kind, extra }) => [kind, extra?.["agent"], extra?.["role"]])).toEqual([
      ["user", "human", undefined],
      ["agent", "Orchestrator", "Orchestrator (thought)"],
      ["agent", "Orchestrator", "Orchestrator (-> WebSurfer)"],
      ["agent", "WebSurfer", undefined],
      ["agent", "Orchestrator", "Orchestrator (termination condition)"],
    ]);
    expect(run?.steps[1]).toMatchObject({ blocks: [{ kind: "reasoning", text: "Facts to look up: the keeper of the light." }] });
    expect(run?.outcome).toMatchObject({ status: "failure", by: "human", reason: "It stopped at the first page." });
    expect(run?.extra).toEqual({ whoAndWhen: { mistakeStep: 4, mistakeAgent: "WebSurfer" } });
    expect(run?.provenance.synthesized).toEqual([]);
  });

  test.each<[string, Record<string, Json>, object, number | undefined]>([
    ["a mistake at the terminal's message is that of the step it answers", { mistake_step: 1 }, { status: "failure" }, 2],
    ["a number that is none of the history's", { mistake_step: "9" }, { status: "failure", by: "human" }, undefined],
    ["no verdict at all", { mistake_step: "0", mistake_agent: "" }, { status: "unknown", by: "none" }, 2],
    ["an answer that was right", { is_correct: true, mistake_step: null }, { status: "success", by: "benchmark" }, undefined],
  ])("%s", (_, fields, outcome, mistakeStep) => {
    const run = parse({ mistake_agent: "A", ...fields });
    expect(run?.outcome).toMatchObject(outcome);
    const kept = run?.extra?.["whoAndWhen"];
    if (mistakeStep === undefined) expect(kept).toBeUndefined();
    else expect(kept).toMatchObject({ mistakeStep });
  });

  test("a log that was broken off has no final answer", () => {
    expect(parse({ mistake_agent: "A", mistake_step: "0" })?.outcome.finalAnswer).toBeUndefined();
  });

  const real = realFiles("who-and-when");
  test.skipIf(real.length === 0)("real logs: 81 failures, each with its mistake in a step of the agent that made it", async () => {
    let runs = 0;
    let calls = 0;
    let ofTheAgent = 0;
    for (const file of real) {
      const { trajectories, errors } = await readFile(file, whoAndWhen);
      expect(errors).toEqual([]);
      expect(statuses(trajectories)).toEqual({ failure: 1 });
      for (const run of trajectories) {
        runs += 1;
        calls += placedCalls(run).length;
        for (const { call } of placedCalls(run)) expect(call.result.status).not.toBe("missing");
        const { mistakeStep, mistakeAgent } = Object(run.extra?.["whoAndWhen"]);
        if (run.steps[Number(mistakeStep) - 1]?.extra?.["agent"] === mistakeAgent) ofTheAgent += 1;
        expect(run.outcome.reason).toMatch(/\w+ \w+/);
      }
    }
    expect({ runs, calls, ofTheAgent }).toEqual({ runs: 81, calls: 145, ofTheAgent: 80 });
  });
});

function parse(fields: Record<string, Json>): SourceTrajectory | undefined {
  const log: Json = {
    question: "How deep?",
    history: [
      { role: "assistant", name: "A", content: "```python\nprint(3)\n```" },
      { role: "user", name: "Computer_terminal", content: "exitcode: 0 (execution succeeded)\nCode output: 3" },
      { role: "user", name: "B", content: "It is 3." },
    ],
    ...fields,
  };
  return [...whoAndWhen.parse({ file: "1.json", line: 1, text: "", json: () => log }, { branches: false })][0];
}
