import { expect, test } from "vitest";
import { runOf } from "../../../test/support/trajectory.ts";
import { goalAnswer } from "../../../test/support/model-script.ts";
import { answers, type GoalAnswer } from "../prompting/answer.ts";
import { proposalOf } from "./proposal-of.ts";

const run = runOf("Find me a flat in Bergen under 900 euros.", [
  { say: "Looking for something under 900.", call: "search", args: { city: "Bergen" }, sees: "3 flats: 950, 990, 1200 euros" },
  { call: "search", args: { city: "Bergen" }, sees: "3 flats: 950, 990, 1200 euros" },
  { call: "book", args: { flat: 1 }, sees: "Error: not allowed" },
  { say: "The flats cost 950, 990 and 1200 euros." },
  { say: "No flat is cheap enough." },
]);

const allowed = { closing: "quote", editThoughts: false, editDialogue: false } as const;
const goal = "What do flats in Bergen cost?";

function answer(changes: Partial<GoalAnswer> = {}): GoalAnswer {
  const [given] = answers.relabeler.parse({ goals: [goalAnswer(goal, 2, "3 flats: 950, 990, 1200 euros", { prefixEnd: 5 })] }).goals;
  if (given === undefined) throw new Error("the answer did not parse");
  return { ...given, ...changes };
}

test("a good goal becomes a proposal with the masks that hold under any goal", () => {
  expect(proposalOf(run, answer(), allowed)).toMatchObject({
    goal,
    prefixEnd: 5,
    masks: [
      { step: 3, reason: "repeat" },
      { step: 4, reason: "error_returned" },
    ],
    edits: [{ kind: "cut_text", step: 2 }],
    closing: null,
    confidence: 0.8,
  });
});

test("quotes are made verbatim", () => {
  const evidence = [{ step: 2, in: "observation" as const, quote: "3 flats:  950,\n990, 1200  euros" }];
  expect(proposalOf(run, answer({ claims: [{ text: "prices", evidence }] }), allowed)).toMatchObject({
    claims: [{ evidence: [{ step: 2, quote: "3 flats: 950, 990, 1200 euros" }] }],
  });
});

test.each<[string, Partial<GoalAnswer>, string]>([
  [
    "a claim that nothing shows",
    { claims: [{ text: "cheap", evidence: [{ step: 2, in: "observation", quote: "2 flats: 400, 500 euros" }] }] },
    "unsupported_claim",
  ],
  [
    "a claim that a later step shows",
    { prefixEnd: 2, claims: [{ text: "x", evidence: [{ step: 5, in: "message", quote: "The flats cost" }] }] },
    "unsupported_claim",
  ],
  ["no claim at all", { claims: [] }, "unsupported_claim"],
  ["an empty goal", { goal: "  " }, "no_goal"],
  ["a goal that names the mark", { goal: "Do ⟦THE REQUEST⟧" }, "no_goal"],
  ["one that the model itself calls invalid", { valid: false }, "no_goal"],
  ["a prefix without a step of the agent", { prefixEnd: 1 }, "no_goal"],
  [
    "a closing answer without proof",
    { closing: { text: "950", evidence: [{ step: 2, in: "observation", quote: "nowhere at all" }] } },
    "unsupported_claim",
  ],
])("refuses %s", (_, changes, reason) => {
  expect(proposalOf(run, answer(changes), allowed)).toMatchObject({ reason });
});

test("steps out of range are brought into it", () => {
  expect(proposalOf(run, answer({ prefixEnd: 99, maskSteps: [-1, 1, 77, 5], silenceSteps: [0, 1, 88] }), allowed)).toMatchObject({
    prefixEnd: 6,
  });
});

test("rewriting is only done when it is allowed, and marked", () => {
  const rewrites = [{ step: 2, text: "I look up flats." }];
  expect(proposalOf(run, answer({ rewrites }), allowed)).not.toMatchObject({ edits: [{ kind: "rewrite_text" }] });
  expect(proposalOf(run, answer({ rewrites }), { ...allowed, editThoughts: true })).toMatchObject({
    edits: [{ kind: "rewrite_text", step: 2, text: "I look up flats." }],
  });
});
