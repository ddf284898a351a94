import { closeSync, fsyncSync, openSync } from "node:fs";
import type { SchemaElement } from "hyparquet";
import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import { isObject, type Json, type JsonObject } from "../base/json.ts";
import type { ParquetColumn, ParquetType } from "../exporters/exporter.ts";
import type { RowTable } from "./row-table.ts";
import { writeAll } from "./scratch-file.ts";

/** A row group is closed at so many bytes of JSON or so many rows, whichever comes first; what is in memory at once is a few times that. */
const GROUP_BYTES = 1 << 22;
const GROUP_ROWS = 10_000;

/**
 * Writes rows of a table to a new Parquet file in the given order, row group by row group, so that memory does not grow with the file. The bytes
 * depend on the rows and the columns alone.
 *
 * @throws RangeError when there are no columns
 */
export function writeParquet(path: string, table: RowTable, order: Uint32Array, columns: readonly ParquetColumn[]): void {
  if (columns.length === 0) throw new RangeError("A Parquet file needs columns.");
  const handle = openSync(path, "w");
  try {
    const bytes = new FlushedBytes(handle);
    const writer = new ParquetWriter({ writer: bytes, schema: parquetSchema(columns), createdBy: "agenther" });
    for (const rows of rowGroups(table, order)) {
      const columnData = columns.map(({ name, type }) => ({ name, data: rows.map((row) => fitted(row[name], type)) }));
      void writer.write({ columnData, rowGroupSize: rows.length });
    }
    void writer.finish();
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function* rowGroups(table: RowTable, order: Uint32Array): Generator<JsonObject[]> {
  let rows: JsonObject[] = [];
  let size = 0;
  for (const number of order) {
    const bytes = table.bytesOf(number, number);
    const row: Json = JSON.parse(bytes.toString());
    if (isObject(row)) rows.push(row);
    size += bytes.length;
    if (size < GROUP_BYTES && rows.length < GROUP_ROWS) continue;
    yield rows;
    rows = [];
    size = 0;
  }
  if (rows.length > 0) yield rows;
}

/** The value as its type has it: what does not fit is null, so that no row can break the file; keys that a struct lacks are left away. */
function fitted(value: Json | undefined, type: ParquetType): Json {
  if (value === undefined || value === null) return null;
  if (type === "string") return typeof value === "string" ? value : JSON.stringify(value);
  if (type === "boolean") return typeof value === "boolean" ? value : null;
  if (type === "double") return typeof value === "number" ? value : null;
  if ("list" in type) return Array.isArray(value) ? value.map((one) => fitted(one, type.list)) : null;
  if (!isObject(value)) return null;
  return Object.fromEntries(Object.entries(type.struct).map(([key, inner]) => [key, fitted(value[key], inner)]));
}

/** The schema in the flat form of the format: each group followed by what is in it. */
export function parquetSchema(columns: readonly ParquetColumn[]): SchemaElement[] {
  return [{ name: "root", num_children: columns.length }, ...columns.flatMap(({ name, type }) => schemaOf(name, type))];
}

function schemaOf(name: string, type: ParquetType): SchemaElement[] {
  const field = { name, repetition_type: "OPTIONAL" } as const;
  if (type === "string") return [{ ...field, type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type: "STRING" } }];
  if (type === "boolean") return [{ ...field, type: "BOOLEAN" }];
  if (type === "double") return [{ ...field, type: "DOUBLE" }];
  if ("struct" in type) {
    const inner = Object.entries(type.struct);
    return [{ ...field, num_children: inner.length }, ...inner.flatMap(([key, one]) => schemaOf(key, one))];
  }
  return [
    { ...field, converted_type: "LIST", logical_type: { type: "LIST" }, num_children: 1 },
    { name: "list", repetition_type: "REPEATED", num_children: 1 },
    ...schemaOf("element", type.list),
  ];
}

/** The library's buffer, emptied into a file after each row group. */
class FlushedBytes extends ByteWriter {
  readonly #handle: number;

  constructor(handle: number) {
    super();
    this.#handle = handle;
  }

  /** Called by the library after each row group. */
  flush(): void {
    writeAll(this.#handle, new Uint8Array(this.buffer, 0, this.index));
    this.index = 0;
  }

  override finish(): void {
    this.flush();
  }
}
