import { expect, test } from "vitest";
import { dialogue, mugs, page } from "../../../test/exporters/corpus.ts";
import { failure, relabel } from "../../../test/exporters/world.ts";
import { goalContrast } from "./goal-contrast.ts";
import type { SampleMessage } from "./sample.ts";

function differing(
  first: readonly SampleMessage[] = [],
  second: readonly SampleMessage[] = [],
): [SampleMessage, SampleMessage | undefined][] {
  return first.flatMap((message, index) => (JSON.stringify(message) === JSON.stringify(second[index]) ? [] : [[message, second[index]]]));
}

test("the two sides differ in the goal's text alone", () => {
  for (const trajectory of [mugs, page]) {
    const contrast = goalContrast(trajectory, relabel("Something else", 3), 1, failure);
    expect(contrast?.chosen.messages).toHaveLength(contrast?.rejected.messages.length ?? 0);
    expect(contrast?.rejected.goal).toBe(trajectory.task.goal);
    const [first, ...more] = differing(contrast?.chosen.messages, contrast?.rejected.messages);
    expect(more).toEqual([]);
    expect(first?.map((message) => message?.role)).toEqual(["user", "user"]);
    expect(first?.[0]?.content.replace("Something else", trajectory.task.goal)).toBe(first?.[1]?.content);
  }
});

test("a dialogue has none: its messages do not say the goal", () => {
  expect(goalContrast(dialogue, relabel("Cancel order 7", 6), 1, failure)).toBeNull();
});

test("a run that may have met its own goal has none: nothing is to be rejected", () => {
  const doubted = { ...failure, signals: [{ kind: "stated_goal_may_be_met", step: 0, quote: "" }] };
  expect(goalContrast(mugs, relabel("Something else", 3), 1, doubted)).toBeNull();
});
