import * as fc from "fast-check";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";
import { complaintAbout } from "../../bin/check-node.js";
import { ByteWriter } from "../../src/run/byte-writer.ts";
import { bitsOfId, IdMap } from "../../src/run/id-map.ts";
import { linesOf } from "../../src/run/lines-of.ts";
import { lockFolder } from "../../src/run/lock.ts";
import { mapInOrder } from "../../src/run/map-in-order.ts";
import { parseConfig } from "../../src/run/parse-config.ts";
import { readStringMember } from "../../src/run/read-member.ts";
import { differencesBetween } from "../../src/run/run-config.ts";

const folder = mkdtempSync(join(tmpdir(), "agenther-parts-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("IdMap", () => {
  test("answers as a Map would, also past its first size and for the id of zeros", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.bigInt(0n, 50n), fc.bigInt(0n, 2n ** 64n - 1n)), { maxLength: 3000 }), (keys) => {
        const map = new Map<bigint, number>();
        const ids = new IdMap();
        keys.forEach((key, index) => {
          expect(ids.getOrSet(key, index)).toBe(map.get(key));
          if (!map.has(key)) map.set(key, index);
        });
        expect(ids.size).toBe(map.size);
      }),
      { numRuns: 30 },
    );
  });

  test("takes all 64 bits of an id", () => {
    expect(bitsOfId("t_ffffffffffffffff")).toBe(2n ** 64n - 1n);
  });
});

describe("ByteWriter", () => {
  test("gives the UTF-8 of all texts together, and their sizes", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme", maxLength: 300 })), (texts) => {
        const writer = new ByteWriter();
        const sizes = texts.map((text) => writer.append(text));
        expect(sizes).toEqual(texts.map((text) => Buffer.byteLength(text)));
        expect(Buffer.from(writer.take()).toString()).toBe(texts.join(""));
        expect(writer.length).toBe(0);
      }),
    );
  });

  test("grows past its first size", () => {
    const writer = new ByteWriter();
    const text = "ä".repeat(200_000);
    writer.append(text);
    writer.appendBytes(Buffer.from("end"));
    expect(Buffer.from(writer.take()).toString()).toBe(`${text}end`);
  });
});

describe("linesOf", () => {
  test("cuts as split does, whatever the size of the chunks, and marks a torn last line", () => {
    const path = join(folder, "lines");
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom("a", "\n", "é") }), { maxLength: 20 }),
        fc.integer({ min: 1, max: 16 }),
        (pieces, chunk) => {
          const text = pieces.join("");
          writeFileSync(path, text);
          const lines = linesOf(path, chunk)
            .map(({ bytes, offset, complete }) => ({ text: bytes.toString(), offset, complete }))
            .toArray();
          const expected: typeof lines = [];
          let offset = 0;
          const parts = text.split("\n");
          parts.forEach((part, index) => {
            const complete = index < parts.length - 1;
            if (complete || part !== "") expected.push({ text: part, offset, complete });
            offset += Buffer.byteLength(part) + 1;
          });
          expect(lines).toEqual(expected);
        },
      ),
    );
  });

  test("a file that is not there has no lines", () => {
    expect([...linesOf(join(folder, "nowhere"))]).toEqual([]);
  });
});

describe("mapInOrder", () => {
  test("keeps the order however long each takes, and no more than so many under way", async () => {
    let underWay = 0;
    let most = 0;
    const results: number[] = [];
    const work = async (item: number): Promise<number> => {
      most = Math.max(most, (underWay += 1));
      for (let turn = 0; turn < (item * 7) % 5; turn++) await Promise.resolve();
      underWay -= 1;
      return item;
    };
    for await (const result of mapInOrder([...Array(50).keys()], 4, work)) results.push(result);
    expect(results).toEqual([...Array(50).keys()]);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(4);
  });

  test("one that does not end holds back the others only when as many as there may be are done", async () => {
    let begun = 0;
    let end = (): void => {};
    const first = new Promise<void>((resolve) => (end = resolve));
    const work = async (item: number): Promise<number> => {
      begun += 1;
      if (item === 0) await first;
      return item;
    };
    const results = mapInOrder([...Array(100).keys()], { atOnce: 4, atMost: 20 }, work);
    const head = results.next();
    await setImmediate();
    expect(begun).toBe(20);
    end();
    expect(await head).toEqual({ done: false, value: 0 });
    const others: number[] = [];
    for await (const result of results) others.push(result);
    expect(others).toEqual([...Array(100).keys()].slice(1));
  });

  test("begins nothing more after a failure, and ends when all has settled", async () => {
    const begun: number[] = [];
    let ended = 0;
    const work = async (item: number): Promise<number> => {
      begun.push(item);
      for (let turn = 0; turn < (item === 1 ? 1 : 5 + item); turn++) await setImmediate();
      if (item === 1) throw new Error("the second");
      ended += 1;
      return item;
    };
    const run = async (): Promise<void> => {
      for await (const _ of mapInOrder([...Array(100).keys()], { atOnce: 3, atMost: 50 }, work));
    };
    await expect(run()).rejects.toThrow("the second");
    expect(begun).toEqual([0, 1, 2]);
    expect(ended).toBe(2);
  });

  test("throws what an item's work throws, after the items before it", async () => {
    const seen: number[] = [];
    const run = async (): Promise<void> => {
      for await (const result of mapInOrder([0, 1, 2, 3], 4, failAtTwo)) seen.push(result);
    };
    await expect(run()).rejects.toThrow("the third");
    expect(seen).toEqual([0, 1]);
  });
});

describe("readStringMember", () => {
  test("finds a member and is not deceived by texts that look like one", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (groupId, other) => {
        const line = Buffer.from(JSON.stringify({ detail: `"groupId":"no" ${other}`, source: { file: '\\"groupId":"no"' }, groupId }));
        expect(readStringMember(line, "groupId")).toBe(JSON.parse(line.toString()).groupId);
      }),
    );
    expect(readStringMember(Buffer.from('{"a":1}'), "groupId")).toBeUndefined();
  });
});

describe("lockFolder", () => {
  test("a lock is held once, given back, and taken over from a process that is gone", () => {
    const lock = join(folder, "run.lock");
    const unlock = lockFolder(lock);
    // Another process that is alive: the one that started this test.
    writeFileSync(lock, JSON.stringify({ pid: process.ppid, host: hostname() }));
    expect(() => lockFolder(lock)).toThrow(`process ${process.ppid}`);
    unlock();
    lockFolder(lock)();
    writeFileSync(lock, JSON.stringify({ pid: 2 ** 30, host: hostname() }));
    lockFolder(lock)();
    writeFileSync(lock, "");
    lockFolder(lock)();
    writeFileSync(lock, JSON.stringify({ pid: 2 ** 30, host: "elsewhere" }));
    expect(() => lockFolder(lock)).toThrow("on elsewhere");
  });
});

describe("settings", () => {
  test("defaults are the paper's", () => {
    expect(parseConfig({})).toMatchObject({ theta: 0.5, delta: 0.3, tries: 3, maxGoals: 4, to: ["trl-sft", "trl-kto"] });
  });

  test("a value out of range is named with what was found", () => {
    expect(() => parseConfig({ theta: 3, maxGoals: 0 })).toThrow(/--max-goals: .*\(got 0\)[^]*--theta: .*\(got 3\)/);
  });

  test("differences show both values", () => {
    expect(differencesBetween(parseConfig({}), parseConfig({ theta: 0.6, to: ["sharegpt"] }))).toEqual([
      { name: "to", old: '["trl-sft","trl-kto"]', new: '["sharegpt"]' },
      { name: "theta", old: "0.5", new: "0.6" },
    ]);
  });
});

test("a Node that is too old gets one sentence that says which is needed", () => {
  expect(complaintAbout("20.20.2")).toMatch(/^agenther needs Node 22\.18 or newer, and this is Node 20\.20\.2\. .*nodejs\.org/);
  expect(complaintAbout("22.17.9")).toBeDefined();
  expect(complaintAbout("8.0.0")).toBeDefined();
  for (const version of ["22.18.0", "24.0.0", "100.1.0"]) expect(complaintAbout(version)).toBeUndefined();
});

function failAtTwo(item: number): Promise<number> {
  return item === 2 ? Promise.reject(new Error("the third")) : Promise.resolve(item);
}
