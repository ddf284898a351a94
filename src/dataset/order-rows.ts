import { terminatorOf, type DatasetFile } from "./dataset-files.ts";
import { chooseFirstRow, fillRow, withRealNumbers, type FirstRow } from "./first-row.ts";
import { orderApart } from "./order-apart.ts";
import type { RowTable } from "./row-table.ts";

/** Rows of one split of a file in their final order. */
export interface OrderedRows {
  order: Uint32Array;
  /** Bytes of the first row with its terminator, where they differ from the table's: keys that it lacked, real numbers with a point. */
  first: Uint8Array | undefined;
}

/** Orders the rows that belong to a split: phase by phase, in input order or apart, and the row with the most keys in front. */
export function orderRows(table: RowTable, file: DatasetFile, belongs: (row: number) => boolean): OrderedRows {
  const rows = rowsThat(table.length, belongs);
  const allKeys = new Set<string>();
  let lastKeys = "";
  const phaseNumbers = new Set<number>();
  for (const row of rows) {
    phaseNumbers.add(table.phaseOf(row));
    const keys = table.keysOf(row);
    if (keys === lastKeys) continue;
    for (const key of keys.split(" ")) allKeys.add(key);
    lastKeys = keys;
  }
  const phases = [...phaseNumbers].toSorted((one, other) => one - other).map((phase) => rows.filter((row) => table.phaseOf(row) === phase));
  const first = chooseFirstRow(phases[0] ?? rows, (row) => table.keysOf(row), allKeys, file.fillers ?? {});
  const order =
    file.order === "apart" ? orderApart(phases, (row) => table.runOf(row), first?.row) : inInputOrder(phases, rows.length, first?.row);
  return { order, first: first === undefined || file.container === "parquet" ? undefined : mended(table, file, first) };
}

function rowsThat(length: number, belongs: (row: number) => boolean): Uint32Array {
  const rows = new Uint32Array(length);
  let count = 0;
  for (let row = 0; row < length; row++) if (belongs(row)) rows[count++] = row;
  return rows.slice(0, count);
}

function inInputOrder(phases: readonly Uint32Array[], length: number, first: number | undefined): Uint32Array {
  const order = new Uint32Array(length);
  let end = 0;
  if (first !== undefined) order[end++] = first;
  for (const rows of phases) for (const row of rows) if (row !== first) order[end++] = row;
  return order;
}

function mended(table: RowTable, file: DatasetFile, { row, missing }: FirstRow): Uint8Array | undefined {
  const { fillers = {}, realNumbers = [] } = file;
  if (missing.length === 0 && realNumbers.length === 0) return undefined;
  const terminator = terminatorOf(file);
  const text = table.bytesOf(row, row).toString().slice(0, -terminator.length);
  const filled = missing.length === 0 ? text : fillRow(text, missing, fillers);
  return Buffer.from(withRealNumbers(filled, realNumbers) + terminator);
}
