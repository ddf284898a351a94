import { closeSync, openSync, readSync, writeSync } from "node:fs";

const BUFFERED = 1 << 18;

/** A temporary file that is appended to and read back. Synchronous, because it is only ever written in large pieces. */
export class ScratchFile {
  /** Bytes appended so far. */
  size = 0;
  private readonly handle: number;
  private pending = Buffer.allocUnsafe(BUFFERED);
  private pendingLength = 0;

  constructor(path: string) {
    this.handle = openSync(path, "w+");
  }

  append(bytes: Uint8Array): void {
    if (this.pendingLength + bytes.length > BUFFERED) this.flush();
    if (bytes.length > BUFFERED) writeAll(this.handle, bytes);
    else {
      this.pending.set(bytes, this.pendingLength);
      this.pendingLength += bytes.length;
    }
    this.size += bytes.length;
  }

  /** Bytes `offset` to `offset + length`. The result is overwritten by nothing; it is the caller's. */
  read(offset: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    this.readInto(bytes, 0, offset, length);
    return bytes;
  }

  /** Puts bytes `offset` to `offset + length` into `target`, from `at` on. */
  readInto(target: Buffer, at: number, offset: number, length: number): void {
    this.flush();
    let done = 0;
    while (done < length) {
      const read = readSync(this.handle, target, at + done, length - done, offset + done);
      if (read === 0) throw new RangeError(`A scratch file ends at ${offset + done}, before the ${length} bytes from ${offset}.`);
      done += read;
    }
  }

  close(): void {
    closeSync(this.handle);
  }

  /** Hands what is still in memory to the file. */
  flush(): void {
    if (this.pendingLength === 0) return;
    writeAll(this.handle, this.pending.subarray(0, this.pendingLength));
    this.pendingLength = 0;
  }
}

/** Writes all of it, however many calls that takes. */
export function writeAll(handle: number, bytes: Uint8Array): void {
  let done = 0;
  while (done < bytes.length) done += writeSync(handle, bytes, done);
}
