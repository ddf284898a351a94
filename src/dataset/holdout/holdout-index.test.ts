import { expect, test } from "vitest";
import { HoldoutIndex } from "./holdout-index.ts";
import type { HoldoutTask } from "./holdout-task.ts";

function task(more: Partial<HoldoutTask>): HoldoutTask {
  return { from: "tasks.json entry 1", id: null, benchmark: null, text: null, template: null, ...more };
}

function byOfGoal(goal: string, ...tasks: HoldoutTask[]): string | null {
  return new HoldoutIndex(tasks).matchOfGoal(goal, 0.8)?.by ?? null;
}

test("matches a run's task by its id, within the benchmark where that is known", () => {
  const index = new HoldoutIndex([task({ id: "12", benchmark: "webarena", text: "Count the cakes" }), task({ id: "repo__issue-9" })]);
  const match = (taskId: string, benchmark?: string): string | undefined =>
    index.matchOfTask({ taskId, goal: "Something else", ...(benchmark === undefined ? {} : { benchmark }) }, 0.8)?.by;
  expect(match("12", "webarena")).toBe("id");
  expect(match("12")).toBe("id");
  expect(match("12", "tau-bench")).toBeUndefined();
  expect(match("repo__issue-9", "swe-bench")).toBe("id");
});

test("a bare number beside a text is no id: it may be the number of a line", () => {
  const index = new HoldoutIndex([task({ id: "3", text: "Count the cakes in the window" })]);
  expect(index.matchOfTask({ taskId: "3", goal: "Find a chair" }, 0.8)).toBeNull();
  expect(index.matchOfTask({ taskId: "8", goal: "Count the cakes in the window." }, 0.8)).toEqual({
    what: "task",
    by: "text",
    from: "tasks.json entry 1",
    similarity: 1,
  });
});

test("matches whatever stands in the slots of a template", () => {
  const cakes = task({ template: "List the top-{{n}} selling cakes in {{year}}", text: "List the top-1 selling cakes in 2022" });
  expect(byOfGoal("list the top-20 selling cakes in the first quarter of 2023!", cakes)).toBe("template");
  expect(byOfGoal("List the top-20 selling pies in 2022", cakes)).toBeNull();
  expect(byOfGoal("Anything you like to say", task({ template: "{{verb}} the {{noun}}" }))).toBeNull();
  expect(byOfGoal("What is the University of Leeds?", task({ template: "What is the {{field}} of {{place}}" }))).toBeNull();
});

test("matches a text that differs in a word, or that a longer goal repeats", () => {
  const text =
    "I booked a table for four at the harbour grill on Friday evening and would like to move it to Saturday at the same time, please";
  const booked = task({ text });
  expect(byOfGoal(text.replace("four", "six").toUpperCase(), booked)).toBe("text");
  expect(
    byOfGoal(`You are a helpful waiter. Solve this: ${text} Answer in one sentence and then wait for what the guest says.`, booked),
  ).toBe("text");
  expect(byOfGoal("I booked a table for four at the harbour grill", booked)).toBeNull();
});

test("a short text is only matched as a whole", () => {
  expect(byOfGoal("When was Ada born?", task({ text: "when was ada born" }))).toBe("text");
  expect(byOfGoal("When was Ada born, and where did she live?", task({ text: "when was ada born" }))).toBeNull();
});
