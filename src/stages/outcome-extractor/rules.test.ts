import fc from "fast-check";
import { expect, test } from "vitest";
import { runOf } from "../../../test/support/trajectory.ts";
import { isGrounded } from "../../evidence/grounding.ts";
import { RuleOutcomeExtractor } from "./rules.ts";

const extractor = new RuleOutcomeExtractor();

test("what a call brought is an achievement at its step; what failed or came back empty is a limitation", () => {
  const run = runOf("Price of the lamp?", [
    { call: "getPrice", args: { item: "lmap" }, sees: "Error: no such item" },
    { call: "getPrice", args: { item: "lamp" }, sees: '{"price": "$40.50", "weight": "2 kg", "since": "2024-05-01", "order": "AB-1277"}' },
    { call: "getReviews", args: { item: "lamp" }, sees: "[]" },
  ]);
  const outcome = extractor.extract(run);
  expect(outcome.achievements).toMatchObject([{ text: "get price: item lamp", firstStep: 3, lastStep: 3 }]);
  expect(outcome.limitations).toEqual(["getPrice at step 2 failed", "getReviews at step 4 brought nothing"]);
  expect(outcome.facts.map(({ kind, value, label }) => [kind, value, label])).toEqual([
    ["money", "$40.50", undefined],
    ["number", "2 kg", "kg"],
    ["date", "2024-05-01", undefined],
    ["id", "AB-1277", undefined],
  ]);
});

test("every achievement and fact quotes its step word for word, whatever the observations", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string({ maxLength: 300 }), fc.constant("Paid $5 on 3 May 2024\nsee https://x.org/a?b=1 (7 days)")), {
        maxLength: 6,
      }),
      (observations) => {
        const run = runOf(
          "Anything",
          observations.map((sees, at) => ({ call: "look", args: { at }, sees })),
        );
        const { achievements, facts } = extractor.extract(run);
        for (const { evidence } of achievements) for (const one of evidence) expect(isGrounded(run, one)).toBe(true);
        for (const { evidence } of facts) expect(isGrounded(run, evidence)).toBe(true);
      },
    ),
  );
});

test("of what code printed, the print is quoted and not the executor's heading", () => {
  const printed = "exitcode: 0 (execution succeeded)\nCode output: \nThe lamp costs $40.50\n";
  const outcome = extractor.extract(
    runOf("Price of the lamp?", [
      { call: "run_code", args: { code: "print(price)" }, sees: printed },
      { call: "run_code", args: { code: "pass" }, sees: "exitcode: 0 (execution succeeded)\nCode output: \n" },
    ]),
  );
  expect(outcome.achievements.map(({ evidence }) => evidence[0]?.quote)).toEqual(["The lamp costs $40.50"]);
  expect(outcome.facts.map(({ value }) => value)).toEqual(["$40.50"]);
  expect(outcome.limitations).toEqual(["run_code at step 3 brought nothing"]);
});
