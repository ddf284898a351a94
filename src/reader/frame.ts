import { closeSync, openSync, readSync } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { readCompanions, type Companions } from "./companions.ts";
import { BrokenContainer, type Piece } from "./containers/container.ts";
import { unpack } from "./containers/unpack.ts";
import type { CutOptions, Cutter } from "./cutter.ts";
import { DocumentCutter } from "./document-cutter.ts";
import { LineCutter } from "./line-cutter.ts";
import type { InputFile } from "./files.ts";
import { ListCutter } from "./list-cutter.ts";
import type { Cut, FilePlan, ReadableFile } from "./plan.ts";
import { EXCERPT_BYTES, MAX_RECORD_BYTES, type Problem, type RawRecord } from "./raw-record.ts";
import { TextCutter } from "./text-cutter.ts";
import { ValueCutter } from "./value-cutter.ts";

/** Bytes read at once. Large enough that waiting for the disk does not count, small enough not to matter in memory. */
const CHUNK_BYTES = 512 * 1024;

export interface FrameOptions {
  /** Longer records are skipped and reported, without being held in memory. At least 1. */
  maxRecordBytes?: number;
  /** Told, for a file that is packed, how many bytes of it as it lies on the disk have been read. */
  listen?: (bytes: number) => void;
}

/**
 * Cuts a planned file into records, in order, without parsing them. A file that cannot be read gives one record with a problem; one that is
 * set aside gives none. Memory is bounded by the longest record, never by the file.
 *
 * @returns records in groups as they come, so that small records do not each cost a turn of the event loop
 */
export async function* frameFile(plan: FilePlan, options: FrameOptions = {}): AsyncGenerator<RawRecord[]> {
  if (plan.kind === "ignored") return;
  if (plan.kind === "unreadable") {
    yield [plan.record];
    return;
  }
  const { path } = plan.file;
  const maxRecordBytes = options.maxRecordBytes ?? MAX_RECORD_BYTES;
  const companions = readCompanions(plan.companions);
  const join = companions === undefined ? undefined : joinerOf(companions);
  let position = 0;
  try {
    for await (const records of cutChunks(piecesOf(plan, options), plan.cut, { file: path, maxRecordBytes })) {
      const last = records.at(-1);
      if (last !== undefined) position = last.offset + last.size;
      join?.(records);
      yield records;
    }
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const message = `${path} cannot be read on from byte ${position}: ${error.message}. The records before it are read.`;
    yield [emptyRecord(path, { line: 1, offset: position }, { code: "unreadable_file", message })];
  }
}

/** Gives records the files beside theirs, besides what a cutter gave them. There stays one object for all records of a file. */
function joinerOf(beside: Companions): (records: RawRecord[]) => void {
  let own: Companions | undefined;
  let joined = beside;
  return (records) => {
    for (const raw of records) {
      if (raw.companions !== own && raw.companions !== undefined) {
        own = raw.companions;
        joined = { texts: { ...beside.texts, ...own.texts }, unread: [...beside.unread, ...own.unread] };
      }
      raw.companions = joined;
    }
  };
}

/** A file may say that any number of rows is missing. */
const MAX_MISSING_LINES = 1 << 24;

function piecesOf({ file, container }: ReadableFile, { listen }: FrameOptions): AsyncIterable<Piece> {
  if (container === undefined) return chunksOf(file);
  return unpack(file.path, container, listen === undefined ? {} : { listen });
}

/**
 * Cuts bytes that come in pieces of any size. The pieces must not be written to again. A part that is missing becomes a record with a problem,
 * and where the pieces break off, so does what is left of the last one.
 */
export async function* cutChunks(
  pieces: AsyncIterable<Piece> | Iterable<Piece>,
  cut: Cut,
  options: Omit<CutOptions, "offset">,
): AsyncGenerator<RawRecord[]> {
  let cutter: Cutter | undefined;
  // What comes before the first three bytes are known.
  let start: Uint8Array = new Uint8Array(0);
  let end = { line: 1, offset: 0 };
  let broken: Problem | undefined;
  try {
    for await (const next of pieces) {
      if (!(next instanceof Uint8Array)) {
        // Producers of such parts give whole lines, so nothing is under way. Empty lines keep the numbers of those that follow.
        cutter ??= cutterFor(cut, { ...options, offset: 0 });
        cutter.push(Buffer.alloc(Math.min(next.lines, MAX_MISSING_LINES), "\n"));
        yield [emptyRecord(options.file, { line: next.line, offset: end.offset }, next.problem)];
        continue;
      }
      let piece = next;
      if (cutter === undefined) {
        piece = start.length === 0 ? next : Buffer.concat([start, next]);
        if (piece.length < 3) {
          start = piece;
          continue;
        }
        const offset = lengthOfMark(piece);
        cutter = cutterFor(cut, { ...options, offset });
        piece = piece.subarray(offset);
      }
      const records = cutter.push(piece);
      if (records.length > 0) yield records;
      const last = records.at(-1);
      if (last !== undefined) end = { line: last.line, offset: last.offset + last.size };
    }
  } catch (error) {
    if (!(error instanceof BrokenContainer)) throw error;
    broken = { code: error.code, message: error.message };
  }
  if (cutter === undefined) {
    cutter = cutterFor(cut, { ...options, offset: 0 });
    yield cutter.push(start);
  }
  const records = cutter.end();
  if (broken !== undefined) records.push(brokenOff(records.pop(), broken) ?? emptyRecord(options.file, end, broken));
  if (records.length > 0) yield records;
}

/** What is left of the record under way where a container breaks off. It may look whole, but nobody can know. */
function brokenOff(record: RawRecord | undefined, problem: Problem): RawRecord | undefined {
  return record === undefined ? undefined : { ...record, bytes: record.bytes.subarray(0, EXCERPT_BYTES), problem };
}

function emptyRecord(file: string, place: { line: number; offset: number }, problem: Problem): RawRecord {
  return { file, ...place, size: 0, bytes: new Uint8Array(0), problem };
}

function cutterFor(cut: Cut, options: CutOptions): Cutter {
  if (typeof cut === "object") return "list" in cut ? new ListCutter(cut, options) : new TextCutter(cut, options);
  switch (cut) {
    case "lines":
      return new LineCutter(options);
    case "document":
      return new DocumentCutter(options);
    case "values":
      return new ValueCutter("none", options);
    case "array":
      return new ValueCutter("array", options);
    default:
      return new ValueCutter("object", options);
  }
}

/** Length of the byte order mark of UTF-8 at the beginning, or 0. */
function lengthOfMark(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

async function* chunksOf({ path, size }: InputFile): AsyncGenerator<Uint8Array> {
  if (size < CHUNK_BYTES) {
    yield* readAtOnce(path, size);
    return;
  }
  const file = await open(path, "r");
  try {
    let next = readChunk(file);
    for (;;) {
      const chunk = await next;
      if (chunk.length === 0) return;
      // The disk works on the next chunk while this one is cut.
      next = readChunk(file);
      next.catch(() => undefined);
      yield chunk;
    }
  } finally {
    await file.close();
  }
}

/** The chunks of a small file, without a wait for each: the waits take longer than the reading. */
function* readAtOnce(path: string, size: number): Generator<Uint8Array> {
  const file = openSync(path, "r");
  try {
    for (;;) {
      // One byte more than the file has: the first read then tells that there is no more.
      const buffer = Buffer.allocUnsafeSlow(size + 1);
      const length = readSync(file, buffer);
      if (length > 0) yield buffer.subarray(0, length);
      if (length <= size) return;
    }
  } finally {
    closeSync(file);
  }
}

/** A buffer of its own for every chunk: records are views on it and outlive the next read. */
async function readChunk(file: FileHandle): Promise<Uint8Array> {
  const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
  return buffer.subarray(0, bytesRead);
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error;
}
