import { describe, expect, test } from "vitest";
import { agentrewardBench } from "../../src/sources/agentreward-bench.ts";
import { describeSource } from "./contract.ts";
import { outline, readFixture } from "./read-runs.ts";

describeSource("agentreward-bench", {
  fixtures: [
    { file: "lost.json", failure: 1 },
    { file: "won.json", success: 1 },
    { file: "broken.json", unknown: 1 },
  ],
});

describe("agentreward-bench", () => {
  test("an action is answered by the page of the next step, and calls are read with their arguments' names", async () => {
    const [run] = (await readFixture("agentreward-bench/lost.json", agentrewardBench)).trajectories;
    expect(run && outline(run)).toEqual([
      "human: Tell me the price of the blue lamp.",
      "environment: [a1] link 'Lamps'",
      'agent: I act. | click({"bid":"a1"}) => ok: [b2] textbox',
      'agent: I act. | fill({"bid":"b2","value":"blue, lamp"}) => ok:  | press({"bid":"b2","key_comb":"Enter"}) => error: TimeoutError: b2 is not there\n\n[b2] textbox',
      'agent: I act. | scroll({"delta_x":0,"delta_y":200}) => ok: [c3] \'12 EUR\'',
      'agent: I act. | send_msg_to_user({"text":"12 EUR"}) => ok: [c3] \'12 EUR\'',
    ]);
    expect(run?.outcome).toEqual({
      status: "failure",
      by: "benchmark",
      rule: "summary_info.cum_reward is 0 (success is above 0.5)",
      reward: 0,
      termination: "terminated",
      finalAnswer: "12 EUR",
    });
    expect(run?.task).toMatchObject({
      benchmark: "webarena",
      taskId: "webarena.77",
      finish: { name: "send_msg_to_user", answerArgument: "text" },
    });
    expect(run?.agent).toEqual({ name: "GenericAgent-tern", model: "tern-1" });
    expect(run?.tools.map(({ name }) => name)).toEqual(["click", "fill", "press", "scroll", "send_msg_to_user"]);
    expect(run?.provenance.losses).toEqual([
      "the accessibility trees before they were pruned",
      "places and visibility of elements (extra_element_properties)",
      "screenshots",
    ]);
  });

  test("attempts at one task share their group", async () => {
    const [lost] = (await readFixture("agentreward-bench/lost.json", agentrewardBench)).trajectories;
    const [won] = (await readFixture("agentreward-bench/won.json", agentrewardBench)).trajectories;
    expect(won?.task.groupId).toBe(lost?.task.groupId);
    expect(won?.outcome).toMatchObject({ status: "success", reward: 1, finalAnswer: "12" });
  });

  test("a run that broke off has no verdict, and code that is no call is kept", async () => {
    const [run] = (await readFixture("agentreward-bench/broken.json", agentrewardBench)).trajectories;
    expect(run?.outcome).toMatchObject({ status: "unknown", by: "none", termination: "error: Exception: browser closed" });
    expect(run && outline(run).slice(2)).toEqual([
      'agent: I act. | python({"code":"for x in y: pass"}) => ok:  (whole)',
      'agent: I act. | python({"code":"click(\'a1\'"}) => missing: ',
    ]);
    expect(run?.provenance.losses).toContain("the form of actions that are no calls of BrowserGym (kept as code)");
  });
});
