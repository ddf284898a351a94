import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cutChunks } from "../../src/reader/frame.ts";
import type { Cut } from "../../src/reader/plan.ts";
import type { RawRecord } from "../../src/reader/raw-record.ts";
import { shapeOf } from "../../src/reader/shape.ts";

const values = fc.array(fc.jsonValue({ maxDepth: 3 }), { maxLength: 8 });
const containers = fc.array(fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue())), { maxLength: 8 });
const blank = fc.stringMatching(/^[ \t\r\n]{0,3}$/);

describe("cutting gives back the values that were written, with their lines, whatever the chunks", () => {
  test("one a line", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.jsonValue(), fc.constantFrom("\n", "\r\n", "\n\n \n"))), chunkSizes, async (rows, sizes) => {
        await expectCut("lines", written(rows.map(([value, end]) => [JSON.stringify(value), end])), sizes);
      }),
    );
  });

  test("an array", async () => {
    await fc.assert(
      fc.asyncProperty(values, blank, blank, indents, chunkSizes, async (rows, before, after, indent, sizes) => {
        const text = before + JSON.stringify(rows, null, indent) + after;
        await expectCut("array", { text, values: rows, lines: undefined }, sizes);
      }),
    );
  });

  test("an array with white space anywhere between its elements", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.jsonValue(), blank, blank)),
        blank,
        indents,
        chunkSizes,
        async (rows, before, indent, sizes) => {
          const parts = rows.map(([value, left, right], index): [string, string, string] => [
            left,
            JSON.stringify(value, null, indent),
            `${right}${index === rows.length - 1 ? "" : ","}`,
          ]);
          const all = written([
            ["", `${before}[`],
            ...parts.flatMap(([left, value, right]): Part[] => [
              ["", left],
              [value, right],
            ]),
            ["", "]"],
          ]);
          await expectCut("array", all, sizes);
        },
      ),
    );
  });

  test("objects and arrays one after another, pretty or not", async () => {
    await fc.assert(
      fc.asyncProperty(
        containers,
        fc.constantFrom("", "\n", " ", "\r\n\r\n"),
        indents,
        chunkSizes,
        async (rows, between, indent, sizes) => {
          await expectCut("values", written(rows.map((value) => [JSON.stringify(value, null, indent), between])), sizes);
        },
      ),
    );
  });

  test("members of an object, with their keys", async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), indents, chunkSizes, async (members, indent, sizes) => {
        const entries = Object.entries(members);
        const text = JSON.stringify(Object.fromEntries(entries), null, indent);
        const expected = Object.entries<unknown>(JSON.parse(text));
        const records = await cutAll("members", text, sizes);
        expect(records.map(({ key, bytes }) => [key, JSON.parse(Buffer.from(bytes).toString())])).toEqual(expected);
      }),
    );
  });

  test("the elements of a list in an object, with what stands before it", async () => {
    const others = fc.dictionary(
      fc.string().filter((key) => key !== "runs"),
      fc.jsonValue(),
    );
    await fc.assert(
      fc.asyncProperty(others, values, others, indents, chunkSizes, async (before, rows, behind, indent, sizes) => {
        const object = new Map<string, unknown>(Object.entries(before));
        for (const [key, value] of [["runs", rows] as const, ...Object.entries(behind)]) object.set(key, value);
        // Keys that look like numbers are moved to the front by the language, so the text is put together by hand.
        const members = [...object].map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value, null, indent)}`);
        const text = `{${members.join(",\n")}}`;
        const records = await cutAll({ list: "runs" }, text, sizes);
        expect(records.map(({ bytes }) => JSON.parse(Buffer.from(bytes).toString()))).toEqual(JSON.parse(JSON.stringify(rows)));
        const first: unknown = JSON.parse(text.slice(0, text.indexOf(members[Object.keys(before).length] ?? "")).replace(/,\n$/, "") + "}");
        for (const { companions, key } of records) {
          expect([companions?.unread, key]).toEqual([[], undefined]);
          expect(JSON.parse(companions?.texts["around"] ?? "")).toEqual(first);
        }
      }),
    );
  });

  test("a file that ends before its list is one broken record, and a broken element costs itself", async () => {
    const [cutOff, ...none] = await cutAll({ list: "runs" }, '{"info": {"a": 1}, "tasks": [1, 2', [7]);
    expect([cutOff?.problem?.code, none]).toEqual(["broken_json", []]);
    const text = '{"info": 1,\n "runs": [\n  {"id": 1},\n  {"id": 2 oops,\n  {"id": 3}\n]}';
    const records = await cutAll({ list: "runs" }, text, [9]);
    expect(records.map(({ bytes }) => Buffer.from(bytes).toString().slice(0, 8))).toEqual(['{"id": 1', '{"id": 2', '{"id": 3']);
    expect(records[2]?.companions?.texts).toEqual({ around: '{"info":1}' });
  });

  test("lines of text, grouped", async () => {
    const lines = fc.array(fc.constantFrom("Question: a", "== heading", "Thought: x", "", "  y"));
    await fc.assert(
      fc.asyncProperty(lines, fc.constantFrom("\n", "\r\n"), chunkSizes, async (all, end, sizes) => {
        const cut: Cut = { classify: (line) => (line.startsWith("Q") ? "start" : line.startsWith("==") ? "heading" : "inside") };
        const records = await cutAll(cut, all.join(end), sizes);
        const starts = all.flatMap((line, index) => (line.startsWith("Q") ? [index + 1] : []));
        expect(records.map(({ line }) => line)).toEqual(starts);
        for (const { line, bytes, headings } of records) {
          const rest = all.slice(line);
          const stop = rest.findIndex((other) => other.startsWith("Q") || other.startsWith("=="));
          const body = [all[line - 1], ...rest.slice(0, stop < 0 ? undefined : stop)].join(end).trimEnd();
          expect(Buffer.from(bytes).toString().trimEnd()).toBe(body);
          expect(headings).toHaveLength(Math.min(8, all.slice(0, line).filter((other) => other.startsWith("==")).length));
        }
      }),
    );
  });
});

test("garbage never throws, and what is cut lies in the file, in order, where it says", async () => {
  const alphabet = fc.constantFrom(...Array.from('{}[],:"\\ \n\r\t\0a1-tnf'), '{"a":1}', '\n{"a":', '"k":', "\u{feff}", "\xff");
  const cuts = fc.constantFrom<Cut>("lines", "values", "array", "members", "document");
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.array(alphabet, { maxLength: 80 }).map((parts) => new Uint8Array(Buffer.from(parts.join("")))),
  );
  await fc.assert(
    fc.asyncProperty(bytes, cuts, chunkSizes, async (content, cut, sizes) => {
      const records = await collect(cutChunks(chunked(content, sizes), cut, { file: "f", maxRecordBytes: 1000 }));
      let end = 0;
      for (const { offset, size, line, bytes: kept } of records) {
        expect(offset).toBeGreaterThanOrEqual(end);
        end = offset + size;
        expect(end).toBeLessThanOrEqual(content.length);
        expect(Buffer.from(kept)).toEqual(Buffer.from(content.subarray(offset, offset + size)));
        expect(line).toBe(1 + content.subarray(0, offset).filter((byte) => byte === 10).length);
      }
      // The same whatever the chunks.
      const atOnce = await collect(cutChunks([content], cut, { file: "f", maxRecordBytes: 1000 }));
      expect(records.map(({ offset, size }) => [offset, size])).toEqual(atOnce.map(({ offset, size }) => [offset, size]));
    }),
    { numRuns: 3000 },
  );
});

test("the shape of any text is found without an error", () => {
  const parts = fc.array(fc.constantFrom(...Array.from('{}[],:"\\\n a1'), '{"a":1}\n', '{"a":[{"b":"c'), { maxLength: 40 });
  fc.assert(
    fc.property(parts, fc.boolean(), (all, complete) => {
      expect(["lines", "array", "object", "text"]).toContain(shapeOf(all.join(""), complete).shape);
    }),
    { numRuns: 2000 },
  );
});

test("a beginning of any length of values one a line shows values that are really there", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), fc.nat(), (value, cut) => {
      const text = JSON.stringify(value);
      const head = text.slice(0, cut % (text.length + 1));
      const parsed: unknown = JSON.parse(text);
      for (const found of shapeOf(head, head === text).values) expect(isPartOf(found, parsed)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

/** Whether a repaired value holds nothing that the whole one does not: the last text may be shorter, keys may be missing. */
function isPartOf(part: unknown, whole: unknown): boolean {
  if (typeof part === "string" && typeof whole === "string") return whole.startsWith(part);
  if (Array.isArray(part) && Array.isArray(whole)) return part.every((element, index) => isPartOf(element, whole[index]));
  if (typeof part === "object" && part !== null && typeof whole === "object" && whole !== null) {
    const members = new Map(Object.entries(whole));
    return Object.entries(part).every(([key, value]) => members.has(key) && isPartOf(value, members.get(key)));
  }
  return Object.is(part, whole);
}

const indents = fc.constantFrom(undefined, 1, 2, "\t");

const chunkSizes = fc.array(fc.integer({ min: 1, max: 64 }), { minLength: 1, maxLength: 20 });

type Part = [value: string, end: string];

interface Written {
  text: string;
  values: unknown[];
  /** Undefined where only the order is known. */
  lines: number[] | undefined;
}

/** Parts joined, with the values and lines of those that are not empty. */
function written(parts: Part[]): Written {
  let text = "";
  const all: unknown[] = [];
  const lines: number[] = [];
  for (const [value, end] of parts) {
    if (value !== "") {
      all.push(JSON.parse(value));
      lines.push(text.split("\n").length);
    }
    text += value + end;
  }
  return { text, values: all, lines };
}

async function expectCut(cut: Cut, expected: Written, sizes: number[]): Promise<void> {
  const records = await cutAll(cut, expected.text, sizes);
  expect(records.map(({ bytes }) => JSON.parse(Buffer.from(bytes).toString()))).toEqual(JSON.parse(JSON.stringify(expected.values)));
  if (expected.lines !== undefined) expect(records.map(({ line }) => line)).toEqual(expected.lines);
  for (const { offset, bytes, problem } of records) {
    expect(problem).toBeUndefined();
    expect(Buffer.from(expected.text).subarray(offset, offset + bytes.length)).toEqual(Buffer.from(bytes));
  }
}

async function cutAll(cut: Cut, text: string, sizes: number[]): Promise<RawRecord[]> {
  return collect(cutChunks(chunked(Buffer.from(text), sizes), cut, { file: "f", maxRecordBytes: 1_000_000 }));
}

async function collect(groups: AsyncIterable<RawRecord[]>): Promise<RawRecord[]> {
  const records: RawRecord[] = [];
  for await (const group of groups) records.push(...group);
  return records;
}

/** Pieces of these sizes, again and again. */
function* chunked(bytes: Uint8Array, sizes: number[]): Generator<Uint8Array> {
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield Uint8Array.from(bytes.subarray(at, at + size));
    at += size;
  }
}
