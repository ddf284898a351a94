import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { BrokenContainer, damaged, type Piece, type UnpackOptions } from "./container.ts";

/** What the thread is started with. */
export interface ParquetJob {
  path: string;
  headOnly: boolean;
}

/** What the thread sends for each message it gets. `read`: bytes of the file so far. */
export type ParquetAnswer = { piece: Piece; read: number } | { done: true } | { error: unknown; code: string | null };

/** How long a part of a file may take. One of 64 MiB takes a second; a large row group of nested columns takes its time. */
const PATIENCE_MS = 10 * 60 * 1000;
const HEAD_PATIENCE_MS = 2 * 60 * 1000;

/** Heap of the thread. Enough for a row group of some hundred megabytes. */
const HEAP_MB = 4096;

/** Rows are text soon and garbage right after; a larger nursery only takes memory. */
const YOUNG_MB = 32;

/**
 * The rows of a Parquet file as JSON Lines, as `parquetPieces` gives them, decoded in a thread of its own: damaged bytes can lead the decoder into
 * loops of billions of rounds, and a thread can be ended.
 *
 * @param patience milliseconds after which a part counts as damaged
 * @throws BrokenContainer when the footer cannot be read, rows grow past all sense, or decoding runs out of time or memory
 * @throws the file system's own errors
 */
export async function* unpackParquet(
  path: string,
  { headOnly = false, listen }: UnpackOptions,
  patience = headOnly ? HEAD_PATIENCE_MS : PATIENCE_MS,
): AsyncGenerator<Piece, void, undefined> {
  const job: ParquetJob = { path, headOnly };
  // The same ending as this file has: `.ts` in a checkout, `.js` in the published package.
  const thread = new Worker(new URL(`./parquet-thread${extname(import.meta.url)}`, import.meta.url), {
    workerData: job,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: YOUNG_MB },
  });
  try {
    for (let next = ask(thread, patience); ;) {
      const answer = await next;
      if ("done" in answer) return;
      if ("error" in answer) throw errorOf(path, answer);
      // The thread works on the next piece while this one is cut.
      next = ask(thread, patience);
      next.catch(() => undefined);
      listen?.(answer.read);
      yield answer.piece;
    }
  } finally {
    await thread.terminate();
  }
}

function ask(thread: Worker, patience: number): Promise<ParquetAnswer> {
  return new Promise((resolve) => {
    const settle = (answer: ParquetAnswer): void => {
      clearTimeout(timer);
      thread.off("message", settle);
      thread.off("error", fail);
      resolve(answer);
    };
    const fail = (error: unknown): void => settle({ error, code: null });
    const timer = setTimeout(() => fail(new Error(`decoding it came to no end in ${patience / 1000} s`)), patience);
    thread.on("message", settle);
    thread.on("error", fail);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
    thread.postMessage("next");
  });
}

function errorOf(path: string, { error, code }: { error: unknown; code: string | null }): unknown {
  if (code !== null) return new BrokenContainer(code, error instanceof Error ? error.message : String(error));
  return error instanceof Error && "syscall" in error ? error : damaged(path, "Parquet", error);
}
