import fc from "fast-check";
import { expect, test } from "vitest";
import { type Act, runOf } from "../../../test/support/trajectory.ts";
import { partOf } from "../../evidence/grounding.ts";
import { defaultGate } from "../prompt-relabeler/gate.ts";
import { bestWeight, pairWeight } from "./pair-weight.ts";
import { RuleFailureDetector } from "./rules.ts";
import { severityOf, weightOf } from "./severity.ts";

const detector = new RuleFailureDetector();
const price = { call: "get_price", args: { item: "lamp" }, sees: '{"item": "lamp", "price": 40}' };

test("a run that succeeded is a success, whatever words it holds (defect 4)", () => {
  const run = runOf("Find the price of the error lamp", [{ ...price, say: "I think this may fail." }, { say: "It costs $40." }], {
    outcome: { status: "success", by: "benchmark", rule: "reward 1" },
  });
  expect(detector.detect(run)).toMatchObject({ verdict: "success", type: null, severity: 0, weight: 1 });
});

test("severity and weight go opposite ways: the worse the failure, the less it counts (defect 3)", () => {
  const mild = detector.detect(runOf("Find the price of the lamp", [price]));
  const bad = detector.detect(
    runOf(
      "Find the price of the lamp",
      [1, 2, 3, 4].map(() => ({ call: "get_price", args: { item: "lamp" }, sees: "Error: down" })),
    ),
  );
  expect(mild.severity).toBeLessThan(bad.severity);
  expect(mild.weight).toBeGreaterThan(bad.weight);
  for (const analysis of [mild, bad]) expect(analysis.weight).toBeCloseTo(1 - analysis.severity, 6);
});

const hopeless = {
  signals: [],
  calls: 3,
  errors: 3,
  misses: 0,
  unrecorded: 0,
  repeats: 2,
  content: 0,
  worked: 0,
  answer: undefined,
  submitted: false,
  unanswered: false,
  maybeMet: false,
  gaveUp: false,
  undecided: false,
  limited: false,
  invented: [],
  offTopic: false,
  changes: undefined,
};

test("the δ gate can fire: a catastrophic failure weighs less than δ, a mild one more (defect 4)", () => {
  expect(weightOf(severityOf("tool_error", hopeless))).toBeLessThan(defaultGate.delta);
  expect(weightOf(severityOf("incomplete", { ...hopeless, errors: 0, repeats: 0, worked: 3 }))).toBeGreaterThan(defaultGate.delta);
});

test("one failed call does not make a run with results irrecoverable (defect 5)", () => {
  const run = runOf("Find the price of the lamp", [
    { call: "get_price", args: { item: "lmap" }, sees: "Error: no such item" },
    price,
    { say: "It costs $40." },
  ]);
  const analysis = detector.detect(run);
  expect(analysis).toMatchObject({ verdict: "failure", type: "wrong_result", recoverable: true });
  expect(analysis.signals).toContainEqual({ kind: "tool_error", step: 2, quote: "Error: no such item" });
});

test("'I think' in a thought is no hallucination, 'timeout' in a text no tool error (defect 5)", () => {
  const run = runOf("Find the price of the lamp", [
    { ...price, say: "I think the timeout lamp is meant.", sees: '{"item": "lamp", "note": "30 s timeout, error light", "price": 40}' },
    { say: "The lamp costs $40." },
  ]);
  const analysis = detector.detect(run);
  expect(analysis.type).toBe("wrong_result");
  expect(analysis.signals.map((signal) => signal.kind)).toEqual(["record_says_failed", "result_first_stated"]);
});

test.each([
  ["incomplete", runOf("Find the price of the lamp", [price])],
  ["constraint_violation", runOf("Find a lamp under $30", [price, { say: "I was unable to find one; the lamp costs $40." }])],
  ["wrong_result", runOf("Find the price of the lamp", [price, { say: "It costs $40." }])],
  [
    "tool_error",
    runOf("Find the price of the lamp", [
      { call: "get_price", args: { item: "lamp" }, sees: "Error: down" },
      { say: "Sorry, I could not find it." },
    ]),
  ],
  ["hallucination", runOf("Find the price of the lamp", [price, { say: "It costs $7315." }])],
  [
    "off_topic",
    runOf("Find the price of the brass reading lamp", [
      { call: "weather", args: { city: "Oslo" }, sees: "Rain, 8 degrees" },
      { say: "It rains." },
    ]),
  ],
])("%s", (type, run) => {
  expect(detector.detect(run).type).toBe(type);
});

test("without a verdict, only an end that cannot be a success is a failure", () => {
  const outcome = { status: "unknown", by: "none", rule: "no verdict in the record" } as const;
  expect(detector.detect(runOf("Price of the lamp?", [price, { say: "It costs $40." }], { outcome })).verdict).toBe("unknown");
  expect(detector.detect(runOf("Price of the lamp?", [price], { outcome })).verdict).toBe("failure");
});

const parts = ["observation", "call", "message"] as const;

test("every quote of a signal stands in the step it names, whatever was said and seen", () => {
  const text = fc.oneof(
    fc.string({ maxLength: 60 }),
    fc.constantFrom(
      "Error: down",
      "Ida Moor",
      "Sorry, it was not found. 99123 tries.",
      "exitcode: 1 (execution failed)\nCode output: x 5512",
    ),
  );
  const act = fc.record({ say: text, call: fc.constantFrom("find", "book_seat"), sees: text });
  fc.assert(
    fc.property(fc.array(act, { maxLength: 5 }), text, fc.integer({ min: 0, max: 7 }), (acts, answer, mistakeStep) => {
      const run = runOf("Find the lamp", [...acts, { say: answer }], { extra: { whoAndWhen: { mistakeStep } } });
      for (const { step, quote } of detector.detect(run).signals) {
        const at = run.steps[step - 1];
        if (quote === "") continue;
        expect(at).toBeDefined();
        if (at !== undefined) expect(parts.some((part) => partOf(at, part).includes(quote))).toBe(true);
      }
    }),
  );
});

test("an answer in the benchmark's own words is flagged, whatever the record says", () => {
  const asked = runOf("Where was the painter born?", [
    { call: "search", args: { q: "painter" }, sees: "The painter was born in the city of Graz." },
    { say: "Graz, Austria" },
  ]);
  const flags = (reference: string): string[] =>
    detector
      .detect({ ...asked, task: { ...asked.task, reference } })
      .signals.filter((signal) => signal.kind === "stated_goal_may_be_met")
      .map((signal) => signal.quote);
  expect(flags("Graz")).toEqual(["Graz, Austria"]);
  expect(flags("Linz, Austria")).toEqual([]);
});

test("however much went wrong on the way, how the run ended is told", () => {
  const failed = { call: "search", args: { q: "painter" }, sees: "Error: down" };
  const run = runOf("Where was the painter born?", [...Array.from({ length: 60 }, () => failed), { say: "Graz" }]);
  const kinds = detector.detect({ ...run, task: { ...run.task, reference: "Graz" } }).signals.map(({ kind }) => kind);
  expect(kinds).toContain("stated_goal_may_be_met");
  expect(kinds.length).toBeLessThanOrEqual(40);
});

test.each<[string, Act[], boolean]>([
  ["every call failed and the answer says so", [{ ...price, sees: "Error: down" }, { say: "I could not find the price." }], false],
  ["every call failed and nothing was said", [{ ...price, sees: "Error: down" }], false],
  ["every call failed and there is an answer all the same", [{ ...price, sees: "Error: down" }, { say: "It is cheap." }], false],
  ["nothing was called or said", [], false],
  ["a search worked and found nothing", [{ ...price, sees: "[]" }, { say: "There is no such lamp." }], true],
  ["the agent refuses without a call", [{ say: "I am not able to change prices; that is for the shop." }], true],
])("where a model writes the goals, a run without content is worth a look or not: %s", (_, acts, looked) => {
  const run = runOf("Lower the price of the lamp", acts);
  expect(new RuleFailureDetector("model").detect(run).recoverable).toBe(looked);
  expect(detector.detect(run).recoverable).toBe(false);
});

test("what the paper calls minor never weighs less than its 0.3 by rules, however bad the run", () => {
  const bad = { ...hopeless, repeats: 3 };
  for (const type of ["incomplete", "constraint_violation"] as const) expect(weightOf(severityOf(type, bad))).toBe(0.3);
  expect(weightOf(severityOf("wrong_result", bad))).toBeLessThan(0.3);
});

test("what fails after a goal was met does not weigh on its pair", async () => {
  const found = { call: "find_city", args: { name: "Graz" }, sees: '{"name": "Graz", "country": "Austria", "population": 300000}' };
  const failed = (city: string) => ({ call: "book_hotel", args: { city }, sees: "Error: the service is down", status: "error" as const });
  const run = runOf("Book a hotel in Graz.", [found, failed("Graz"), failed("Wien"), failed("Linz"), failed("Wels")]);
  const analysis = new RuleFailureDetector().detect(run);
  expect(analysis.type).toBe("tool_error");
  expect(analysis.weight).toBeLessThan(defaultGate.delta);
  expect(bestWeight(run, analysis)).toBe(0.55);
  expect(pairWeight(run, analysis, { prefixEnd: 2, edits: [] })).toBe(0.55);
  expect(pairWeight(run, analysis, { prefixEnd: 6, edits: [] })).toBe(analysis.weight);
  // A turn that is left out is no part of the pair.
  const cut = { kind: "cut_step" as const, step: 3, reason: "" };
  expect(pairWeight(run, analysis, { prefixEnd: 3, edits: [cut] })).toBe(0.55);
  expect(pairWeight(run, analysis, { prefixEnd: 3, edits: [] })).toBeCloseTo(1 - (0.45 + 0.35 / 2), 3);
});
