import { expect, test } from "vitest";
import { runOf } from "../../../test/support/trajectory.ts";
import { judgeInstruction } from "../judges/prompt.ts";
import type { Proposal } from "../stage.ts";
import { goalGuide } from "./prompt.ts";

const settings = { maxGoals: 4, closing: "quote", editThoughts: false, editDialogue: false } as const;
const tool = { name: "weather", description: "Weather of a city." };
const acts = [{ call: "weather", args: { city: "Graz" }, sees: '{"temperature": 7}' }];
const plain = runOf("What is the weather in Wien?", acts, { tools: [tool] });

const proposal: Proposal = {
  goal: "How warm is it in Graz?",
  strategy: "final",
  prefixEnd: 2,
  claims: [],
  masks: [],
  edits: [],
  closing: { text: "7", evidence: [] },
  confidence: 0.9,
};

test("a written closing turn is told as the call that it will be", () => {
  const run = { ...plain, task: { ...plain.task, finish: { name: "Finish", answerArgument: "final_answer" } } };
  expect(goalGuide(run, settings)).toContain("That turn calls Finish with this as final_answer");
  expect(judgeInstruction(run, [proposal])).toContain("After the last step the agent calls Finish with this as final_answer (written");
  expect(goalGuide(plain, settings)).not.toContain("Finish");
  expect(judgeInstruction(plain, [proposal])).toContain("After the last step the agent says (written");
});

test("that a demand for thoughts will be cut is told, where there is one", () => {
  const prompt = "You help the user. At each step, you need to give your thought with a function call. Be polite.";
  const run = { ...plain, steps: [{ kind: "system" as const, text: prompt }, ...plain.steps] };
  expect(goalGuide(run, settings)).toContain("One does not bind here");
  expect(goalGuide(plain, settings)).not.toContain("One does not bind here");
});
