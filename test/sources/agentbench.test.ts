import { describe, expect, test } from "vitest";
import { inspectInputs, loadSources } from "../../src/index.ts";
import { agentbench } from "../../src/sources/agentbench.ts";
import { describeSource } from "./contract.ts";
import { fixture, outline, readFixture } from "./read-runs.ts";

describeSource("agentbench", {
  fixtures: [{ file: "boats/runs.jsonl", success: 1, failure: 2, unknown: 1, errors: ["harness_error"] }],
});

describe("agentbench", () => {
  test("dialogues in words and chat messages are read into calls, results and answers", async () => {
    const { trajectories } = await readFixture("agentbench/boats/runs.jsonl", agentbench);
    expect(trajectories.map((run) => outline(run))).toEqual([
      [
        "system: You act in a shell.",
        "human: Which user owns /tmp/a?",
        'agent: I look. | bash({"command":"ls -l /tmp/a"}) => ok: The output of the OS:\n-rw-r--r-- 1 ada ada 0 a',
        'agent: It is ada. | answer({"input":"bob"}) => missing: ',
      ],
      [
        "human: Which boat is the longest?",
        'agent: Operation({"command":"SELECT name FROM boats ORDER BY length DESC LIMIT 1;"}) => ok: [(\'Tern\',)]',
        'agent: Answer({"input":"[\\"Tern\\"]"}) => missing: ',
      ],
      ["system: You act.", "human: Ring the bell.", 'agent: ring({"times":1}) => ok: ding'],
      [
        "human: Which boat is the longest?",
        'agent: Operation({"command":"SELECT name FROM boats ORDER BY length DESC LIMIT 1;"}) => missing: ',
      ],
    ]);
    expect(trajectories[0]?.task).toMatchObject({
      benchmark: "agentbench",
      taskId: "0",
      finish: { name: "answer", answerArgument: "input" },
    });
  });

  test("a result says how it ended, or a status that the benchmark counts as a failure; completed is no success", async () => {
    const { trajectories, errors } = await readFixture("agentbench/boats/runs.jsonl", agentbench);
    expect(trajectories.map(({ outcome }) => [outcome.status, outcome.rule])).toEqual([
      ["failure", "output.result.result is false"],
      ["success", "output.result is true"],
      ["failure", 'no result, and status "task limit reached"'],
      ["unknown", 'no result that says true, false or a reward (status "completed")'],
    ]);
    expect(JSON.stringify(trajectories[3]?.extra)).not.toContain("answer");
    expect(errors.map(({ message }) => message)).toEqual([
      "The AgentBench run broke before there was a dialogue: NETWORK_ERROR: connection refused. Run the task again.",
    ]);
  });

  test("the counts of a whole run are set aside", async () => {
    const { files, ignored } = await inspectInputs([fixture("agentbench/boats")], { sources: await loadSources() });
    expect(files.map(({ format }) => format)).toEqual(["agentbench"]);
    expect(ignored.map(({ reason }) => reason)).toEqual(["counts over a whole AgentBench run (overall.json)"]);
  });
});
