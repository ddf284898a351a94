import { expect, test } from "vitest";
import { agent, call, relabel, run, user } from "../../../test/exporters/world.ts";
import { hindsightSample } from "../../stages/data-augmenter/hindsight-sample.ts";
import { successSample } from "../../stages/data-augmenter/success-sample.ts";
import type { Sample } from "../../stages/data-augmenter/sample.ts";
import type { Trajectory } from "../../trajectory/trajectory.ts";
import type { DedupeSettings } from "./dedupe-settings.ts";
import { DuplicateFilter } from "./duplicate-filter.ts";
import { sketchOf } from "./pair-sketch.ts";

const near: DedupeSettings = { dedupe: "near", similarity: 0.8, maxSimilar: 2 };

function reasonsFor(settings: DedupeSettings, ...samples: (Sample | null)[]): (string | null)[] {
  const filter = new DuplicateFilter(settings);
  return samples.map((sample) => {
    const sketch = sample === null ? null : sketchOf(sample, settings);
    return sketch === null ? null : filter.refusalOf(sketch);
  });
}

/** A run that looks at pages; call ids differ from run to run. */
function reading(...pages: string[]): Trajectory {
  return run("Read", [user("Read"), ...pages.map((page) => agent("", call("open", { page }, `text of ${page}`))), agent("Read.")]);
}

function pair(trajectory: Trajectory, goal: string): Sample | null {
  return hindsightSample(trajectory, relabel(goal, trajectory.steps.length), 1, null);
}

const pages = ["intro", "setup", "usage", "faq", "terms", "contact", "team", "jobs", "press", "blog", "shop", "map"];

test("the first of equal pairs stays, whatever the ids of their calls", () => {
  const pairs = [pair(reading("intro"), "Open the intro"), pair(reading("intro"), "Open the intro")];
  expect(pairs[0]?.messages).not.toEqual(pairs[1]?.messages);
  expect(reasonsFor(near, ...pairs)).toEqual([null, "exact_duplicate"]);
  expect(reasonsFor({ ...near, dedupe: "exact" }, ...pairs)).toEqual([null, "exact_duplicate"]);
  expect(reasonsFor({ ...near, dedupe: "off" }, ...pairs)).toEqual([null, null]);
});

test("of pairs with one goal, in whatever case and punctuation, and much the same actions the first stays", () => {
  const goal = "Collect the whole manual";
  const pairs = [pair(reading(...pages), goal), pair(reading(...pages, "extra"), "collect the whole manual!")];
  expect(reasonsFor(near, ...pairs)).toEqual([null, "near_duplicate"]);
  expect(reasonsFor({ ...near, similarity: 1 }, ...pairs)).toEqual([null, null]);
  expect(reasonsFor({ ...near, dedupe: "exact" }, ...pairs)).toEqual([null, null]);
  expect(reasonsFor(near, pairs[0] ?? null, pair(reading("team", "map"), goal))).toEqual([null, null]);
});

test("at most so many pairs have goals that differ in their values alone", () => {
  const pairs = ["intro", "setup", "usage", "faq"].map((page) => pair(reading(page), `What does the page ${page} say?`));
  expect(reasonsFor(near, ...pairs, pair(reading("map"), "Where is the map?"))).toEqual([null, null, "similar_goal", "similar_goal", null]);
  expect(reasonsFor({ ...near, maxSimilar: null }, ...pairs)).toEqual([null, null, null, null]);
});

test("what was left out is no measure for what comes later", () => {
  const [first, second, third] = ["intro", "setup", "usage"].map((page) => pair(reading(page), `What does the page ${page} say?`));
  const filter = new DuplicateFilter({ ...near, maxSimilar: 1 });
  const refusals = [first, second, third, second].map((each) => {
    const sketch = each === undefined || each === null ? null : sketchOf(each, near);
    return sketch === null ? null : filter.refusalOf(sketch);
  });
  expect(refusals).toEqual([null, "similar_goal", "similar_goal", "similar_goal"]);
});

test("attempts at one task that succeeded are held against no cap", () => {
  const samples = ["intro", "team", "map", "shop"].map((page) => successSample(reading(page)));
  expect(reasonsFor(near, ...samples)).toEqual([null, null, null, null]);
});
