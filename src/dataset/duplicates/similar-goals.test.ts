import fc from "fast-check";
import { expect, test } from "vitest";
import { agent, call, relabel, run, user } from "../../../test/exporters/world.ts";
import { hindsightSample } from "../../stages/data-augmenter/hindsight-sample.ts";
import { goalPattern } from "./goal-pattern.ts";
import { shinglesOf, similarity } from "./shingles.ts";
import { SimilarGoals } from "./similar-goals.ts";
import { wordsOf } from "./word-hash.ts";

function patternOf(goal: string, query: Record<string, string>): string {
  const trajectory = run("Help me", [user("Help me"), agent("", call("look_up", query, "found")), agent("Here.")]);
  return goalPattern(wordsOf(goal), hindsightSample(trajectory, relabel(goal, 3), 1, null)?.messages ?? []).join(" ");
}

test("takes out of a goal what the agent's calls name, and numbers", () => {
  expect(patternOf("When was Ada Lovelace born?", { entity: "Ada Lovelace" })).toBe("when was _ born");
  expect(patternOf("Name 3 mugs under $7.50", { color: "red" })).toBe("name _ mugs under _");
  expect(patternOf("Describe the columns of the table owners.", { sql: "DESCRIBE owners" })).toBe("describe the columns of the table _");
});

test("leaves a goal as it is when the calls name most of it", () => {
  expect(patternOf("cheapest red mug in Leeds", { query: "cheapest red mug in leeds" })).toBe("cheapest red mug in leeds");
});

test("similarity is what all words have in common", () => {
  const words = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 8 });
  fc.assert(
    fc.property(words, words, (one, other) => {
      const left = shinglesOf(one);
      const right = shinglesOf(other);
      const shared = left.filter((each) => right.includes(each)).length;
      expect(similarity(left, right)).toBeCloseTo(shared / new Set([...left, ...right]).size);
      expect(similarity(left, left)).toBe(1);
    }),
  );
});

test("groups goals with the earliest that they are like, and no others", () => {
  const groups = new SimilarGoals(0.8);
  const number = (text: string): number => groups.groupOf(shinglesOf(wordsOf(text)));
  const long = "please give me the opening hours of the main library in the old town on public holidays";
  expect(number(long)).toBe(0);
  expect(number("when was _ born")).toBe(1);
  expect(number("when was _ born?")).toBe(1);
  expect(number(long.replace("opening", "closing"))).toBe(0);
  expect(number("who wrote _")).toBe(2);
  expect(number("when was _ born")).toBe(1);
});

test("finds a near-identical goal among thousands", () => {
  const groups = new SimilarGoals(0.8);
  const goal = (index: number): string[] => Array.from({ length: 20 }, (_, at) => `word${(index * 31 + at * 7) % 9973}`);
  for (let index = 0; index < 3000; index++) expect(groups.groupOf(shinglesOf(goal(index)))).toBe(index);
  for (let index = 0; index < 3000; index += 50) {
    expect(groups.groupOf(shinglesOf(goal(index).with(11, "other")))).toBe(index);
  }
});
