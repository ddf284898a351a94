import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { JsonObject } from "../base/json.ts";
import type { ParquetColumn } from "../exporters/exporter.ts";
import { RowTable } from "./row-table.ts";
import { writeParquet } from "./write-parquet.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "agenther-parquet-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const columns: readonly ParquetColumn[] = [
  { name: "messages", type: { list: { struct: { role: "string", content: "string", train: "boolean" } } } },
  { name: "weight", type: "double" },
  { name: "names", type: { list: "string" } },
  { name: "metadata", type: "string" },
];

async function written(rows: readonly JsonObject[], order = Uint32Array.from(rows.keys())): Promise<{ path: string; read: unknown[] }> {
  const table = new RowTable(join(folder, "rows"));
  for (const row of rows) table.add(Buffer.from(`${JSON.stringify(row)}\n`), { run: 0, phase: 0, keys: "" });
  const path = join(folder, "rows.parquet");
  writeParquet(path, table, order, columns);
  table.close();
  const read: unknown[] = await parquetReadObjects({ file: await asyncBufferFromFile(path) });
  // The reader gives undefined for null.
  return { path, read: JSON.parse(JSON.stringify(read, (_, value: unknown) => value ?? null)) };
}

const text = fc.oneof(fc.string({ unit: "grapheme" }), fc.constant(""), fc.constant("☕".repeat(900)));
const message = fc.record({ role: fc.constantFrom("user", "assistant"), content: text, train: fc.boolean() }, { noNullPrototype: true });
const row = fc.record(
  {
    messages: fc.array(message, { maxLength: 4 }),
    weight: fc.oneof(fc.constant(1), fc.double({ noNaN: true, noDefaultInfinity: true })),
    names: fc.option(fc.array(text, { maxLength: 3 })),
    metadata: fc.option(text),
  },
  { noNullPrototype: true },
);

test("what is read back is what was written, in the order asked for", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 6 }), async (generated) => {
      // As JSON has them: no negative zero.
      const rows: JsonObject[] = JSON.parse(JSON.stringify(generated));
      const order = Uint32Array.from(rows.keys()).toReversed();
      expect((await written(rows, order)).read).toEqual(rows.toReversed());
    }),
    { numRuns: 40 },
  );
});

test("keys that a row lacks are null, and values of another type neither break the file nor are made up", async () => {
  const odd = { messages: [{ role: "user" }, "x"], weight: "heavy", names: {}, metadata: { a: [1] } };
  expect((await written([{ weight: 1 }, odd])).read).toEqual([
    { messages: null, weight: 1, names: null, metadata: null },
    { messages: [{ role: "user", content: null, train: null }, null], weight: null, names: null, metadata: '{"a":[1]}' },
  ]);
});

test("long files are written in row groups of bounded size", async () => {
  const rows = Array.from({ length: 30 }, (_, index) => ({
    messages: [{ role: "user", content: String(index).padEnd(400_000, "ab"), train: false }],
    weight: index,
    names: [],
    metadata: "",
  }));
  const { path, read } = await written(rows);
  expect(read).toEqual(rows);
  const { row_groups: groups } = await parquetMetadataAsync(await asyncBufferFromFile(path));
  expect(groups.map(({ num_rows: count }) => Number(count))).toEqual([11, 11, 8]);
});
