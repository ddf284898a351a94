import type { DatasetFile } from "./dataset-files.ts";
import type { OrderedRows } from "./order-rows.ts";
import type { RowTable } from "./row-table.ts";
import { writeRows } from "./write-rows.ts";

/** Writes ordered rows of a table to a new file, in the container that the file asks for. */
export type RowsWriter = (path: string, file: DatasetFile, table: RowTable, ordered: OrderedRows) => void;

/** The writer for these files. The Parquet library is loaded only where one of them needs it. */
export async function rowsWriter(files: readonly DatasetFile[]): Promise<RowsWriter> {
  const parquet = files.some(({ container }) => container === "parquet") ? await import("./write-parquet.ts") : undefined;
  return (path, { container, columns = [] }, table, { order, first }) => {
    if (container !== "parquet") writeRows(path, table, order, container, first);
    else parquet?.writeParquet(path, table, order, columns);
  };
}
