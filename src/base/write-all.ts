import { writeSync } from "node:fs";

/** Writes all bytes to an open file: the system may take fewer at a time than it is given. @throws the file system's own errors */
export function writeAll(file: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
}
