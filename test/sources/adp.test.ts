import { describe, expect, test } from "vitest";
import { adp } from "../../src/sources/adp.ts";
import { placedCalls } from "../../src/trajectory/views.ts";
import { describeSource } from "./contract.ts";
import { outline, readFile, readFixture, realFiles, statuses } from "./read-runs.ts";

describeSource("adp", {
  fixtures: [{ file: "pond.json", success: 1, failure: 1, unknown: 1, errors: ["unknown_class"] }],
});

describe("adp", () => {
  test("data of old versions: arguments as code, results as the user's words, rules before the task", async () => {
    const [run] = (await readFixture("adp/pond.json", adp)).trajectories;
    expect(run && outline(run)).toEqual([
      "system: You live in a garden. Act one step at a time.",
      "human: Put the frog into the pond.",
      'agent: First the frog. | take({"item":"frog 1","count":1}) => ok: You hold frog 1.',
      "agent: I gave up at the pond.",
    ]);
    expect(run?.outcome).toEqual({
      status: "failure",
      by: "verifier",
      rule: "resolved is false",
      termination: "gave up",
      finalAnswer: "I gave up at the pond.",
    });
    expect(run?.provenance).toMatchObject({
      recordId: "pond-1",
      losses: [
        "the quotes of arguments that the record writes as code",
        "that results are written as the user's words",
        "the tags <finish> around the last message",
        "the agent's agreement to the instructions, before the task",
      ],
      synthesized: ["call ids", "the system prompt (the instructions, which are the first user message of the record)"],
    });
  });

  test("results go to the calls that they name, pages and pictures become text, and the last reward is the verdict", async () => {
    const run = (await readFixture("adp/pond.json", adp)).trajectories[1];
    expect(run && outline(run)).toEqual([
      "system: Be brief.",
      "human: How deep is the pond?",
      "environment: [1] RootWebArea 'Pond'",
      'agent: Two at once. | look({"say":"\\"quoted\\" words"}) => ok: [image] | execute_ipython_cell({"code":"print(2)"}) => ok: 2',
      'agent: execute_bash({"command":"ls"}) => ok: pond.txt',
      "agent: That is it. | 2 m",
    ]);
    expect(run?.steps[2]?.extra).toEqual({ url: "http://pond.example/" });
    expect(run?.steps[3]?.extra).toEqual({ results: { a: { annotations: [{ text: "deep" }] } } });
    expect(run?.outcome).toMatchObject({ status: "success", by: "benchmark", reward: 1, finalAnswer: "2 m", termination: "finish" });
    expect(run?.tools.map(({ name }) => name)).toEqual(["look", "execute_bash", "execute_ipython_cell"]);
    expect(run?.provenance.formatVersion).toBe("1.3.2");
    expect(run?.provenance.losses).toEqual(
      expect.arrayContaining(["screenshots of web pages", "the HTML of web pages that have an accessibility tree"]),
    );
  });

  test("class names in capitals, and actions in the words of a message", async () => {
    const run = (await readFixture("adp/pond.json", adp)).trajectories[2];
    expect(run && outline(run)).toEqual([
      "human: Buy a net.",
      'agent: I search. | search({"input":"net"}) => ok: net 5',
      "agent: B.\nAction: CLICK",
    ]);
    expect(run?.outcome).toMatchObject({ status: "unknown", by: "none" });
  });

  const samples = realFiles("adp", /_std\.json$/);
  test.skipIf(samples.length === 0)("real samples: every trajectory is read, with its calls and results", async () => {
    const found: Record<string, number[]> = {};
    for (const file of [...samples, ...realFiles("formats", /^adp_/)]) {
      const { trajectories, errors } = await readFile(file, adp);
      expect(errors).toEqual([]);
      expect(statuses(trajectories)).toEqual({ unknown: trajectories.length });
      const calls = trajectories.flatMap((run) => placedCalls(run));
      const name = /([^/\\]+)\.json$/.exec(file)?.[1] ?? "";
      found[name] = [trajectories.length, calls.length, calls.filter(({ call }) => call.result.status === "missing").length];
    }
    // Trajectories, calls, calls without a result.
    expect(found).toEqual({
      "agenttuning_alfworld.sample_std": [5, 84, 0],
      "eto.sample_std": [3, 12, 3],
      "nebius_SWE-agent-trajectories.sample_std": [5, 49, 0],
      "nnetnav-wa.sample_std": [5, 43, 0],
      "swe-smith.sample_std": [5, 116, 0],
      "toucan_1_5m.sample_std": [1, 1, 0],
      adp_std_agenttuning_mind2web: [5, 0, 0],
      adp_std_agenttuning_os: [5, 24, 0],
    });
  });
});
