/** A file that is no sequence of zstd frames. Has a code like zlib's own errors. */
class BadFrame extends Error {
  readonly code = "ZSTD_bad_frame";
}

/**
 * Cuts zstd data so that no piece goes over the end of a frame, and leaves out frames that decoders skip. Node's decoder drops what follows
 * the end of a frame within one piece, and so would lose all but the first frame of a file that was appended to or packed in parallel.
 * Layout: RFC 8878, section 3.
 *
 * @throws an error with code `ZSTD_bad_frame` where no frame begins or a block is of no known kind
 */
export async function* splitZstdFrames(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  const walker = new FrameWalker();
  // The first bytes of a frame of which nobody knows yet whether it is skipped.
  let held: Uint8Array = new Uint8Array(0);
  for await (const chunk of chunks) {
    let at = 0;
    while (at < chunk.length) {
      const { length, kind } = walker.walk(chunk, at);
      const piece = held.length === 0 ? chunk.subarray(at, at + length) : Buffer.concat([held, chunk.subarray(at, at + length)]);
      held = kind === "undecided" ? piece : new Uint8Array(0);
      if (kind === "frame") yield piece;
      at += length;
    }
  }
  if (held.length > 0) yield held;
}

const FRAME_MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;

type Part = "magic" | "skippable-size" | "descriptor" | "header" | "block-header" | "block" | "checksum" | "skippable";

/** Follows the parts of frames over chunks of any size. */
class FrameWalker {
  #part: Part = "magic";
  /** Bytes that the part under way still needs. */
  #needed = 4;
  /** The part's bytes so far, where they are looked at. */
  #bytes: number[] = [];
  #hasChecksum = false;
  #isLastBlock = false;
  #skippable = false;

  /** Walks on, at most to the end of the frame, and says what the bytes are part of. */
  walk(chunk: Uint8Array, from: number): { length: number; kind: "frame" | "skipped" | "undecided" } {
    let at = from;
    while (at < chunk.length) {
      const length = Math.min(this.#needed, chunk.length - at);
      if (this.#part !== "block" && this.#part !== "skippable") this.#bytes.push(...chunk.subarray(at, at + length));
      at += length;
      this.#needed -= length;
      while (this.#needed === 0) {
        const ended = this.#next();
        if (ended) return { length: at - from, kind: this.#skippable ? "skipped" : "frame" };
      }
    }
    if (this.#part === "magic") return { length: at - from, kind: "undecided" };
    return { length: at - from, kind: this.#skippable ? "skipped" : "frame" };
  }

  /** Goes to the next part. True when a frame is at its end. */
  #next(): boolean {
    const bytes = this.#bytes;
    this.#bytes = [];
    switch (this.#part) {
      case "magic":
        return this.#begin(numberOf(bytes));
      case "skippable-size":
        return this.#go("skippable", numberOf(bytes));
      case "descriptor":
        return this.#go("header", this.#headerLength(bytes[0] ?? 0));
      case "header":
        return this.#go("block-header", 3);
      case "block-header":
        return this.#go("block", this.#blockLength(numberOf(bytes)));
      case "block":
        if (!this.#isLastBlock) return this.#go("block-header", 3);
        return this.#hasChecksum ? this.#go("checksum", 4) : this.#end();
      default:
        return this.#end();
    }
  }

  #go(part: Part, needed: number): false {
    this.#part = part;
    this.#needed = needed;
    return false;
  }

  #end(): true {
    this.#go("magic", 4);
    return true;
  }

  #begin(magic: number): false {
    this.#skippable = false;
    if (magic === FRAME_MAGIC) return this.#go("descriptor", 1);
    if ((magic & 0xfffffff0) >>> 0 !== SKIPPABLE_MAGIC) throw new BadFrame("what follows is no zstd frame");
    this.#skippable = true;
    return this.#go("skippable-size", 4);
  }

  #headerLength(descriptor: number): number {
    const sizeFlag = descriptor >> 6;
    const isSingleSegment = (descriptor & 0x20) !== 0;
    this.#hasChecksum = (descriptor & 0x04) !== 0;
    const window = isSingleSegment ? 0 : 1;
    const dictionary = [0, 1, 2, 4][descriptor & 0x03] ?? 0;
    const size = sizeFlag === 0 ? (isSingleSegment ? 1 : 0) : 1 << sizeFlag;
    return window + dictionary + size;
  }

  #blockLength(header: number): number {
    this.#isLastBlock = (header & 1) === 1;
    const kind = (header >> 1) & 3;
    if (kind === 3) throw new BadFrame("a block is of no known kind");
    return kind === 1 ? 1 : header >> 3;
  }
}

/** Little-endian, as everything in zstd. */
function numberOf(bytes: readonly number[]): number {
  return bytes.reduceRight((value, byte) => value * 256 + byte, 0);
}
