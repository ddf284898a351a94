import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { expect, test } from "vitest";
import type { JsonObject } from "../base/json.ts";
import { inferColumns } from "./infer-columns.ts";
import { RowTable } from "./row-table.ts";
import { writeParquet } from "./write-parquet.ts";

const rows: JsonObject[] = [
  { messages: [{ role: "user", content: "hi" }], label: true, weight: 1, tools: null, mixed: "a" },
  {
    messages: [
      { role: "assistant", content: "", tool_calls: [{ id: "c", function: { name: "f", arguments: { a: 1, deep: { b: [2] } } } }] },
      { role: "tool", content: "", tool_calls: [] },
    ],
    label: false,
    weight: 0.5,
    tools: "[]",
    mixed: { b: 1 },
  },
];

test("rows come back from Parquet as they were, free-form objects as JSON", async () => {
  const folder = mkdtempSync(join(tmpdir(), "agenther-columns-"));
  const table = new RowTable(join(folder, "rows"));
  for (const row of rows) table.add(Buffer.from(`${JSON.stringify(row)}\n`), { run: 0, phase: 0, keys: "" });
  const path = join(folder, "rows.parquet");
  writeParquet(path, table, Uint32Array.of(0, 1), inferColumns(table));
  table.close();
  const bytes = readFileSync(path);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const [first, second] = await parquetReadObjects({ file });
  rmSync(folder, { recursive: true });
  expect(first).toMatchObject({
    messages: [{ role: "user", content: "hi", tool_calls: undefined }],
    label: true,
    weight: 1,
    tools: null,
    mixed: "a",
  });
  expect(second).toMatchObject({ label: false, weight: 0.5, tools: "[]", mixed: '{"b":1}' });
  expect(JSON.parse(JSON.stringify(second?.["messages"]))).toMatchObject([
    { tool_calls: [{ id: "c", function: { name: "f", arguments: '{"a":1,"deep":{"b":[2]}}' } }] },
    { role: "tool" },
  ]);
});
