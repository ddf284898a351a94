import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../../src/base/json.ts";
import { inspect } from "../../src/sources/inspect.ts";
import type { SourceTrajectory } from "../../src/sources/source.ts";
import { placedCalls } from "../../src/trajectory/views.ts";
import { describeSource } from "./contract.ts";
import { outline, readFile, readFixture, realFiles } from "./read-runs.ts";

describeSource("inspect", {
  fixtures: [
    { file: "lighthouse.json", success: 1, failure: 1, unknown: 1, tasks: 2 },
    { file: "clock.eval.jsonl", success: 1, unknown: 1, errors: ["empty_trajectory"] },
  ],
});

describe("inspect", () => {
  test("messages, thinking, a tool's error and attachments are read", async () => {
    const [run] = (await readFixture("inspect/lighthouse.json", inspect)).trajectories;
    expect(run && outline(run)).toMatchInlineSnapshot(`
      [
        "system: You are a keeper.",
        "human: How many lamps does lamps.txt list?",
        "agent: I count the lines. | I count. | shell({"cmd":"wc -l lamp.txt"}) => error: lamp.txt was not found.",
        "injected: Please go on.",
        "agent: submit({"answer":"8"}) => ok: 8",
      ]
    `);
    expect(run?.task).toMatchObject({
      goal: "How many lamps does lamps.txt list?",
      goalFrom: "user_step",
      benchmark: "lighthouse",
      taskId: "lamps",
      finish: { name: "submit", answerArgument: "answer" },
      reference: { target: "9", metadata: { hint: "nine" } },
    });
    expect(run?.agent).toEqual({ name: "react", model: "coast/gull-2" });
    expect(run?.tools.map(({ name, description }) => [name, description])).toEqual([
      ["shell", "Run a command."],
      ["submit", "Submit an answer."],
    ]);
    expect(run?.provenance).toMatchObject({ formatVersion: "2", recordId: "u1", part: "epoch 1" });
    expect(JSON.stringify(run?.extra)).not.toContain("nine");
  });

  test("scores say how it ended by a stated rule, and epochs are attempts at one task", async () => {
    const { trajectories } = await readFixture("inspect/lighthouse.json", inspect);
    expect(trajectories.map(({ outcome }) => outcome)).toEqual([
      {
        status: "failure",
        by: "benchmark",
        rule: 'match "I", tokens 312 (success is C, true or 1; numbers beside a verdict do not count)',
        reason: "8 is not the number of lamps.",
        termination: "stop",
        finalAnswer: "8",
      },
      {
        status: "success",
        by: "benchmark",
        rule: 'match "C", tokens 280 (success is C, true or 1; numbers beside a verdict do not count)',
        termination: "stop",
        finalAnswer: "9",
      },
      {
        status: "unknown",
        by: "none",
        rule: 'match "C", judge "N" (they contradict each other)',
        termination: "limit: message 7",
        finalAnswer: "9",
      },
    ]);
    const [first, second] = trajectories;
    expect(first?.task.groupId).toBe(second?.task.groupId);
    expect(trajectories[2]?.provenance.losses).toContain("the files that were put into the sandbox");
  });

  test("a sample that broke off is put together from the calls of the model, and so is a compacted one", async () => {
    const [broken, compacted] = (await readFixture("inspect/clock.eval.jsonl", inspect)).trajectories;
    expect(broken && outline(broken)).toEqual([
      "human: Name the keeper of the east light.",
      "agent: Who? | I will look. | look({}) => missing: ",
    ]);
    expect(placedCalls({ steps: broken?.steps ?? [] })[0]?.call.argumentsError).toBe("Expecting value: line 1");
    expect(broken?.outcome).toEqual({
      status: "unknown",
      by: "none",
      rule: "no score: the sample broke off with an error",
      termination: "error: RateLimitError: too many requests",
    });
    expect(compacted && outline(compacted)).toEqual([
      "human: Tell the time.",
      "agent: clock({}) => ok: 12:00",
      "injected: Summary: you looked at the clock.",
      "agent: It is noon.",
    ]);
    expect(compacted?.provenance.synthesized).toEqual([
      "the order of messages that are no longer in the history (from the calls of the model)",
    ]);
    expect(compacted?.outcome.rule).toBe(
      "exact.text 1, exact.form true, close 0.25 (success is C, true or 1; numbers beside a verdict do not count)",
    );
  });

  test.each<[string, Json, string]>([
    ["a partial answer", { a: { value: "P" } }, "failure"],
    ["no answer", { a: { value: "N" } }, "failure"],
    ["a flag", { a: { value: true } }, "success"],
    ["1.0", { a: { value: 1.0 } }, "success"],
    ["text of a number", { a: { value: "1.0" } }, "success"],
    ["two numbers below 1", { a: { value: 0.2 }, b: { value: [0, 0.9] } }, "failure"],
    ["numbers that do not agree", { a: { value: 1 }, b: { value: 0.9 } }, "unknown"],
    ["a number on a scale of its own", { a: { value: 7 } }, "unknown"],
    ["a number below 0", { a: { value: -1 } }, "unknown"],
    ["words", { a: { value: "rather good" } }, "unknown"],
    ["NaN, which is read as null", { a: { value: null } }, "unknown"],
    ["none", {}, "unknown"],
  ])("a score that is %s", (_, scores, status) => {
    expect(parse({ scores })?.outcome.status).toBe(status);
  });

  test("the one score of the oldest logs has no name", () => {
    expect(parse({ score: { value: "I", explanation: "Late." } })?.outcome).toMatchObject({ status: "failure", reason: "Late." });
  });

  test("what the parts of a message cannot say is listed", () => {
    const run = parse({
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: "See" },
            { type: "image", image: "data:..." },
          ],
        },
        {
          role: "assistant",
          content: [
            { type: "reasoning", reasoning: "gAAAA", redacted: true, summary: "It looks." },
            { type: "tool_use", name: "web_search", arguments: "{}" },
          ],
        },
        { role: "user", source: "operator", content: "attachment://none" },
      ],
      input: "See",
    });
    expect(run && outline(run)).toEqual([
      "human: See\n[image]",
      'agent: It looks. | {"type":"tool_use","name":"web_search","arguments":"{}"}',
      "human: attachment://none",
    ]);
    expect(run?.provenance.losses).toEqual([
      "texts that the sample refers to as attachments and does not hold",
      "images in messages (replaced by [image])",
      "encrypted reasoning (its summary is kept, where there is one)",
      "the form of tool_use parts (kept as JSON text)",
    ]);
  });

  test("a log without samples says so", async () => {
    const log: Json = { version: 2, status: "error", eval: { task: "t" }, plan: {} };
    expect(() => [...inspect.parse({ file: "a.json", line: 1, text: "", json: () => log }, { branches: false })]).toThrow(
      "holds no samples",
    );
  });

  const errors = realFiles("formats", /^inspect_log_tool_call_error\.json$/);
  test.skipIf(errors.length === 0)("a real log of results without calls: known, and refused because nobody acts in it", async () => {
    for (const file of errors) {
      const read = await readFile(file, inspect);
      expect(read.trajectories).toEqual([]);
      expect(read.errors.map(({ code }) => code)).toEqual(["empty_trajectory"]);
    }
  });

  const archives = realFiles("formats", /^inspect_log_\w+\.eval$/);
  test.skipIf(archives.length === 0)(
    "real archives: five calls with their results and a score below 1, and a question answered rightly",
    async () => {
      const runs = (await Promise.all(archives.map((file) => readFile(file, inspect)))).flatMap(({ trajectories }) => trajectories);
      const [guess, opinion] = runs;
      const calls = placedCalls({ steps: guess?.steps ?? [] }).map(({ call }) => call);
      expect(calls.map(({ name, arguments: given, result }) => [name, given, result.status])).toEqual(
        Array.from({ length: 5 }, () => ["bash", { cmd: "ls" }, "ok"]),
      );
      expect(calls.every(({ result }) => result.text.startsWith("bin\nboot"))).toBe(true);
      expect(guess?.tools.map(({ name }) => name)).toEqual(["bash", "python"]);
      expect(JSON.stringify(guess?.tools)).not.toContain("attachment://");
      expect(guess?.outcome).toMatchObject({ status: "failure", reward: 0, finalAnswer: "done", termination: "stop" });
      expect(opinion?.outcome).toMatchObject({ status: "success", finalAnswer: "Yes\n" });
      expect(opinion?.steps.map(({ kind }) => kind)).toEqual(["system", "user", "agent"]);
      expect(runs.map(({ agent }) => agent.model)).toEqual(["hardcoded/hardcoded", "ollama/gemma3"]);
    },
  );
});

function parse(fields: JsonObject): SourceTrajectory | undefined {
  const sample: Json = {
    id: 1,
    input: "Ask",
    messages: [
      { role: "user", content: "Ask" },
      { role: "assistant", content: "Answer" },
    ],
    ...fields,
  };
  const line: Json = { inspect_header: { eval: { task: "t" } }, sample };
  return [...inspect.parse({ file: "a.eval", line: 1, text: "", json: () => line }, { branches: false })][0];
}
