import fc from "fast-check";
import { expect, test } from "vitest";
import { runOf } from "../../../test/support/trajectory.ts";
import { approximateTokens } from "./cut-to-window.ts";
import { transcriptOf } from "./transcript.ts";

const goal = "Find me a flat in Bergen under 900 euros.";

test("says every step with its number, and the request nowhere", () => {
  const run = runOf(goal, [
    { say: "I look.", call: "search", args: { city: "Bergen" }, sees: "3 flats: 950, 990, 1200 euros" },
    { call: "search", args: { city: "Oslo" }, sees: "timeout", status: "error" },
    { say: "There is none." },
  ]);
  const { text, fence, cuts } = transcriptOf(run, 10_000);
  expect(cuts).toEqual([]);
  expect(text.replaceAll(fence, "F")).toBe(
    [
      "[F begin]",
      "[F step 1, user]",
      "⟦THE REQUEST⟧",
      "[F step 2, agent]",
      "(F says)",
      "I look.",
      "(F calls)",
      'search {"city":"Bergen"}',
      "(F result)",
      "3 flats: 950, 990, 1200 euros",
      "[F step 3, agent]",
      "(F calls)",
      'search {"city":"Oslo"}',
      "(F result, an error)",
      "timeout",
      "[F step 4, agent]",
      "(F says)",
      "There is none.",
      "[F end]",
      "",
    ].join("\n"),
  );
});

test("a request that no step says stands before the first", () => {
  const run = runOf(goal, [{ call: "search", sees: "nothing" }]);
  const told = { ...run, task: { ...run.task, goalFrom: "task_record" as const }, steps: run.steps.slice(1) };
  expect(transcriptOf(told, 10_000).text).toMatch(/^\[\w+ begin\]\n\[\w+ step 0, user\]\n⟦THE REQUEST⟧\n\[\w+ step 1, agent\]/);
});

test("the oldest large results are shortened first, and it is said", () => {
  const long = (word: string): string => `${word} `.repeat(2000);
  const run = runOf(goal, [
    { call: "a", sees: `first ${long("old")} end-of-first` },
    { call: "b", sees: `first ${long("new")} end-of-second` },
  ]);
  const whole = approximateTokens(transcriptOf(run, 1_000_000).text);
  const { text, cuts } = transcriptOf(run, whole - 500);
  expect(cuts).toEqual([expect.stringMatching(/^step 2: \d+ of \d+ characters of its result$/)]);
  expect(text).toContain("end-of-first");
  expect(text).toContain(long("new"));
  expect(transcriptOf(run, 300).cuts).toHaveLength(2);
});

test("what is shortened keeps the values that the agent speaks of, also where the cut is hard", () => {
  const filler = "nothing of interest here. ".repeat(400);
  const run = runOf(goal, [
    { call: "a", sees: `${filler}flat 17 in Nygata costs 1250 euros${filler}` },
    { call: "b", sees: `${" ".repeat(2000)}Ada lives there${filler}` },
    { say: "The flat in Nygata costs 1250 euros." },
  ]);
  const { text, cuts } = transcriptOf(run, 700);
  expect(cuts).toHaveLength(2);
  expect(text).toContain("flat 17 in Nygata costs 1250 euros");
  expect(text).toContain("Ada lives there");
  expect(approximateTokens(text)).toBeLessThan(700);
  expect(transcriptOf(run, 700).text).toBe(text);
});

test("a letter of three bytes is a token, and what fits is shown as it is", () => {
  const run = runOf(goal, [{ call: "a", sees: "价格是九百欧元。".repeat(500) }]);
  expect(approximateTokens("价格是九百欧元。")).toBe(8);
  expect(transcriptOf(run, 4200).cuts).toEqual([]);
  expect(transcriptOf(run, 3900).cuts).toHaveLength(1);
  expect(approximateTokens("a".repeat(35))).toBe(10);
});

test("no cut goes through a character", () => {
  const run = runOf(goal, [{ call: "a", sees: `a${"😀".repeat(3000)}` }]);
  expect(transcriptOf(run, 1000).text.isWellFormed()).toBe(true);
});

test("no text holds the code word of its own transcript", () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 4 }), (texts) => {
      const run = runOf(
        goal,
        texts.map((sees) => ({ call: "look", sees })),
      );
      const { text, fence } = transcriptOf(run, 10_000);
      expect(text.split(fence)).toHaveLength(4 + 3 * texts.length);
    }),
  );
});
