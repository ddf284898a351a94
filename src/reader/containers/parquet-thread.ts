import { parentPort, workerData } from "node:worker_threads";
import { AgentherError } from "../../base/errors.ts";
import { type Piece } from "./container.ts";
import { type ParquetAnswer, type ParquetJob } from "./parquet.ts";
import { parquetPieces } from "./parquet-pieces.ts";

// The file that the thread of `unpackParquet` runs: one piece for each message that comes in.

if (parentPort === null) throw new Error("parquet-thread.ts is started by unpackParquet, not by hand");
const port = parentPort;
const job: ParquetJob = workerData;
let read = 0;
const pieces = parquetPieces(job.path, { headOnly: job.headOnly, listen: (bytes) => (read = bytes) });
port.on("message", () => void answer());

async function answer(): Promise<void> {
  const reply = await nextAnswer();
  const buffer = "piece" in reply && reply.piece instanceof Uint8Array ? reply.piece.buffer : undefined;
  port.postMessage(reply, buffer instanceof ArrayBuffer ? [buffer] : []);
}

async function nextAnswer(): Promise<ParquetAnswer> {
  try {
    const next = await pieces.next();
    return next.done === true ? { done: true } : { piece: transferable(next.value), read };
  } catch (error) {
    // An error crosses threads as plain data, so its code goes along.
    return { error, code: AgentherError.isInstance(error) ? error.code : null };
  }
}

/** Small buffers lie together in one that cannot be given away. */
function transferable(piece: Piece): Piece {
  if (!(piece instanceof Uint8Array)) return piece;
  return piece.byteLength === piece.buffer.byteLength ? piece : new Uint8Array(piece);
}
