import { expect, test } from "vitest";
import { runOf } from "../../../../test/support/trajectory.ts";
import { decide, type DecideSettings } from "../../../run/decide.ts";
import type { Trajectory } from "../../../trajectory/trajectory.ts";
import { hindsightSample } from "../../data-augmenter/hindsight-sample.ts";
import { createRuleStages, defaultRuleSettings } from "../../index.ts";
import type { Relabel } from "../../relabel.ts";
import { defaultGate } from "../gate.ts";

const stages = createRuleStages(defaultRuleSettings);
const settings: DecideSettings = { ...defaultGate, relabelSuccesses: false };
const refused = "Test case did not pass. Please try again.";

const shortest = "def shortest(words):\n    return min(words, key=len)";
const sorted = "def shortest(words):\n    return sorted(words, key=len)";
const looped = "def shortest(words):\n    for i in range(9):\n        print(i)";

/** A run in which each piece of code is handed in and scored, as InterCode does. */
function scored(codes: readonly string[], sees = refused, tool = "execute_python"): Trajectory {
  const run = runOf(
    "Write a function that finds the word with the fewest vowels.",
    codes.map((code) => ({ call: tool, args: { code }, sees })),
  );
  return { ...run, steps: run.steps.map((step) => (step.kind === "agent" ? { ...step, reward: 0 } : step)) };
}

async function relabelsOf(run: Trajectory): Promise<Relabel[]> {
  return (await decide(run, stages, settings)).relabels;
}

test("a function is asked for by what it returns, and the pair ends with it", async () => {
  const run = scored([looped, shortest, sorted]);
  const relabels = await relabelsOf(run);
  expect(relabels.map(({ goal }) => /(?:returns?) (.*)\.$/.exec(goal)?.[1])).toEqual([
    "the item of words with the smallest length (the first of them if there are several)",
    "a list of the items of words, sorted by their length in ascending order",
  ]);
  for (const [at, relabel] of relabels.entries()) {
    expect(relabel.goal).toContain("shortest(words)");
    const sample = hindsightSample(run, relabel, at + 1, null);
    // Other attempts are left out, and so is what the tests said of this one.
    expect(sample?.messages.map(({ role }) => role)).toEqual(["user", "assistant"]);
    expect(JSON.stringify(sample)).not.toContain("did not pass");
  }
});

test("two versions that say the same give one goal, and never more than two", async () => {
  const same = "def shortest(words):\n    result = min(words, key=len)\n    return result";
  expect(await relabelsOf(scored([shortest, same]))).toHaveLength(1);
  const versions = ["len(words)", "words[0]", "words[-1]", "sorted(words)"].map((value) => `def f(words):\n    return ${value}`);
  expect(await relabelsOf(scored(versions))).toHaveLength(2);
});

test.each([
  ["the code fails", scored([shortest], "{'output': '', 'error': \"NameError: name 'lenn' is not defined\"}")],
  ["the tool runs something else", scored([shortest], refused, "execute_ruby")],
  ["the action is not scored by itself", runOf("Write a function.", [{ call: "execute_python", args: { code: shortest }, sees: refused }])],
])("there is no such goal where %s", async (_, run) => {
  expect((await relabelsOf(run)).filter(({ goal }) => goal.includes("shortest("))).toEqual([]);
});
