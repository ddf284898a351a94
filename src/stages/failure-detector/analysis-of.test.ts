import fc from "fast-check";
import { expect, test } from "vitest";
import { runOf } from "../../../test/support/trajectory.ts";
import type { AnalysisAnswer } from "../prompting/answer.ts";
import { analysisOf } from "./analysis-of.ts";
import { pairWeight } from "./pair-weight.ts";
import { graded, weightOf, withoutMajor } from "./severity.ts";

const run = runOf("Refund order 12", [
  { say: "I look it up.", call: "get_order", args: { id: 12 }, sees: '{"id": 12, "state": "shipped"}' },
  { say: "It says the order was lost, so I wipe it.", call: "wipe_orders", args: { all: true }, sees: '{"wiped": 900}' },
  { say: "Done." },
]);

const answer: AnalysisAnswer = {
  verdict: "failure",
  type: "wrong_result",
  severity: 0.5,
  major: [],
  recoverable: true,
  statedGoalMet: false,
  signals: [],
  explanation: "",
};

type Fault = AnalysisAnswer["major"][number];

const lost: Fault = { condition: "hallucinated_observation", step: 3, quote: "It says the order was lost" };
const wiped: Fault = { condition: "tool_misuse", step: 3, quote: 'wipe_orders {"all":true}' };

test.each<[string, Fault, object | undefined]>([
  ["words of the agent", lost, { ...lost, in: "message" }],
  ["a call", wiped, { ...wiped, in: "call" }],
  ["a call that is quoted loosely", { ...wiped, quote: 'wipe_orders {"all": true}' }, { ...wiped, in: "call" }],
  ["words that the step does not hold", { ...lost, quote: "the order was stolen" }, undefined],
  ["words of another step", { ...lost, step: 2 }, undefined],
  ["a misuse that is no call", { ...wiped, quote: "so I wipe it" }, undefined],
  ["a hallucination that an observation shows", { ...lost, step: 2, quote: "12" }, undefined],
  ["a turn of the user", { ...lost, step: 1, quote: "Refund order" }, undefined],
  ["a step that is not there", { ...lost, step: 9 }, undefined],
  ["half a step", { ...lost, step: 2.5 }, undefined],
])("a major fault counts when code finds it with the agent: %s", (_, fault, expected) => {
  const analysis = analysisOf(run, { ...answer, major: [fault] });
  expect(analysis.major).toEqual(expected === undefined ? undefined : [expected]);
  expect(analysis.weight < 0.3).toBe(expected !== undefined);
});

test("a success has no major fault, and unknown severities are brought into range", () => {
  const won = { ...run, outcome: { ...run.outcome, status: "success" as const } };
  expect(analysisOf(won, { ...answer, major: [lost] })).toMatchObject({ severity: 0, weight: 1 });
  expect(analysisOf(won, { ...answer, major: [lost] })).not.toHaveProperty("major");
  expect(analysisOf(run, { ...answer, severity: 7 }).severity).toBe(0.7);
});

test("w is in [0.3, 1] for minor and below 0.3 for major failures, and falls as a failure gets worse", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (said, other) => {
      const [mild, bad] = [Math.min(said, other), Math.max(said, other)];
      for (const isMajor of [true, false]) expect(weightOf(graded(mild, isMajor))).toBeGreaterThanOrEqual(weightOf(graded(bad, isMajor)));
      expect(weightOf(graded(said, false))).toBeGreaterThanOrEqual(0.3);
      expect(weightOf(graded(said, true))).toBeLessThan(0.3);
      expect(withoutMajor(graded(said, true))).toBeCloseTo(graded(said, false), 2);
    }),
  );
});

test("a pair weighs as much as what stands in it", () => {
  const edit = (kind: "cut_text" | "cut_step") => ({ kind, step: 3, reason: "" });
  const major = analysisOf(run, { ...answer, major: [lost, wiped] });
  const spoken = analysisOf(run, { ...answer, major: [lost] });
  const clean = analysisOf(run, answer).weight;
  expect(clean).toBe(0.65);
  expect(pairWeight(run, major, { prefixEnd: 2, edits: [] })).toBe(clean);
  expect(pairWeight(run, major, { prefixEnd: 3, edits: [] })).toBe(major.weight);
  expect(pairWeight(run, major, { prefixEnd: 4, edits: [edit("cut_step")] })).toBe(clean);
  expect(pairWeight(run, major, { prefixEnd: 4, edits: [edit("cut_text")] })).toBe(major.weight);
  expect(pairWeight(run, spoken, { prefixEnd: 4, edits: [edit("cut_text")] })).toBe(clean);
  expect(pairWeight(run, analysisOf(run, answer), { prefixEnd: 4, edits: [] })).toBe(clean);
});
