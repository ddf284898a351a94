import { expect, test } from "vitest";
import { runOf } from "../../../test/support/trajectory.ts";
import type { Trajectory } from "../../trajectory/trajectory.ts";
import { RuleFailureDetector } from "./rules.ts";

const detector = new RuleFailureDetector();
const typeOf = (run: Trajectory): string | null => detector.detect(run).type;

const goal = "Where was the painter Ida Moor born?";
const found = { call: "search", args: { q: "Ida Moor" }, sees: "Ida Moor was a painter. She was born in Graz and lived in Linz." };
const miss = { call: "search", args: { q: '"Ida Moor"' }, sees: "Could not find [Ida Moor]. Similar: ['Ida', 'Moor']" };

test("an answer that is a name nobody showed is made up; one that was shown is wrong", () => {
  expect(typeOf(runOf(goal, [found, { say: "Vienna" }]))).toBe("hallucination");
  expect(typeOf(runOf(goal, [found, { say: "Linz" }]))).toBe("wrong_result");
});

test("a name is made up by the turn that says it first", () => {
  const run = runOf(goal, [found, { ...found, say: "She must be from Vienna then." }, { say: "Vienna" }]);
  expect(detector.detect(run).signals).toContainEqual({ kind: "invented_value", step: 3, quote: "Vienna" });
});

test("a choice is no name, and an answer from memory invents none", () => {
  expect(typeOf(runOf(goal, [found, { say: "Yes" }]))).toBe("wrong_result");
  expect(typeOf(runOf(goal, [{ say: "Vienna" }]))).toBe("wrong_result");
});

test("a search that found nothing has not failed", () => {
  expect(typeOf(runOf(goal, [miss, miss, miss]))).toBe("incomplete");
  expect(typeOf(runOf(goal, [miss, { say: "yes" }]))).toBe("hallucination");
  expect(typeOf(runOf(goal, [{ ...miss, sees: "Error: the search is down" }]))).toBe("tool_error");
});

test("an answer that leaves the question open was given too early", () => {
  const analysis = detector.detect(runOf(goal, [found, { say: "NOT ENOUGH INFO" }]));
  expect(analysis.type).toBe("incomplete");
  expect(analysis.signals).toContainEqual({ kind: "gave_up", step: 3, quote: "NOT ENOUGH INFO" });
});

test("where a wrong result came from is told", () => {
  const run = runOf("How many lamps are there?", [
    { call: "count", args: {}, sees: '{"lamps": 17}' },
    { say: "Let me think about it." },
    { say: "After counting all of them with great care I can tell you that there are 17 lamps." },
  ]);
  expect(detector.detect(run).signals).toContainEqual({ kind: "result_first_stated", step: 2, quote: "17" });
});

test("a run whose turns could hardly be read as actions is not off topic", () => {
  const acts = [{ call: "weather", args: { city: "Oslo" }, sees: "Rain, 8 degrees" }, { say: "clik [12" }, { say: "clik [13" }];
  const run = runOf("Find the price of the brass reading lamp", acts);
  const unreadable = {
    ...run,
    steps: run.steps.map((step, at) => (step.kind === "agent" && at > 1 ? { ...step, malformed: true } : step)),
  };
  expect(typeOf(run)).toBe("off_topic");
  expect(typeOf(unreadable)).toBe("incomplete");
});

const dialogue = (acts: Parameters<typeof runOf>[1], actions: { name: string; kwargs: { id: string } }[]): Trajectory => {
  const run = runOf("You want to cancel order A7", acts);
  return { ...run, task: { ...run.task, hidden: true, reference: { actions } } };
};
const look = { call: "get_order", args: { id: "A7" }, sees: '{"id": "A7", "status": "open"}' };
const cancel = { call: "cancel_order", args: { id: "A7" }, sees: '{"id": "A7", "status": "cancelled"}' };
const wanted = { name: "cancel_order", kwargs: { id: "A7" } };

test.each([
  ["incomplete", "none was made", dialogue([look, { say: "Your order is open." }], [wanted])],
  ["incomplete", "the one made failed", dialogue([{ ...cancel, sees: "Error: not open" }, look, { say: "It is done." }], [wanted])],
  ["constraint_violation", "another was made", dialogue([{ ...cancel, args: { id: "B1" } }, { say: "It is done." }], [wanted])],
  ["constraint_violation", "none was wanted", dialogue([look, cancel, { say: "It is done." }], [])],
  ["wrong_result", "it was made as wanted", dialogue([look, cancel, { say: "It is done." }], [wanted])],
])("%s: of the changes that were wanted, %s", (type, _, run) => {
  expect(typeOf(run)).toBe(type);
});

const unknown = { status: "unknown", by: "none", rule: "no verdict in the record" } as const;

test("a last call that was never answered proves nothing", () => {
  const answered = { call: "put", args: { what: "lamp" }, sees: "" };
  expect(detector.detect(runOf("Put the lamp away", [found, answered], { outcome: unknown })).verdict).toBe("failure");
  const open = runOf("Put the lamp away", [found, { ...answered, status: "missing" }], { outcome: unknown });
  expect(detector.detect(open).verdict).toBe("unknown");
});

test("where nobody says what was right, the explanation does not compare with it", () => {
  const task = { ...runOf(goal, []).task, finish: { name: "submit" } };
  const { verdict, explanation } = detector.detect(runOf(goal, [{ ...found, sees: "[]" }, { call: "submit" }], { task, outcome: unknown }));
  expect(verdict).toBe("failure");
  expect(explanation).toContain("no call had brought anything");
  expect(explanation).not.toContain("asked for");
});

test("what results would have shown that were not recorded is not held against the run", () => {
  const unseen = { call: "count", args: {}, sees: "", status: "missing" } as const;
  const run = runOf("How many lamps are there?", [unseen, { say: "There are 1734 lamps." }], { outcome: unknown });
  expect(detector.detect(run).verdict).toBe("unknown");
  const shown = runOf("How many lamps are there?", [{ ...unseen, status: "ok" }, { say: "There are 1734 lamps." }], { outcome: unknown });
  expect(detector.detect(shown)).toMatchObject({ verdict: "failure", type: "hallucination" });
});

test("words that only end the talk are not the answer", () => {
  const outcome = { status: "failure", by: "benchmark", rule: "wrong", finalAnswer: "I was unable to find it." } as const;
  const run = runOf(goal, [found, { say: "I was unable to find it.\nTERMINATE" }, { say: "TERMINATE" }], { outcome });
  expect(detector.detect(run)).toMatchObject({ type: "incomplete" });
  expect(detector.detect(run).signals).toContainEqual({ kind: "gave_up", step: 3, quote: "unable to" });
});
