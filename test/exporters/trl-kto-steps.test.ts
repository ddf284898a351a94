import { expect, test } from "vitest";
import { corpus, dialogue, flightWon, mugs, shell } from "./corpus.ts";
import { build, describeExporter, metadataOfRow } from "./contract.ts";
import { objects, rowsOfRun, text } from "./read.ts";
import { accepted, agent, call, relabel, run, user } from "./world.ts";

describeExporter("trl-kto-steps", { columns: { "": { required: ["prompt", "completion", "label", "tools", "metadata"] } } });

test("the completion is one assistant turn after a user or tool message, so no tool result is learned or unlearned", async () => {
  const { rows } = await build("trl-kto-steps", corpus);
  expect(rows[""]?.length).toBeGreaterThan(10);
  for (const row of rows[""] ?? []) {
    expect(objects(row["completion"]).map(({ role }) => role)).toEqual(["assistant"]);
    expect(["user", "tool"]).toContain(objects(row["prompt"]).at(-1)?.["role"]);
    expect(typeof row["label"]).toBe("boolean");
  }
});

test("each trained turn stands in a true row and a false one that differ in the goal alone; masked turns in none", async () => {
  const { rows } = await build("trl-kto-steps", corpus);
  const ofGoal = rowsOfRun(rows[""], mugs.id).filter((row) => text(metadataOfRow(row)["id"]).startsWith(`${mugs.id}-1`));
  const of = (label: boolean): unknown[] => ofGoal.filter((row) => row["label"] === label).map((row) => metadataOfRow(row)["step"]);
  expect(new Set(of(true))).toEqual(new Set([3, 5, 6]));
  expect(new Set(of(false))).toEqual(new Set([3, 5, 6]));
  expect(ofGoal).toHaveLength(6);
  const [desirable] = rowsOfRun(rows[""], shell.id).filter((row) => row["label"] === true);
  const twin = rowsOfRun(rows[""], shell.id).find(
    (row) => row["label"] === false && metadataOfRow(row)["step"] === metadataOfRow(desirable ?? {})["step"],
  );
  expect(twin?.["completion"]).toEqual(desirable?.["completion"]);
  expect(twin?.["prompt"]).not.toEqual(desirable?.["prompt"]);
});

test("successes are true rows; a dialogue has none, because its messages do not say the goal", async () => {
  const { rows } = await build("trl-kto-steps", corpus);
  expect(rowsOfRun(rows[""], flightWon.id).map((row) => row["label"])).toEqual([true, true, true]);
  expect(rowsOfRun(rows[""], dialogue.id)).toEqual([]);
});

test("the two rows of a turn stand at least eight apart, where there are as many runs", async () => {
  const records = Array.from({ length: 12 }, (_, index) => {
    const goal = `Find item ${index}`;
    const steps = [user(goal), agent("", call("find", { index }, "found")), agent(`Item ${index}.`)];
    return accepted(run(goal, steps), relabel(`Tell me of ${index}`, 3));
  });
  const { rows } = await build("trl-kto-steps", records);
  const seen = new Map<string, number>();
  expect(rows[""]).toHaveLength(48);
  for (const [index, row] of (rows[""] ?? []).entries()) {
    const { trajectory_id: trajectory, step } = metadataOfRow(row);
    const turn = `${text(trajectory)} ${JSON.stringify(step)}`;
    expect(index - (seen.get(turn) ?? -Infinity)).toBeGreaterThanOrEqual(8);
    seen.set(turn, index);
  }
});

test("a turn that nobody asked for is left out, and counted once", async () => {
  const unasked = run("Talk", [
    user("Talk"),
    agent("Hm.", call("look", {}, "x")),
    agent("A."),
    { ...agent("?"), malformed: true },
    agent("B."),
  ]);
  const { summary } = await build("trl-kto-steps", [accepted(unasked, relabel("Speak", 5))]);
  expect(summary.leftOut).toEqual([
    { exporter: "trl-kto-steps", folder: "", reason: "no user or tool message stands before the turn", rows: 1 },
  ]);
});
