import { describe, expect, test } from "vitest";
import { runOf, type Act } from "../../../test/support/trajectory.ts";
import type { ToolDefinition, Trajectory } from "../../trajectory/trajectory.ts";
import { withoutPassages } from "../cut-passages.ts";
import { judgeInstruction } from "../judges/prompt.ts";
import type { Proposal } from "../stage.ts";
import { RuleCheck } from "./check.ts";
import { withoutUnkeptDemand } from "./cut-demand.ts";

const tools: ToolDefinition[] = [{ name: "weigh", parameters: { type: "object" } }];

function runUnder(prompt: string, acts: Act[], change: Partial<Trajectory> = {}): Trajectory {
  const run = runOf("Which warehouse holds the lanterns?", acts, { tools, ...change });
  return { ...run, steps: [{ kind: "system", text: prompt }, ...run.steps] };
}

const proposal: Proposal = {
  goal: "How heavy is crate 7?",
  strategy: "prefix",
  prefixEnd: 3,
  claims: [{ text: "crate 7 weighs 31 kg", evidence: [{ step: 3, in: "observation", quote: "31 kg" }] }],
  masks: [],
  edits: [],
  closing: { text: "It weighs 31 kg.", evidence: [{ step: 3, in: "observation", quote: "31 kg" }] },
  confidence: 0.8,
};

const silentTurn: Act = { call: "weigh", args: { crate: 7 }, sees: "31 kg" };
const thinking: Act = { say: "I weigh it.", ...silentTurn };

/** What is left of a prompt for a turn without a thought; null when it is left as it is. */
function left(prompt: string, change: Partial<Trajectory> = {}): string | null {
  const run = runUnder(prompt, [silentTurn], change);
  const made = withoutUnkeptDemand(run, proposal);
  const [edit] = made.edits;
  expect(new RuleCheck().check(run, made).valid).toBe(edit !== undefined);
  return edit?.kind === "cut_demand" ? withoutPassages(prompt, edit.passages) : null;
}

const manual = `You keep a store.
At each step, you need to give your thought to see what to do next, with a function call to run your step.
After the call, you will get the result.
After many (Thought-call) pairs, you can give your final answer.
Remember:
1.What is shipped is gone.
2.All the thought is short, at most in 3 sentence.
3.Weigh one crate at a time.
Let's begin! You have these tools:
1.weigh: tells you a thought or two about a crate`;

describe("the demand for a thought", () => {
  test("goes with all that only speaks of the thought, where a turn has none", () => {
    expect(left(manual)).toBe(`You keep a store.
After the call, you will get the result.
Remember:
1.What is shipped is gone.
2.Weigh one crate at a time.
Let's begin! You have these tools:
1.weigh: tells you a thought or two about a crate`);
  });

  test("goes with a form that only names the parts of a turn", () => {
    const form = "Your output should follow this format:\nThought:\nAction\nAction Input:\n\n";
    const prompt = `You keep a store.\nAt each step, you need to give your thought, with a function call. ${form}After the call, you will get the result.`;
    expect(left(prompt)).toBe("You keep a store.\n\nAfter the call, you will get the result.");
    expect(left(prompt.replace("Action Input:", "Action Input: one line of JSON"))).toBeNull();
  });

  test.each([
    ["within a line", "Be kind. In every turn, write a short thought before the call. Be brief.", "Be kind. Be brief."],
    ["broken at a width", "Be kind. With each call give\nyour reasoning in two to three sentences. Be brief.", "Be kind. Be brief."],
  ])("%s", (_, prompt, expected) => {
    expect(left(prompt)).toBe(expected);
  });

  test.each([
    ["the sentence lays down something else", "You keep a store. At each step, give your thought with one function call."],
    ["it says how", 'You keep a store. At each step give your thought as {"thought": ...}.'],
    ["it speaks of the answer", "You keep a store. At each step give your thought, then the final answer in French."],
    ["it leads to a form", "You keep a store. At each step you must give your thought:\nweigh"],
    ["a form asks for it too", "You keep a store. At each step, give your thought.\nThought: what you think\nAction: what you do"],
    ["another sentence rests on it", "You keep a store. At each step, give your thought. It must name the crate."],
    ["something else speaks of the thought", "You keep a store. At each step, give your thought. Show your thoughts to nobody."],
    ["items are called by their number", "Remember:\n1. At each step, give your thought.\n2. Be kind.\nRule 2 comes first."],
    ["nothing would be left", "At each step, give your thought."],
    ["it is said in brackets", "You keep a store (be kind. At each step give your thought.)"],
  ])("stays, and the pair is refused, where %s", (_, prompt) => {
    expect(left(prompt)).toBeNull();
  });

  test("stays where the prompt alone may say how calls are made", () => {
    expect(left(manual, { tools: [] })).toBeNull();
  });

  test("stays where every turn that is learnt has its thought", () => {
    const run = runUnder(manual, [thinking]);
    expect(withoutUnkeptDemand(run, proposal)).toBe(proposal);
    const masked: Proposal = { ...proposal, prefixEnd: 4, masks: [{ step: 3, reason: "dead_end" }] };
    expect(withoutUnkeptDemand(runUnder(manual, [silentTurn, thinking]), masked)).toBe(masked);
  });

  test("goes where the words of a turn are cut, or the closing call has none", () => {
    const run = runUnder(manual, [thinking]);
    const cut: Proposal = { ...proposal, edits: [{ kind: "cut_text", step: 3, reason: "old goal" }] };
    expect(withoutUnkeptDemand(run, cut).edits.map(({ kind }) => kind)).toEqual(["cut_demand", "cut_text"]);
    const finishing = runUnder(manual, [thinking], { task: { ...run.task, finish: { name: "submit" } } });
    expect(withoutUnkeptDemand(finishing, proposal).edits).toMatchObject([{ kind: "cut_demand", step: 1 }]);
  });

  test("is put back where a repair leaves only turns with thoughts", () => {
    const run = runUnder(manual, [thinking, silentTurn]);
    const cut = withoutUnkeptDemand(run, { ...proposal, prefixEnd: 4 });
    expect(cut.edits).toHaveLength(1);
    expect(withoutUnkeptDemand(run, { ...cut, prefixEnd: 3 }).edits).toEqual([]);
  });

  test("a judge is told what is left out", () => {
    const run = runUnder(manual, [silentTurn]);
    expect(judgeInstruction(run, [withoutUnkeptDemand(run, proposal)])).toContain(
      "Left out of the system prompt in step 1: «At each step, you need to give your thought to see what to do next, with a function call to run your step.», «After many",
    );
  });
});
