import { AgentherError } from "../base/errors.ts";
import { type Container, linedContainers } from "./containers/container.ts";
import { unpack } from "./containers/unpack.ts";
import { HEAD_BYTES, MAX_RECORD_BYTES, type Problem } from "./raw-record.ts";

/** The beginning of the text in a container. */
export interface PackedBytes {
  /** Up to `HEAD_BYTES`. */
  bytes: Uint8Array;
  /** True when it is all of the text, and none of it is missing. */
  complete: boolean;
  /** Set when not even a beginning can be unpacked. */
  problem?: Problem;
}

/**
 * Unpacks the beginning of a container. A damaged one is still known by what comes before the damage.
 *
 * @throws the file system's own errors
 */
export async function readPackedBytes(path: string, container: Container): Promise<PackedBytes> {
  const held: Uint8Array[] = [];
  let length = 0;
  let problem: Problem | undefined;
  try {
    for await (const piece of unpack(path, container, { headOnly: true })) {
      if (!(piece instanceof Uint8Array)) {
        problem ??= piece.problem;
        continue;
      }
      held.push(piece);
      length += piece.length;
      if (length > HEAD_BYTES) break;
    }
  } catch (error) {
    if (!AgentherError.isInstance(error)) throw error;
    problem = { code: error.code, message: error.message };
  }
  const bytes = Buffer.concat(held).subarray(0, HEAD_BYTES);
  if (problem !== undefined) return bytes.length > 0 ? { bytes, complete: false } : { bytes, complete: false, problem };
  // Of a container with rows only the first ones are unpacked, so nobody knows whether there are others.
  return { bytes, complete: length === 0 || (length <= HEAD_BYTES && !linedContainers.has(container)) };
}

/** Unpacks past a first line that is longer than the head, for another one that begins in the same way. */
export async function isFirstOfPackedLines(path: string, container: Container, head: Uint8Array): Promise<boolean> {
  const opener = head.find((byte) => byte === 0x7b || byte === 0x5b);
  let position = 0;
  let isPastFirst = false;
  try {
    for await (const piece of unpack(path, container)) {
      if (!(piece instanceof Uint8Array)) continue;
      let from = Math.max(0, Math.min(piece.length, head.length - position));
      position += piece.length;
      if (!isPastFirst) {
        const end = piece.indexOf(0x0a, from);
        if (end < 0 && position > MAX_RECORD_BYTES) return false;
        if (end < 0) continue;
        isPastFirst = true;
        from = end + 1;
      }
      const next = piece.subarray(from).find((byte) => byte > 0x20);
      if (next !== undefined) return next === opener;
    }
  } catch (error) {
    if (!AgentherError.isInstance(error)) throw error;
  }
  return false;
}
