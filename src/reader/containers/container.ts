import { RecordError } from "../../base/errors.ts";
import type { Problem } from "../raw-record.ts";

/** What a file is packed in. `zip` is read only when it is a log of Inspect. */
export type Container = "gzip" | "zstd" | "parquet" | "zip";

/** A part of a container that cannot be read, while what follows it can. */
export interface Fault {
  problem: Problem;
  /** 1-based line of the unpacked text at which it should stand. */
  line: number;
  /** How many lines are missing. */
  lines: number;
}

/** What unpacking gives: text in pieces of any size, and the parts that are not there. */
export type Piece = Uint8Array | Fault;

/** How a container is unpacked. */
export interface UnpackOptions {
  /** Only the beginning is wanted: for recognising the format. */
  headOnly?: boolean;
  /** Told how many bytes of the file, as it lies on the disk, have been read. */
  listen?: (bytes: number) => void;
}

/** Ends the unpacking: nothing behind this point of the container can be read. What came before is good. */
export class BrokenContainer extends RecordError {}

/** Every container that gives one line of JSON for each record. */
export const linedContainers: ReadonlySet<Container> = new Set<Container>(["parquet", "zip"]);

const magic: ReadonlyArray<[container: Container, bytes: readonly number[]]> = [
  ["gzip", [0x1f, 0x8b, 0x08]],
  ["zstd", [0x28, 0xb5, 0x2f, 0xfd]],
  ["parquet", [0x50, 0x41, 0x52, 0x31]],
  ["zip", [0x50, 0x4b, 0x03, 0x04]],
];

/** Recognises a container by the first bytes of the file, never by its name. */
export function containerOf(bytes: Uint8Array): Container | undefined {
  if (isSkippable(bytes)) return "zstd";
  return magic.find(([, start]) => start.every((byte, index) => bytes[index] === byte))?.[0];
}

/** A zstd file may begin with a frame that decoders skip (RFC 8878, 3.1.2). */
function isSkippable(bytes: Uint8Array): boolean {
  const [first = 0, ...rest] = bytes.subarray(0, 4);
  return (first & 0xf0) === 0x50 && rest[0] === 0x2a && rest[1] === 0x4d && rest[2] === 0x18;
}

/** Says of a file that it is damaged, with the words of whoever unpacked it. */
export function damaged(path: string, container: string, reason: unknown): BrokenContainer {
  const words = (reason instanceof Error ? reason.message : String(reason)).replace(/\.$/, "");
  return new BrokenContainer(
    "damaged_container",
    `${path}: the ${container} file is damaged or was cut off (${words}). What comes before the damage is read; fetch or write the file again for the rest.`,
  );
}
