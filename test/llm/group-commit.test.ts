import path from "node:path";
import Database from "better-sqlite3";
import { describe, expect, onTestFinished, test } from "vitest";
import { groupCommit, type GroupCommit } from "../../src/llm/group-commit.ts";
import { scratch } from "./world.ts";

/** A database with one column, what is committed to it, and the sizes of the groups. */
function world(): { group: GroupCommit; put: (value: number) => Promise<void>; committed: () => unknown[]; groups: number[] } {
  const file = path.join(scratch(), "writes.sqlite");
  const db = new Database(file);
  db.exec("CREATE TABLE writes (value INTEGER CHECK (value >= 0))");
  const other = new Database(file, { readonly: true });
  onTestFinished(() => {
    other.close();
    db.close();
  });
  const groups: number[] = [];
  const group = groupCommit(db, (writes) => groups.push(writes));
  const insert = db.prepare("INSERT INTO writes VALUES (?)");
  return {
    group,
    groups,
    put: (value) => group.add(() => void insert.run(value)),
    committed: () => other.prepare("SELECT value FROM writes ORDER BY rowid").pluck().all(),
  };
}

test("writes of a turn are one group, fulfilled when it is committed", async () => {
  const { put, committed, groups } = world();
  const writes = [put(1), put(2), put(3)];
  expect(committed()).toEqual([]);
  await writes[0];
  expect(committed()).toEqual([1, 2, 3]);
  await Promise.all([...writes, put(4)]);
  expect(groups).toEqual([3, 1]);
});

test("a swarm does not wait for the end of the turn, and what one write leads to stays with it", async () => {
  const { put, groups } = world();
  const told: string[] = [];
  const turnEnds = new Promise<void>((resolve) => {
    setImmediate(() => resolve(void told.push("the turn ends")));
  });
  // Each write leads to another after some steps, as an answer leads to the next request.
  const pair = async (value: number): Promise<void> => {
    const first = put(value);
    for (let step = 0; step < 5; step += 1) await Promise.resolve();
    await Promise.all([first, put(value + 1000)]);
  };
  const swarm = Promise.all(Array.from({ length: 20 }, (_, value) => pair(value)));
  await swarm;
  told.push("all are written");
  await turnEnds;
  expect(told).toEqual(["all are written", "the turn ends"]);
  expect(groups).toEqual([40]);
});

describe("a group with a write that fails", () => {
  test("is not made, and each of its writes is told", async () => {
    const { put, committed } = world();
    const settled = await Promise.allSettled([put(1), put(-1)]);
    expect(settled.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    await put(2);
    expect(committed()).toEqual([2]);
  });
});

test("what waits can be written at once", () => {
  const { group, put, committed } = world();
  void put(1);
  group.flush();
  expect(committed()).toEqual([1]);
});
