import { describe, expect, test } from "vitest";
import { hfSessionTraces } from "../../src/sources/hf-session-traces.ts";
import { describeSource } from "./contract.ts";
import { outline, readFile, readFixture, realFiles } from "./read-runs.ts";
import { expectDamagedLinesToCostNothingElse, readSession } from "./session-lines.ts";

describeSource("hf-session-traces", {
  fixtures: [
    { file: "orders.jsonl", unknown: 1 },
    { file: "two-sessions.jsonl", unknown: 2 },
  ],
});

describe("hf-session-traces", () => {
  test("reads messages, reasoning, calls with their results, times and what the header says", async () => {
    const { trajectories } = await readFixture("hf-session-traces/orders.jsonl", hfSessionTraces);
    const [run] = trajectories;
    expect(run && outline(run)).toEqual([
      "system: You are at the till.",
      "human: What do four pears cost?",
      'agent: I ask for the price. | price({"fruit":"pear"}) => ok: 0.50 | stock({"fruit":) => ok: bad call',
      "agent: Two euros.",
    ]);
    expect(run?.steps[2]).toMatchObject({ at: "2026-05-03T12:00:01.500Z", model: "small-1" });
    expect(run?.agent).toEqual({ name: "till", model: "small-1" });
    expect(run?.extra).toEqual({ title: "Pears for Ida", shop: "north" });
    expect(run?.provenance).toMatchObject({ recordId: "s-1", losses: ["lines that are no message: 1"], synthesized: [] });
    expect(run?.outcome).toEqual({
      status: "unknown",
      by: "none",
      rule: "the session file holds no verdict",
      finalAnswer: "Two euros.",
    });
  });

  test("several sessions in one file are runs of their own", async () => {
    const { trajectories } = await readFixture("hf-session-traces/two-sessions.jsonl", hfSessionTraces);
    expect(trajectories.map(({ provenance, task }) => [provenance.recordId, provenance.part, task.goal])).toEqual([
      ["s-2", "session-1", "Are there plums?"],
      ["s-3", "session-2", "Are there figs?"],
    ]);
  });

  test("lines without a header are refused", () => {
    expect(() => readSession(hfSessionTraces, [{ type: "message", message: { role: "user", content: "Hi." } }])).toThrow(
      "Expected a line of type session with a harness",
    );
  });

  test.each(["orders.jsonl", "two-sessions.jsonl"])("damaged lines of %s are read or refused", (file) => {
    expectDamagedLinesToCostNothingElse(hfSessionTraces, `hf-session-traces/${file}`);
  });

  const samples = realFiles("formats", /^hf_sts/);
  test.skipIf(samples.length === 0)("the sample: a question, a call with its result, an answer", async () => {
    for (const file of samples) {
      const { trajectories, errors } = await readFile(file, hfSessionTraces);
      expect(errors).toEqual([]);
      expect(trajectories.map((run) => [outline(run), run.outcome.status, run.outcome.finalAnswer, run.extra])).toEqual([
        [
          ["human: what time is it?", "agent: get_time({}) => ok: 2026-07-01T15:00:00Z", "agent: it is 15:00 UTC"],
          "unknown",
          "it is 15:00 UTC",
          { title: "what time is it" },
        ],
      ]);
    }
  });
});
