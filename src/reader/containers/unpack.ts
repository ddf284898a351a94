import type { Container, Piece, UnpackOptions } from "./container.ts";
import { unpackCompressed } from "./compressed.ts";

/**
 * The text in a container, in order. Memory does not grow with the file: a chunk of gzip or zstd, a row group of Parquet (or a part of a large
 * one), a sample of an archive is held at a time.
 *
 * @throws BrokenContainer where nothing behind a point can be read
 * @throws the file system's own errors
 */
export async function* unpack(path: string, container: Container, options: UnpackOptions = {}): AsyncGenerator<Piece, void, undefined> {
  switch (container) {
    case "parquet": {
      // Loaded only where they are needed: both bring decoders along.
      const { unpackParquet } = await import("./parquet.ts");
      return yield* unpackParquet(path, options);
    }
    case "zip": {
      const { unpackInspectLog } = await import("./inspect-log.ts");
      return yield* unpackInspectLog(path, options);
    }
    default:
      return yield* unpackCompressed(path, container, options);
  }
}
