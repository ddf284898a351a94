import { open, type FileHandle } from "node:fs/promises";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { type AsyncBuffer, type Compressors, type FileMetaData, parquetMetadataAsync, parquetReadObjects, type RowGroup } from "hyparquet";
import { compressors as pureCompressors } from "hyparquet-compressors";
import { damaged, type Piece, type UnpackOptions } from "./container.ts";
import { checkGrowth } from "./growth.ts";
import { parquetParsers, rowToJson } from "./parquet-values.ts";

/** Rows of a head. */
const HEAD_ROWS = 64;

/** A row group larger than this is read in parts, where its columns allow it. */
const PART_BYTES = 64 * 1024 * 1024;

/** Bytes of a piece of text. */
const PIECE_BYTES = 256 * 1024;

/**
 * The rows of a Parquet file as JSON Lines, one line for each row. Only a row group is held at a time; of one above 64 MiB its packed columns and
 * a part of its rows, unless it has nested columns without an offset index, which are unpacked as a whole. A row group that cannot be decoded is
 * a fault and the next one is read.
 *
 * Values: text stays text, also where it holds JSON; a column of the type JSON gives its values; integers beyond 2^53 are text; decimals are numbers; times are ISO 8601 in UTC, to the
 * millisecond; bytes are text where they are UTF-8, otherwise `{"base64": "..."}`; NaN and infinity are null.
 *
 * @throws BrokenContainer when the footer cannot be read or rows grow past all sense
 * @throws the file system's own errors
 */
export async function* parquetPieces(path: string, options: UnpackOptions): AsyncGenerator<Piece, void, undefined> {
  const file = await open(path, "r");
  try {
    yield* piecesOf(path, file, options);
  } finally {
    await file.close();
  }
}

async function* piecesOf(
  path: string,
  handle: FileHandle,
  { headOnly = false, listen }: UnpackOptions,
): AsyncGenerator<Piece, void, undefined> {
  const { size } = await handle.stat();
  const file = bufferOf(handle, size);
  const metadata = await metadataOf(path, file);
  const lastRow = headOnly ? HEAD_ROWS : Infinity;
  let unpacked = 0;
  let groupStart = 0;
  for (const group of metadata.row_groups) {
    const groupRows = Number(group.num_rows);
    const groupEnd = Math.min(groupStart + groupRows, lastRow);
    const partRows = headOnly ? HEAD_ROWS : rowsOfPart(group, metadata);
    for (let rowStart = groupStart; rowStart < groupEnd; rowStart += partRows) {
      const rowEnd = Math.min(rowStart + partRows, groupEnd);
      const rows = await rowsOf(file, metadata, rowStart, rowEnd);
      if (!Array.isArray(rows)) {
        const words = `rows ${groupStart + 1} to ${groupStart + groupRows} of the Parquet file cannot be read (${rows.message})`;
        const message = `${path}: ${words}. They are left out; write the file again to have them.`;
        yield { problem: { code: "damaged_container", message }, line: rowStart + 1, lines: groupStart + groupRows - rowStart };
        break;
      }
      for (const piece of textOf(rows)) {
        unpacked += piece.length;
        checkGrowth(path, unpacked, size);
        yield piece;
      }
    }
    groupStart += groupRows;
    if (groupStart >= lastRow) return;
    listen?.(Math.round(size * (groupStart / Math.max(1, Number(metadata.num_rows)))));
  }
}

function bufferOf(handle: FileHandle, size: number): AsyncBuffer {
  return {
    byteLength: size,
    async slice(start, end = size) {
      if (start < 0 || end > size || start > end) throw new Error(`bytes ${start} to ${end} of ${size} are asked for`);
      const bytes = new Uint8Array(end - start);
      for (let read = 0; read < bytes.length;) {
        const { bytesRead } = await handle.read(bytes, read, bytes.length - read, start + read);
        if (bytesRead === 0) throw new Error("the file is shorter than it was");
        read += bytesRead;
      }
      return bytes.buffer;
    },
  };
}

async function metadataOf(path: string, file: AsyncBuffer): Promise<FileMetaData> {
  try {
    return await parquetMetadataAsync(file, { parsers: parquetParsers, geoparquet: false });
  } catch (error) {
    throw isOfSystem(error) ? error : damaged(path, "Parquet", error);
  }
}

/** Rows that are read at once. Parts of a group cost little only where the pages before them need not be decoded. */
function rowsOfPart(group: RowGroup, { schema }: FileMetaData): number {
  const rows = Math.max(1, Number(group.num_rows));
  const bytes = Number(group.total_byte_size);
  const isFlat = schema.slice(1).every((element) => element.num_children === undefined && element.repetition_type !== "REPEATED");
  const isIndexed = group.columns.every((column) => column.offset_index_offset !== undefined);
  if (bytes <= PART_BYTES || (!isFlat && !isIndexed)) return rows;
  return Math.max(1, Math.ceil((rows * PART_BYTES) / bytes));
}

/** The rows, or why they cannot be decoded. */
async function rowsOf(
  file: AsyncBuffer,
  metadata: FileMetaData,
  rowStart: number,
  rowEnd: number,
): Promise<Array<Record<string, unknown>> | Error> {
  try {
    return await parquetReadObjects({
      file,
      metadata,
      rowStart,
      rowEnd,
      compressors,
      parsers: parquetParsers,
      utf8: false,
      useOffsetIndex: true,
    });
  } catch (error) {
    if (isOfSystem(error)) throw error;
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Node's own decoders where it has them: several times as fast as those in JavaScript. */
const compressors: Compressors = {
  ...pureCompressors,
  GZIP: (input, maxOutputLength) => gunzipSync(input, { maxOutputLength: Math.max(1, maxOutputLength) }),
  ZSTD: (input, maxOutputLength) => zstdDecompressSync(input, { maxOutputLength: Math.max(1, maxOutputLength) }),
  BROTLI: (input, maxOutputLength) => brotliDecompressSync(input, { maxOutputLength: Math.max(1, maxOutputLength) }),
};

function* textOf(rows: ReadonlyArray<Record<string, unknown>>): Generator<Uint8Array, void, undefined> {
  let text = "";
  for (const row of rows) {
    text += `${rowToJson(row)}\n`;
    if (text.length < PIECE_BYTES) continue;
    yield Buffer.from(text);
    text = "";
  }
  if (text !== "") yield Buffer.from(text);
}

function isOfSystem(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}
