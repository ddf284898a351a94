import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import type { Head } from "../sources/source.ts";
import { type Container, containerOf, linedContainers } from "./containers/container.ts";
import { isFirstOfPackedLines, readPackedBytes } from "./packed-head.ts";
import { HEAD_BYTES, MAX_RECORD_BYTES, type Problem } from "./raw-record.ts";
import { shapeOf } from "./shape.ts";

/** The beginning of a file and how it lies there. */
export interface HeadReading {
  head: Head;
  /** True when every record is one line, so that a line end is the end of a record whatever is in it. */
  oneALine: boolean;
  /** The first bytes, as they are; of a container those of its text. */
  bytes: Uint8Array;
  /** Set when the file is a container. */
  container?: Container;
  /** Set when the file can be no text of any format. */
  problem?: Problem;
}

/**
 * Reads the beginning of a file and says what shape it has.
 *
 * @param path path as the user gave it, with `/`
 * @throws the file system's own errors
 */
export async function readHead(path: string): Promise<HeadReading> {
  // Without a wait for each step: of a small file the waits take longer than the reading.
  const file = openSync(path, "r");
  try {
    return await readOpenHead(path, file);
  } finally {
    closeSync(file);
  }
}

async function readOpenHead(path: string, file: number): Promise<HeadReading> {
  const { size } = fstatSync(file);
  const buffer = new Uint8Array(Math.min(size, HEAD_BYTES));
  const bytes = buffer.subarray(0, fill(file, buffer));
  const container = containerOf(bytes);
  if (container !== undefined) return await readContainerHead(path, container, size);
  const reading = readingOf(path, size, bytes, bytes.length === size);
  return reading.firstLineOpen === true && isFirstOfSeveralLines(file, bytes) ? asLines(reading) : reading;
}

/** The head of the text in a container, and of that in no other one. */
async function readContainerHead(path: string, container: Container, size: number): Promise<HeadReading> {
  const { bytes, complete, problem } = await readPackedBytes(path, container);
  if (problem !== undefined) return { ...withProblem(path, size, bytes, problem), container };
  const inner = containerOf(bytes);
  if (inner !== undefined || isTar(bytes)) {
    const message = `${path} holds a ${inner ?? "tar"} file packed with ${container}. Unpack it first.`;
    return { ...withProblem(path, size, bytes, { code: "unknown_format", message }), container };
  }
  const reading = { ...readingOf(path, size, bytes, complete), container };
  const lined = linedContainers.has(container) && reading.head.shape === "object";
  const firstOfSeveral = reading.firstLineOpen === true && (await isFirstOfPackedLines(path, container, bytes));
  return lined || firstOfSeveral ? asLines(reading) : reading;
}

type OpenReading = HeadReading & { firstLineOpen?: boolean };

function readingOf(path: string, size: number, bytes: Uint8Array, complete: boolean): OpenReading {
  const problem = problemOfBytes(path, bytes, complete);
  if (problem !== undefined) return withProblem(path, size, bytes, problem, complete);
  const text = decodeHead(bytes, complete);
  const { shape, oneALine, values, firstLineOpen } = shapeOf(text, complete);
  return {
    head: { path, size, text, complete, shape, values },
    oneALine,
    bytes,
    ...(firstLineOpen === true && !complete ? { firstLineOpen } : {}),
  };
}

function withProblem(path: string, size: number, bytes: Uint8Array, problem: Problem, complete = false): HeadReading {
  return { head: { path, size, text: "", complete, shape: "text", values: [] }, oneALine: false, bytes, problem };
}

/** The reading of a file whose first line turned out to be one of several. */
function asLines({ head, ...others }: OpenReading): HeadReading {
  // Of a first line that is an array the values are its elements; now the line is the value.
  const values = head.shape === "array" ? [head.values] : head.values;
  return { ...others, head: { ...head, shape: "lines", values }, oneALine: true };
}

function fill(file: number, buffer: Uint8Array): number {
  let length = 0;
  while (length < buffer.length) {
    const bytesRead = readSync(file, buffer, length, buffer.length - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return length;
}

const magic: ReadonlyArray<[bytes: number[], message: string]> = [
  [[0xff, 0xfe], "is encoded as UTF-16. Convert it to UTF-8 first (iconv -f UTF-16 -t UTF-8)"],
  [[0xfe, 0xff], "is encoded as UTF-16. Convert it to UTF-8 first (iconv -f UTF-16 -t UTF-8)"],
];

function problemOfBytes(path: string, bytes: Uint8Array, complete: boolean): Problem | undefined {
  if (complete && bytes.every((byte) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d))) {
    return { code: "empty_file", message: `${path} is empty. Remove it, or run again what should have written it.` };
  }
  for (const [start, message] of magic) {
    if (start.every((byte, index) => bytes[index] === byte)) return { code: "unknown_format", message: `${path} ${message}.` };
  }
  // UTF-16 without a mark has every other byte zero where the text is plain English or JSON.
  const even = countZeros(bytes, 0);
  const odd = countZeros(bytes, 1);
  const half = Math.min(bytes.length, 1000) / 2;
  if (even + odd > half * 0.8 && Math.min(even, odd) < half * 0.1) {
    return { code: "unknown_format", message: `${path} is encoded as UTF-16. Convert it to UTF-8 first (iconv -f UTF-16 -t UTF-8).` };
  }
  if (bytes[0] === 0) {
    return { code: "unknown_format", message: `${path} begins with NUL bytes: it is a binary file, or one whose writing was broken off.` };
  }
  return undefined;
}

/** Magic of POSIX tar, which stands where the first member's header ends. */
function isTar(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(257, 262)).toString("latin1") === "ustar";
}

function countZeros(bytes: Uint8Array, start: number): number {
  let count = 0;
  for (let at = start; at < Math.min(bytes.length, 1000); at += 2) if (bytes[at] === 0) count += 1;
  return count;
}

function decodeHead(bytes: Uint8Array, complete: boolean): string {
  // `stream` leaves out a character that the end of the head went through. The mark at the beginning is left out by default.
  return new TextDecoder("utf-8").decode(bytes, { stream: !complete });
}

/** Looks past a first line that is longer than the head for another one that begins in the same way. */
function isFirstOfSeveralLines(file: number, head: Uint8Array): boolean {
  const opener = head.find((byte) => byte === 0x7b || byte === 0x5b);
  const buffer = Buffer.allocUnsafe(HEAD_BYTES);
  for (let offset = head.length; offset < MAX_RECORD_BYTES;) {
    const bytesRead = readSync(file, buffer, 0, buffer.length, offset);
    if (bytesRead === 0) return false;
    const end = buffer.subarray(0, bytesRead).indexOf(0x0a);
    if (end >= 0) {
      const following = readSync(file, buffer, 0, 64, offset + end + 1);
      return buffer.subarray(0, following).find((byte) => byte > 0x20) === opener;
    }
    offset += bytesRead;
  }
  return false;
}
