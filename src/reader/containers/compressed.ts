import { createReadStream } from "node:fs";
import { pipeline, Readable, type Transform } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { damaged, type UnpackOptions } from "./container.ts";
import { checkGrowth } from "./growth.ts";
import { splitZstdFrames } from "./zstd-frames.ts";

/** Bytes handed over at once, packed and unpacked. */
const CHUNK_BYTES = 256 * 1024;

/**
 * Unpacks a gzip or zstd file, of one or several members or frames.
 *
 * @throws BrokenContainer when the file is damaged or grows past all sense
 * @throws the file system's own errors
 */
export async function* unpackCompressed(
  path: string,
  container: "gzip" | "zstd",
  { listen }: UnpackOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  const frames = new GoodFrames(file);
  const packed = container === "gzip" ? file : Readable.from(frames.pieces(), { objectMode: true, highWaterMark: 1 });
  const unpacker = container === "gzip" ? createGunzip({ chunkSize: CHUNK_BYTES }) : createZstdDecompress({ chunkSize: CHUNK_BYTES });
  let unpacked = 0;
  try {
    for await (const chunk of piped(packed, unpacker)) {
      unpacked += chunk.length;
      listen?.(file.bytesRead);
      checkGrowth(path, unpacked, file.bytesRead);
      yield chunk;
    }
    if (frames.problem !== undefined) throw frames.problem;
  } catch (error) {
    throw isOfUnpacking(error) ? damaged(path, container, error) : error;
  } finally {
    file.destroy();
    packed.destroy();
    unpacker.destroy();
  }
}

/** The frames up to the first that is none. An error would end the decoder at once, with what it has not handed over yet. */
class GoodFrames {
  problem: unknown;
  readonly #chunks: AsyncIterable<Uint8Array>;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks;
  }

  async *pieces(): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      yield* splitZstdFrames(this.#chunks);
    } catch (error) {
      if (!isOfUnpacking(error)) throw error;
      this.problem = error;
    }
  }
}

/** Errors of either stream come out of the loop over the second. */
function piped(from: Readable, to: Transform): AsyncIterable<Uint8Array> {
  return pipeline(from, to, () => undefined);
}

/** Tells what zlib or the frames say from what the file system says. */
function isOfUnpacking(error: unknown): boolean {
  return error instanceof Error && !("syscall" in error) && "code" in error && /^Z_|^ZSTD|^ERR_.*(ZLIB|BUFFER)/.test(String(error.code));
}
