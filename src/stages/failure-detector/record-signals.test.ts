import { expect, test } from "vitest";
import { runOf } from "../../../test/support/trajectory.ts";
import { annotatedMistake, recordSignals } from "./record-signals.ts";
import { RuleFailureDetector } from "./rules.ts";

const reason = "The agent fabricated the price instead of looking it up.";
const acts = [{ say: "I take the price to be 40." }, { call: "add", args: { to: 2 }, sees: "42" }, { say: "It costs 42." }];
const failure = { status: "failure", by: "human", rule: "people annotated the mistake", reason } as const;
const marked = runOf("Find the price of the lamp", acts, {
  outcome: failure,
  extra: { whoAndWhen: { mistakeStep: 2, mistakeAgent: "Planner" } },
});

test("the reason of the record is quoted", () => {
  expect(recordSignals(runOf("Find the lamp", acts, { outcome: failure }))).toEqual([
    { kind: "record_says_failed", step: 0, quote: reason },
  ]);
});

test("the marked step is a signal, is cited, and its reason names the type", () => {
  const analysis = new RuleFailureDetector().detect(marked);
  expect(analysis.signals).toContainEqual({ kind: "annotated_mistake", step: 2, quote: "I take the price to be 40." });
  expect(analysis.explanation).toContain("People marked step 2 (Planner)");
  expect(analysis.type).toBe("hallucination");
});

test("without the annotation the same words of a record name no type", () => {
  const { extra: _, ...unmarked } = marked;
  expect(new RuleFailureDetector().detect(unmarked).type).toBe("wrong_result");
});

test("a step that says nothing is quoted by what it was shown", () => {
  const run = { ...marked, extra: { whoAndWhen: { mistakeStep: 3 } } };
  expect(annotatedMistake(run)).toEqual({ signal: { kind: "annotated_mistake", step: 3, quote: "42" } });
});

test.each([null, "2", 2, [], {}, { mistakeStep: "2" }, { mistakeStep: 0 }, { mistakeStep: 99 }, { mistakeStep: 1.5 }, { mistakeStep: -1 }])(
  "an annotation that names no step is none: %j",
  (whoAndWhen) => {
    expect(annotatedMistake({ ...marked, extra: { whoAndWhen } })).toBeUndefined();
  },
);
