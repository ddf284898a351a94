import { describe, expect, test } from "vitest";
import { isObject } from "../../src/base/json.ts";
import { readHead } from "../../src/reader/head.ts";
import { pi } from "../../src/sources/pi.ts";
import { placedCalls } from "../../src/trajectory/views.ts";
import { describeSource } from "./contract.ts";
import { fixture, outline, readFile, readFixture, realFiles } from "./read-runs.ts";
import { expectDamagedLinesToCostNothingElse, readSession } from "./session-lines.ts";

describeSource("pi", {
  fixtures: [
    { file: "tree.jsonl", unknown: 1 },
    { file: "tree.jsonl", branches: true, unknown: 2, tasks: 1 },
    { file: "first-version.jsonl", unknown: 1 },
  ],
});

describe("pi", () => {
  test("follows the tree to the last entry; a request that was aborted at once is not the goal", async () => {
    const { trajectories } = await readFixture("pi/tree.jsonl", pi);
    const [main] = trajectories;
    expect(main && outline(main)).toMatchInlineSnapshot(`
      [
        "human: /bake",
        "human: How much rye is left?
      [image]",
        "agent: Two files may know. | I look. | read({"path":"stock.txt"}) => ok: rye 12 kg | bash({"command":"cat orders.txt"}) => error: cat: orders.txt: No such file",
        "agent: 12 kg of rye.",
        "injected: Ordering was tried and given up.",
        "injected: $ ls
      stock.txt",
        "injected: It is noon.",
        "injected: Rye: 12 kg left.",
        "human: And wheat?",
        "agent: read({"path":"wheat.txt"}) => missing: ",
        "agent: I do not",
      ]
    `);
    expect(main?.task.goal).toBe("How much rye is left?\n[image]");
    expect(main?.outcome).toEqual({ status: "unknown", by: "none", rule: "the session file holds no verdict", termination: "error" });
    expect(main?.agent).toEqual({ name: "pi", model: "claude-sonnet-4-5" });
    expect(main?.provenance).toMatchObject({
      formatVersion: "3",
      recordId: "9d0c0000-0000-4000-8000-0000000000f1",
      synthesized: ["the form of commands that the user ran ($ command, then what it printed)"],
      losses: [
        "branches that were abandoned by going back: 1 (read them with --branches)",
        "turns that were stopped before the agent said anything",
        "images in messages (replaced by [image])",
        "signatures of the agent's parts",
        "long details of tool results (`details`: file contents, patches, lists)",
        "that the agent saw only the summary of what stands before a compaction",
        "lists of files beside summaries",
        "entries that are no part of the conversation (model_change 1, commands that the user ran for himself 1, label 1, session_info 1)",
      ],
    });
    expect(main?.extra).toEqual({ title: "Stock of flour", cwd: "/home/cy/bakery", parentSession: "/home/cy/old.jsonl" });
    expect(main?.steps.map(({ extra }) => extra).slice(0, 3)).toEqual([
      { stopped_at_once: true },
      undefined,
      {
        thinking_level: "high",
        api: "anthropic-messages",
        provider: "anthropic",
        usage: { input: 10, output: 5, cacheRead: 0, cacheWrite: 0, totalTokens: 15, cost: { total: 0.001 } },
        stopReason: "toolUse",
        results: { t1: { truncated: false, lines: 1 } },
      },
    ]);
  });

  test("with branches, what was left is a run of its own", async () => {
    const { trajectories } = await readFixture("pi/tree.jsonl", pi, { branches: true });
    expect(trajectories.map(({ provenance }) => provenance.part)).toEqual([undefined, "branch-1"]);
    expect(trajectories[1] && outline(trajectories[1]).slice(-2)).toEqual(["human: Order more.", "agent: I cannot order."]);
    expect(trajectories[1]?.outcome).toMatchObject({ termination: "stop", finalAnswer: "I cannot order." });
  });

  test("reads the lists of the first version", async () => {
    const { trajectories } = await readFixture("pi/first-version.jsonl", pi);
    expect(trajectories[0] && outline(trajectories[0])).toEqual([
      "human: Name the oven.",
      'agent: bash({"command":"cat oven.txt"}) => ok: Greta',
      "agent: The oven is called Greta.",
    ]);
    expect(trajectories[0]?.extra).toEqual({ cwd: "/home/cy/bakery", thinkingLevel: "off" });
  });

  test("another harness can write this format under its own name", async () => {
    const { head } = await readHead(fixture("pi/first-version.jsonl"));
    const [header, ...others] = head.values.filter(isObject);
    const named = [{ ...header, harness: "own-agent" }, ...others];
    expect(pi.detect({ ...head, values: named })?.confidence).toBeGreaterThan(0.95);
    expect(pi.detect({ ...head, values: named.slice(0, 1) })).toBeUndefined();
    expect(readSession(pi, named)[0]?.agent.name).toBe("own-agent");
  });

  test("a session without a header, or without a request, is refused", () => {
    const turn = { type: "message", message: { role: "assistant", content: [{ type: "text", text: "Hi." }], stopReason: "stop" } };
    expect(() => readSession(pi, [turn])).toThrow("Expected a line of type session");
    expect(() => readSession(pi, [{ type: "session", id: "s", cwd: "/" }, turn])).toThrow("what the agent was asked to do");
  });

  test.each(["tree.jsonl", "first-version.jsonl"])("damaged lines of %s are read or refused", (file) => {
    expectDamagedLinesToCostNothingElse(pi, `pi/${file}`);
  });

  const samples = realFiles("formats", /^pi_/);
  test.skipIf(samples.length === 0)("the sample: two requests, seven calls, the last two without results", async () => {
    for (const file of samples) {
      const { trajectories, errors } = await readFile(file, pi);
      expect(errors).toEqual([]);
      expect(trajectories).toHaveLength(1);
      const [run] = trajectories;
      expect(run?.steps.map((step) => step.kind)).toEqual(["user", "user", "agent", "agent"]);
      expect(run?.task.goal).toMatch(/^read packages\/coding-agent\/docs\/theme\.md in full/);
      expect(run && placedCalls(run).map(({ step, call }) => `${step} ${call.name} ${call.result.status}`)).toMatchInlineSnapshot(`
        [
          "3 read ok",
          "3 read ok",
          "3 bash ok",
          "4 read ok",
          "4 read ok",
          "4 read missing",
          "4 read missing",
        ]
      `);
      expect(run?.outcome).toMatchObject({ status: "unknown", termination: "toolUse" });
    }
  });
});
