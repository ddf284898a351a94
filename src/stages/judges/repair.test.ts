import { expect, test } from "vitest";
import { runOf } from "../../../test/support/trajectory.ts";
import { verdict } from "../../../test/support/model-script.ts";
import { judgeAnswer } from "../prompting/answer.ts";
import type { Proposal } from "../stage.ts";
import { repaired } from "./repair.ts";

const run = runOf("old goal", [
  { call: "a", sees: "one" },
  { say: "Now b.", call: "b", sees: "two" },
  { say: "One and two." },
  { say: "But I failed." },
]);

const proposal: Proposal = {
  goal: "new goal",
  strategy: "final",
  prefixEnd: 5,
  claims: [{ text: "one", evidence: [{ step: 2, in: "observation", quote: "one" }] }],
  masks: [{ step: 2, reason: "dead_end" }],
  edits: [],
  closing: null,
  confidence: 0.9,
};

const repair = { maskSteps: [], silenceSteps: [], prefixEnd: null };

function mended(changes: object, problem = "incoherent", from = proposal): Proposal | null {
  const [answer] = judgeAnswer(1).parse({ verdicts: [verdict(1, { valid: false, problem, repair: { ...repair, ...changes } })] }).verdicts;
  return answer === undefined ? null : repaired(run, from, answer);
}

test("an earlier end, which takes masks and edits behind it along", () => {
  const edited: Proposal = { ...proposal, masks: [...proposal.masks, { step: 5, reason: "old_goal" }] };
  expect(mended({ prefixEnd: 4 }, "incoherent", edited)).toMatchObject({ prefixEnd: 4, masks: [{ step: 2 }] });
});

test("more masks, with a reason that fits the problem", () => {
  expect(mended({ maskSteps: [3] })).toMatchObject({ masks: [{ step: 2 }, { step: 3, reason: "old_goal" }] });
  expect(mended({ maskSteps: [3] }, "wrong")).toMatchObject({ masks: [{ step: 2 }, { step: 3, reason: "unsupported_text" }] });
});

test("words left out: a turn with calls keeps these, one without goes whole", () => {
  expect(mended({ silenceSteps: [3, 5] })).toMatchObject({
    edits: [
      { kind: "cut_text", step: 3 },
      { kind: "cut_step", step: 5 },
    ],
  });
});

test.each([
  ["changes nothing", {}],
  ["masks what is masked", { maskSteps: [2] }],
  ["names steps that are no turns of the agent", { maskSteps: [1, 9], silenceSteps: [0] }],
  ["would end later", { prefixEnd: 9 }],
  ["leaves no turn of the agent", { prefixEnd: 1 }],
])("is none when it %s", (_, changes) => {
  expect(mended(changes)).toBeNull();
});

test("a closing answer that rests on what would be cut off cannot be kept", () => {
  const closing = { text: "two", evidence: [{ step: 3, in: "observation" as const, quote: "two" }] };
  expect(mended({ prefixEnd: 2 }, "wrong", { ...proposal, closing })).toBeNull();
});
