import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { corpus } from "../../test/exporters/corpus.ts";
import {
  accepted,
  agent,
  call,
  rejectedRecord,
  relabel,
  run,
  streamed,
  succeeded,
  succeededRecord,
  thinking,
  user,
} from "../../test/exporters/world.ts";
import { exporterNames, loadExporters } from "../exporters/index.ts";
import { parseHoldout } from "./holdout/parse-holdout.ts";
import { buildDataset, renderSettings, type DatasetOptions } from "./build-dataset.ts";
import { collectDataset } from "./collect-dataset.ts";
import type { DatasetSummary } from "./dataset-summary.ts";
import type { DatasetRecord } from "./record.ts";
import { renderBatch } from "./rendered-batch.ts";

let out = "";
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), "agenther-dataset-"));
});
afterEach(() => rmSync(out, { recursive: true }));

async function build(
  names: readonly string[],
  records: readonly DatasetRecord[],
  more: Partial<DatasetOptions> = {},
): Promise<DatasetSummary> {
  const exporters = await loadExporters(names);
  return buildDataset({ records: () => streamed(records), out, exporters, withSuccesses: false, val: 0, seed: 0, ...more });
}

function lines(path: string): Record<string, unknown>[] {
  const text = readFileSync(join(out, path), "utf8");
  expect(text.endsWith("\n")).toBe(true);
  return text
    .trimEnd()
    .split("\n")
    .map((line): Record<string, unknown> => JSON.parse(line));
}

function allFiles(): Record<string, string> {
  const paths = readdirSync(out, { recursive: true, encoding: "utf8" }).filter((path) => /\.\w+$/.test(path));
  return Object.fromEntries(paths.toSorted().map((path) => [path, readFileSync(join(out, path), "latin1")]));
}

/** n failed runs of one call each; every third has a second goal. */
function many(count: number): DatasetRecord[] {
  return Array.from({ length: count }, (_, index) => {
    const trajectory = run(`Find item ${index}`, [
      user(`Find item ${index}`),
      agent("", call("find", { index }, `found ${index}`)),
      agent(`Item ${index}.`),
    ]);
    const goals =
      index % 3 === 0 ? [relabel(`Look for ${index}`, 2), relabel(`Tell me of ${index}`, 3)] : [relabel(`Tell me of ${index}`, 3)];
    return accepted(trajectory, ...goals);
  });
}

function goalsIn(path: string): Set<unknown> {
  return new Set(lines(path).map((row): unknown => JSON.parse(String(row["metadata"])).original_goal));
}

function booking(flight: string): ReturnType<typeof agent>[] {
  return [agent("", call("book", { flight }, "ok")), agent("Done.")];
}

describe("buildDataset", () => {
  test("gives the same bytes whether or not rows were rendered in pieces", async () => {
    const records = many(150);
    await build(exporterNames, records, { withSuccesses: true, val: 0.1 });
    const whole = allFiles();
    const exporters = await loadExporters(exporterNames);
    const groups = records.map(({ trajectory }) => ({ groupId: trajectory.task.groupId, status: trajectory.outcome.status }));
    const settings = await renderSettings({ exporters, withSuccesses: true, seed: 0 }, () => streamed(groups));
    const batches = records.map((record) => renderBatch([record], exporters, settings));
    await collectDataset({ batches: streamed(batches), settings, out, exporters, val: 0.1 });
    expect(allFiles()).toEqual(whole);
  });

  test("leaves out what is there already, the same pairs whether or not rows were rendered in pieces, and reports them", async () => {
    const dedupe = { dedupe: "near", similarity: 0.8, maxSimilar: 5 } as const;
    const records = [...many(40), ...many(10)];
    const summary = await build(["trl-sft", "trl-kto"], records, { dedupe });
    const whole = allFiles();
    const exporters = await loadExporters(["trl-sft", "trl-kto"]);
    const settings = await renderSettings({ exporters, withSuccesses: false, seed: 0, dedupe }, () => streamed([]));
    const batches = records.map((record) => renderBatch([record], exporters, settings));
    const report = join(out, "left-out.jsonl");
    await collectDataset({ batches: streamed(batches), settings, out, exporters, val: 0, report });
    const reported = lines("left-out.jsonl");
    rmSync(report);
    expect(allFiles()).toEqual(whole);
    // Five goals "Tell me of ..." and five "Look for ..." of 68; the ten runs that come again have nine of those that stay.
    expect(summary.files.map(({ rows }) => rows)).toEqual([10, 20]);
    expect(summary.pairsLeftOut).toEqual({ exact_duplicate: 9, similar_goal: 49 });
    expect(reported).toHaveLength(58);
    expect(new Set(reported.map((line) => line["reason"]))).toEqual(new Set(["exact_duplicate", "similar_goal"]));
    const rowsLeftOut = summary.leftOut.filter(({ exporter }) => exporter === "trl-kto").reduce((sum, { rows }) => sum + rows, 0);
    expect(rowsLeftOut).toBe(58 * 2);
  });

  test("makes nothing of held-out tasks, neither rows, nor contrasts of attempts, nor goals that give them away", async () => {
    const won = succeededRecord(run("Fly", [user("Fly"), ...booking("A")], { outcome: succeeded, task: { taskId: "f-1" } }));
    const lost = accepted(run("Fly", [user("Fly"), ...booking("B")], { task: { taskId: "f-1" } }), relabel("Book flight B", 3));
    const leaking = accepted(run("Sail", [user("Sail"), ...booking("C")]), relabel("Look up the boats", 3), relabel("Board the boat", 3));
    const names = ["trl-sft", "trl-kto", "trl-dpo"];
    const free = await build(names, [won, lost, leaking], { withSuccesses: true });
    expect(free.files.map(({ exporter, rows }) => [exporter, rows])).toEqual([
      ["trl-sft", 4],
      ["trl-kto", 7],
      ["trl-dpo", 1],
    ]);
    const holdout = parseHoldout("held.txt", "f-1\nboard the boat!");
    const guarded = await build(names, [won, lost, leaking], { withSuccesses: true, holdout });
    expect(guarded.files.map(({ exporter, rows }) => [exporter, rows])).toEqual([
      ["trl-sft", 1],
      ["trl-kto", 2],
    ]);
    // Success, failure, both as attempts, and one goal.
    expect(guarded.pairsLeftOut).toEqual({ held_out: 5 });
    expect(guarded.leftOut).toContainEqual({ exporter: "trl-dpo", folder: "", reason: expect.stringContaining("held-out"), rows: 2 });
  });

  test("leaves out rows that are too long, with what accompanies them, and tells the lengths of the others", async () => {
    const long = accepted(
      run("Read", [user("Read"), agent("", call("read", {}, "word ".repeat(500))), agent("Read.")]),
      relabel("Read it", 3),
    );
    const length = { maxTokens: 200, tokenizer: "o200k_base" };
    const { files, leftOut, tokens } = await build(["trl-sft", "trl-sft-steps", "openai-sft"], [long, ...many(3)], { length });
    expect(leftOut).toContainEqual({ exporter: "trl-sft", folder: "", reason: "longer than 200 tokens (o200k_base)", rows: 1 });
    // The first step of the long run is short.
    expect(leftOut).toContainEqual({ exporter: "trl-sft-steps", folder: "", reason: "longer than 200 tokens (o200k_base)", rows: 1 });
    expect(files.map(({ exporter, folder, rows }) => `${exporter}/${folder} ${rows}`)).toEqual([
      "trl-sft/ 4",
      "trl-sft-steps/ 8",
      "openai-sft/ 4",
      "openai-sft/metadata 4",
    ]);
    for (const { min, median, p95, max, total } of tokens) {
      expect([min, median, p95, max]).toEqual([min, median, p95, max].toSorted((one, other) => one - other));
      expect(total).toBeGreaterThan(max);
      expect(max).toBeLessThanOrEqual(200);
    }
    expect(tokens.map(({ exporter }) => exporter)).toEqual(["trl-sft", "trl-sft-steps", "openai-sft"]);
  });

  test("keeps the order of the input", async () => {
    await build(["trl-sft"], many(100));
    const goals = lines("trl-sft/train.jsonl").map((row): unknown => JSON.parse(String(row["metadata"])).original_goal);
    const first = goals.indexOf("Find item 0");
    expect(goals.slice(first + 2, first + 5)).toEqual(["Find item 1", "Find item 2", "Find item 3"]);
    expect(goals).toHaveLength(134);
  });

  test("never splits a group, and all exporters agree on the split", async () => {
    await build(["trl-sft", "trl-kto"], many(40), { val: 0.25 });
    expect(goalsIn("trl-sft/val.jsonl").size).toBe(10);
    expect(goalsIn("trl-kto/val.jsonl")).toEqual(goalsIn("trl-sft/val.jsonl"));
    for (const goal of goalsIn("trl-sft/val.jsonl")) expect(goalsIn("trl-sft/train.jsonl")).not.toContain(goal);
  });

  test("puts rows of one run far apart in KTO files", async () => {
    await build(["trl-kto"], many(40));
    const seen = new Map<unknown, number>();
    lines("trl-kto/train.jsonl").forEach((row, index) => {
      const trajectory: unknown = JSON.parse(String(row["metadata"])).trajectory_id;
      expect(index - (seen.get(trajectory) ?? -Infinity)).toBeGreaterThanOrEqual(8);
      seen.set(trajectory, index);
    });
  });

  test("begins with a row that has all keys, made up where no row has them", async () => {
    const thoughtful = accepted(run("Think", [user("Think"), thinking("Hm.", agent("So."))]), relabel("Think aloud", 2));
    await build(["trl-sft"], [thoughtful, ...many(3)]);
    const [first] = lines("trl-sft/train.jsonl");
    const keys = new Set(Object.values(Object(first?.["messages"])).flatMap((message) => Object.keys(Object(message))));
    expect(keys).toEqual(new Set(["role", "content", "tool_calls", "tool_call_id", "name", "reasoning_content"]));
  });

  test("uses successes only when asked", async () => {
    const won = succeededRecord(run("Win", [user("Win"), agent("Won.")], { outcome: succeeded }));
    expect((await build(["trl-sft"], [won])).files).toEqual([]);
    expect((await build(["trl-sft"], [won], { withSuccesses: true })).files).toMatchObject([{ rows: 1 }]);
  });

  test("pairs attempts that stand far apart in the input, also without samples of successes", async () => {
    const won = succeededRecord(run("Fly", [user("Fly"), ...booking("A")], { outcome: succeeded }));
    const lost = Array.from({ length: 9 }, (_, index) => rejectedRecord(run("Fly", [user("Fly"), ...booking(`B${index}`)])));
    const summary = await build(["trl-dpo"], [...lost, ...many(100), won]);
    // At most six failures of one group are compared.
    expect(summary.files).toMatchObject([{ exporter: "trl-dpo", rows: 6 }]);
    expect(JSON.stringify(lines("trl-dpo/train.jsonl")[0]?.["rejected"])).toContain("B0");
    expect(summary.leftOut).toEqual([
      { exporter: "trl-dpo", folder: "", reason: "a failed attempt at a task that no run succeeded at", rows: 100 },
      { exporter: "trl-dpo", folder: "", reason: expect.stringContaining("more than 6 failed attempts"), rows: 3 },
    ]);
  });

  test("says of every failed attempt why it has no pair", async () => {
    const won = succeededRecord(run("Fly", [user("Fly"), ...booking("A")], { outcome: succeeded }));
    const same = rejectedRecord(run("Fly", [user("Fly"), ...booking("A"), user("Sure?"), agent("No.")]));
    const unreadable = rejectedRecord(run("Fly", [user("Fly"), { ...agent("?"), malformed: true }]));
    const { files, leftOut } = await build(["trl-dpo"], [same, unreadable, won]);
    expect(files).toEqual([]);
    expect(leftOut.map(({ reason, rows }) => [reason, rows])).toEqual([
      ["no turn of the failed attempt can be learned", 1],
      ["one attempt is the beginning of the other", 1],
    ]);
  });

  test("says what it left out, also a goal none of whose turns carries loss", async () => {
    const masked = accepted(run("Go", [user("Go"), agent("No.")]), relabel("Stay", 2, { masks: [{ step: 2, reason: "old_goal" }] }));
    const { files, leftOut } = await build(["trl-sft", "trl-kto"], [masked]);
    expect(files).toEqual([]);
    expect(leftOut).toContainEqual({
      exporter: "trl-sft",
      folder: "",
      reason: expect.stringContaining("no turn that carries loss"),
      rows: 1,
    });
  });

  test("counts as left out, wherever pairs are written, a goal that was met on the way to success", async () => {
    const won = run("Win", [user("Win"), agent("", call("roll", {}, "six")), agent("Won.")], { outcome: succeeded });
    const { analysis } = succeededRecord(won);
    const { files, leftOut } = await build(
      ["trl-sft", "trl-kto", "llama-factory", "goal-contrast"],
      [{ ...accepted(won, relabel("Roll the dice", 3)), analysis }],
    );
    expect(files.map(({ exporter, folder, rows }) => [exporter, folder, rows])).toEqual([
      ["trl-sft", "", 1],
      ["llama-factory", "", 1],
    ]);
    const reason = expect.stringMatching(/no other side.*trl-sft-steps/);
    expect(leftOut).toEqual([
      { exporter: "trl-kto", folder: "", reason, rows: 1 },
      { exporter: "llama-factory", folder: "kto", reason, rows: 1 },
      { exporter: "goal-contrast", folder: "", reason, rows: 1 },
      { exporter: "goal-contrast", folder: "ms-swift", reason, rows: 1 },
    ]);
  });

  test("replaces files of an earlier run, takes away those that have no rows any more, and leaves no scratch", async () => {
    await build(["trl-sft", "llama-factory"], many(10), { val: 0.2 });
    mkdirSync(join(out, "mine"));
    writeFileSync(join(out, "mine", "notes.jsonl"), "{}\n");
    await build(["trl-sft"], many(10));
    expect(Object.keys(allFiles())).toEqual(expect.arrayContaining(["trl-sft/train.jsonl", "mine/notes.jsonl", "llama-factory/val.jsonl"]));
    expect(existsSync(join(out, "trl-sft", "val.jsonl"))).toBe(false);
    expect(existsSync(join(out, ".scratch"))).toBe(false);
  });

  test("changes no file when the input breaks off", async () => {
    await build(["trl-sft"], many(5));
    const before = allFiles();
    async function* breaking(): AsyncGenerator<DatasetRecord> {
      yield* many(3);
      throw new Error("disk gone");
    }
    await expect(build(["trl-sft"], [], { records: breaking })).rejects.toThrow("disk gone");
    expect(allFiles()).toEqual(before);
    expect(readdirSync(out)).toEqual(["trl-sft"]);
  });

  test("writes rows of any size and script", async () => {
    const long = "☕".repeat(400_000);
    const records = [
      accepted(run("Read", [user("Read"), agent("", call("read", {}, long)), agent("Read.")]), relabel("Read it", 3)),
      ...corpus,
    ];
    await build(["trl-sft", "sharegpt"], records);
    expect(readFileSync(join(out, "trl-sft/train.jsonl"), "utf8")).toContain(long);
    expect(JSON.parse(readFileSync(join(out, "sharegpt/train.json"), "utf8"))).toHaveLength(lines("trl-sft/train.jsonl").length);
  });
});
