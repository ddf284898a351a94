import { describe, expect, test } from "vitest";
import { miniSweAgent } from "../../src/sources/mini-swe-agent.ts";
import { placedCalls } from "../../src/trajectory/views.ts";
import { describeSource } from "./contract.ts";
import { outline, readFile, readFixture, realFiles, statuses } from "./read-runs.ts";

describeSource("mini-swe-agent", {
  fixtures: [
    { file: "runs/tower__bell-3/tower__bell-3.traj.json", failure: 1 },
    { file: "tools.traj.json", unknown: 1 },
    { file: "responses.traj.json", unknown: 1 },
    { file: "messages-alone.json", unknown: 1 },
  ],
});

describe("mini-swe-agent", () => {
  test("commands in a fence become calls, with errors told from programs that answer by their status", async () => {
    const [run] = (await readFixture("mini-swe-agent/runs/tower__bell-3/tower__bell-3.traj.json", miniSweAgent)).trajectories;
    expect(run && outline(run).slice(2)).toMatchInlineSnapshot(`
      [
        "agent: THOUGHT: I look. | bash({"command":"grep -rn noon ."}) => ok: <returncode>1</returncode>
      <output>

      </output>",
        "agent: THOUGHT: Elsewhere. | bash({"command":"cat bel.py"}) => error: <returncode>1</returncode>
      <output>
      cat: bel.py: No such file or directory
      </output>",
        "malformed: I am done.",
        "injected: Please always provide EXACTLY ONE action in triple backticks, found 0 actions.",
        "malformed: THOUGHT: Two.

      \`\`\`bash
      ls
      \`\`\`
      THOUGHT: And.

      \`\`\`bash
      pwd
      \`\`\`",
        "injected: Please always provide EXACTLY ONE action in triple backticks, found 2 actions.",
        "agent: THOUGHT: Done. | bash({"command":"echo COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT && git diff"}) => ok: diff --git a/bell.py b/bell.py
      ",
      ]
    `);
    expect(run?.task).toMatchObject({ goal: "The bell rings twice at noon.", goalFrom: "user_step", taskId: "tower__bell-3" });
    expect(run?.task.finish).toEqual({ name: "bash", otherArguments: { command: "echo COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT" } });
    expect(run?.agent).toEqual({ name: "mini-swe-agent", version: "1.9.1", model: "north/bell-1" });
    expect(run?.outcome).toMatchObject({
      status: "failure",
      by: "benchmark",
      reason: "still failing: t::noon; broken: t::one",
      termination: "Submitted",
      finalAnswer: "diff --git a/bell.py b/bell.py\n",
    });
    expect(run?.provenance).toMatchObject({ formatVersion: "mini-swe-agent-1", losses: ["the configuration of the run (info.config)"] });
  });

  test("tool calls keep their ids, times and thinking; what hands in is answered by the end", async () => {
    const [run] = (await readFixture("mini-swe-agent/tools.traj.json", miniSweAgent)).trajectories;
    expect(run && outline(run).slice(2)).toMatchInlineSnapshot(`
      [
        "agent: Where is it? | I look. | bash({"command":"ls"}) => ok: bell.py | bash({"command":"cat nothing"}) => error: no",
        "malformed: edit({}) => missing: ",
        "injected: Unknown tool 'edit'.",
        "agent: Done. | bash({"command":"echo COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT"}) => ok: diff --git a/bell.py b/bell.py
      ",
      ]
    `);
    expect(run?.steps[2]).toMatchObject({ at: "2026-01-01T00:00:00.500Z", extra: { cost: 0.01 } });
    expect(run?.outcome).toMatchObject({ status: "unknown", by: "none", termination: "Submitted" });
    expect(run?.tools.map(({ name }) => name)).toEqual(["bash"]);
  });

  test("answers of the Responses API are turns, and a limit is how it ended", async () => {
    const [run] = (await readFixture("mini-swe-agent/responses.traj.json", miniSweAgent)).trajectories;
    expect(run && outline(run).slice(2)).toEqual([
      'agent: I list the files. | bash({"command":"ls"}) => ok: bell.py',
      "agent: I stop here.",
    ]);
    expect(run?.outcome).toMatchObject({ status: "unknown", termination: "LimitsExceeded" });
    expect(run?.task.finish).toBeUndefined();
    expect(run?.outcome.finalAnswer).toBeUndefined();
  });

  const real = realFiles("formats", /^mini_swe_agent/);
  test.skipIf(real.length === 0)("real runs: ten commands and two, two of them failed, nothing said of success", async () => {
    const runs = [];
    for (const file of real) runs.push(...(await readFile(file, miniSweAgent)).trajectories);
    const results = runs.map((run) => placedCalls(run).map(({ call }) => call.result.status));
    expect(results).toEqual([
      ["error", "ok", "ok", "ok", "ok", "ok", "ok", "error", "ok", "ok"],
      ["ok", "ok"],
    ]);
    expect(statuses(runs)).toEqual({ unknown: 2 });
  });
});
