import { RecordError } from "../base/errors.ts";
import type { Companions } from "./companions.ts";

/** Longest record that is read, in bytes, unless the user sets another. */
export const MAX_RECORD_BYTES = 64 * 1024 * 1024;

/** How much of a file is read to recognise its format. */
export const HEAD_BYTES = 256 * 1024;

/** Most bytes of a bad record that are kept to be shown. */
export const EXCERPT_BYTES = 64 * 1024;

/** Why a record could not even be cut out of its file. Plain data, so that it can be sent to another thread. */
export interface Problem {
  code: string;
  message: string;
}

/**
 * One record as it lies in its file: bytes, not yet decoded or parsed. Plain data, so that it can be sent to another thread.
 * `bytes` may be a view on a larger buffer.
 */
export interface RawRecord {
  /** Path as the user gave it, with `/`. */
  file: string;
  /** 1-based line on which the record starts. */
  line: number;
  /** Byte at which the record starts, from 0: in the file, or in the unpacked text of a container. */
  offset: number;
  /** Size of the record in bytes. `bytes` is shorter when `problem` is set and the record is long. */
  size: number;
  /** The record. With `problem` set: at most the first `EXCERPT_BYTES` of it. */
  bytes: Uint8Array;
  /** Key of the member, with framing `entries`. */
  key?: string;
  /** The last headings seen before it, oldest first, with text framing. */
  headings?: string[];
  /** Files that stand beside the record's and belong to it; one object for all records of a file. */
  companions?: Companions;
  /** Set when the record cannot be read at all. */
  problem?: Problem;
}

/** The error that a raw record stands for, or undefined when it is fit to be parsed. */
export function problemOf(raw: RawRecord): RecordError | undefined {
  return raw.problem === undefined ? undefined : new RecordError(raw.problem.code, raw.problem.message);
}

/** Raw text of a record for the quarantine. */
export interface Excerpt {
  /** Decoded as UTF-8; bytes that are none become U+FFFD. */
  text: string;
  /** True when `text` is not the whole record. */
  cut: boolean;
}

/**
 * The beginning of a record as text that can always be written.
 *
 * @param bytes the record
 * @param max most bytes to show
 * @param size size of the whole record, where `bytes` is only its beginning
 */
export function excerpt(bytes: Uint8Array, max: number = EXCERPT_BYTES, size: number = bytes.length): Excerpt {
  const shown = Math.min(bytes.length, max);
  // `stream` leaves out a character that the cut went through, instead of showing it as broken.
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.subarray(0, shown), { stream: shown < size });
  return { text, cut: shown < size };
}
