import fc from "fast-check";
import { expect, test } from "vitest";
import { defaultGate, gate, type GateResult, type Try } from "./gate.ts";

const yes = (confidence: number): Try["verdicts"][number] => ({ valid: true, confidence });
const no = (confidence: number): Try["verdicts"][number] => ({ valid: false, confidence });
const goal = (confidence: number, ...verdicts: Array<Try["verdicts"][number]>): Try => ({ valid: true, confidence, verdicts });
const none: Try = { valid: false, confidence: 0.9, verdicts: [] };
const accept = (attempt: number, confidence: number, fallback = false): GateResult => ({
  decision: "accept",
  attempt,
  confidence,
  fallback,
});
const paper = { ...defaultGate, preset: "paper" } as const;

test.each<[string, Try[], GateResult]>([
  ["nothing was tried yet", [], { decision: "retry" }],
  ["a valid, sure goal goes to the judge", [goal(0.5)], { decision: "judge" }],
  ["both agree: the mean of the two", [goal(0.7, yes(0.9))], accept(0, 0.8)],
  ["a judge at θ is enough", [goal(0.5, yes(0.5))], accept(0, 0.5)],
  ["too unsure: try again", [goal(0.49)], { decision: "retry" }],
  ["invalid: try again", [none], { decision: "retry" }],
  ["a judge's veto sends it back", [goal(0.9, no(1))], { decision: "retry" }],
  ["an unsure judge sends it back", [goal(0.9, yes(0.4))], { decision: "retry" }],
  [
    "three vetoes are a rejection, not a fallback (defect 1)",
    [goal(0.9, no(0)), goal(0.9, no(0)), goal(0.9, no(0))],
    { decision: "reject", reason: "judge_veto" },
  ],
  [
    "a judge that says invalid with full confidence is heard (defect 2)",
    [none, none, goal(1, no(1))],
    { decision: "reject", reason: "judge_veto" },
  ],
  ["never sure enough, and no fallback", [goal(0.45), none, goal(0.49)], { decision: "reject", reason: "low_confidence" }],
  ["never valid", [none, none, none], { decision: "reject", reason: "no_goal" }],
])("strict: %s", (_, tries, result) => {
  expect(gate(tries, defaultGate, 1)).toEqual(result);
});

test.each<[string, Try[], GateResult]>([
  ["b = 1 and c ≥ θ: the second judge is asked", [goal(0.5)], { decision: "judge" }],
  ["c₂ ≥ θ: accepted with (c + c₂)/2", [goal(0.6, yes(0.8))], accept(0, 0.7)],
  ["only c₂ is read of the second judge", [goal(0.6, no(0.8))], accept(0, 0.7)],
  ["c₂ < θ: the next try", [goal(0.6, yes(0.49))], { decision: "retry" }],
  ["b = 0: the next try", [none], { decision: "retry" }],
  ["a later try is judged and taken", [none, goal(0.4), goal(0.8, yes(0.6))], accept(2, 0.7)],
  ["K tries, the best of those that fell short has c ≥ 0.8 θ: taken", [goal(0.41), goal(0.45), goal(0.42)], accept(1, 0.45, true)],
  ["exactly 0.8 θ is enough", [none, none, goal(0.4)], accept(2, 0.4, true)],
  ["the best has c < 0.8 θ: rejected", [goal(0.39), none, none], { decision: "reject", reason: "low_confidence" }],
  [
    "a try that the second judge turned down is no fallback (defect 1)",
    [goal(0.9, no(0)), goal(0.9, no(0)), goal(0.9, no(0))],
    { decision: "reject", reason: "judge_veto" },
  ],
  [
    "turned down twice and then short of θ: the short one is the fallback",
    [goal(0.9, no(0)), goal(0.9, no(0)), goal(0.45)],
    accept(2, 0.45, true),
  ],
  ["never valid", [none, none, none], { decision: "reject", reason: "no_goal" }],
])("paper: %s", (_, tries, result) => {
  expect(gate(tries, paper, 1)).toEqual(result);
});

test("a panel is asked one after another, and the first veto ends it", () => {
  expect(gate([goal(0.8)], defaultGate, 2)).toEqual({ decision: "judge" });
  expect(gate([goal(0.8, yes(0.9))], defaultGate, 2)).toEqual({ decision: "judge" });
  expect(gate([goal(0.8, yes(0.9), yes(0.7))], defaultGate, 2)).toEqual(accept(0, 0.8));
  expect(gate([goal(0.8, no(0.1))], { ...defaultGate, tries: 1 }, 2)).toEqual({ decision: "reject", reason: "judge_veto" });
});

test("without judges the checks decide, with the confidence of whoever proposed the goal", () => {
  expect(gate([goal(0.7)], { ...defaultGate, tries: 1 }, 0)).toEqual(accept(0, 0.7));
});

test("strict accepts nothing that the last try and every judge did not find valid and sure", () => {
  const score = fc.double({ min: 0, max: 1, noNaN: true });
  const verdict = fc.record({ valid: fc.boolean(), confidence: score });
  const attempt = fc.record({ valid: fc.boolean(), confidence: score, verdicts: fc.array(verdict, { maxLength: 2 }) });
  fc.assert(
    fc.property(fc.array(attempt, { maxLength: 4 }), score, (tries, theta) => {
      const result = gate(tries, { ...defaultGate, theta }, 2);
      const last = tries.at(-1);
      const agreed =
        last !== undefined &&
        last.valid &&
        last.confidence >= theta &&
        last.verdicts.length === 2 &&
        last.verdicts.every(({ valid, confidence }) => valid && confidence >= theta);
      expect(result.decision === "accept").toBe(agreed);
    }),
  );
});
