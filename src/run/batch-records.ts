import type { Companions } from "../reader/companions.ts";
import { frameFile } from "../reader/frame.ts";
import { type FilePlan, planFile } from "../reader/plan.ts";
import type { RawRecord } from "../reader/raw-record.ts";
import type { Batch, BatchItem } from "./batch.ts";
import type { RunListener } from "./events.ts";
import type { InputPlan } from "./plan-inputs.ts";

// Large enough that handing a batch over does not count, small enough that a few under way do not fill the memory.
const BATCH_BYTES = 1 << 18;
const BATCH_RECORDS = 1000;

export interface BatchOptions {
  /** Records of the inputs that are passed over, because an earlier run has done them. */
  from: number;
  /** Ends after this record of the inputs; null: with the inputs. */
  limit: number | null;
  /** Most records of a batch, at least 1. Default: 1000. */
  batchRecords?: number;
  listen: RunListener;
  /** Ends after the batch under way. */
  signal?: AbortSignal;
}

/** Cuts the inputs into records and puts these into batches, in order. */
export async function* batchRecords(inputs: readonly InputPlan[], options: BatchOptions): AsyncGenerator<Batch, void, undefined> {
  const { from, limit, listen, signal, batchRecords: most = BATCH_RECORDS } = options;
  let collector = new BatchCollector(most);
  let record = 0;
  let doneBytes = 0;
  for (const input of inputs) {
    if (input.told.plan === "ignore") continue;
    const format = input.told.plan === "read" ? input.told.format : null;
    if (format !== null) listen({ kind: "file-start", file: input.file.path, format, bytes: input.file.size });
    // Where records lie in a packed file is not known to them, only how far it was read.
    let packedBytes = 0;
    const bytesUpTo = (raw: RawRecord): number =>
      doneBytes + (input.readable?.container === undefined ? raw.offset + raw.size : packedBytes);
    for await (const group of frameFile(await filePlanOf(input), { listen: (bytes) => (packedBytes = bytes) })) {
      for (const raw of group) {
        if (record >= from) collector.add(raw, record, format);
        record += 1;
        if (record === limit) {
          if (!collector.isEmpty) yield collector.batch(bytesUpTo(raw));
          return;
        }
        if (collector.isFull) {
          yield collector.batch(bytesUpTo(raw));
          collector = new BatchCollector(most);
          if (signal?.aborted === true) return;
        }
      }
      if (signal?.aborted === true) return;
    }
    doneBytes += format === null ? 0 : input.file.size;
  }
  if (collector.isEmpty) return;
  yield collector.batch(doneBytes);
}

/** The plan of a file that cannot be read holds its beginning, so it is made only when its turn comes. */
export async function filePlanOf(input: InputPlan): Promise<FilePlan> {
  if (input.readable !== undefined) return input.readable;
  const plan = await planFile(input.file, []);
  if (plan.kind !== "unreadable" || input.told.plan !== "quarantine") return plan;
  return { ...plan, record: { ...plan.record, problem: { code: input.told.code, message: input.told.message } } };
}

class BatchCollector {
  readonly #most: number;
  readonly #items: BatchItem[] = [];
  readonly #bytes: Uint8Array[] = [];
  readonly #companions: Companions[] = [];
  #length = 0;
  #companionLength = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get isEmpty(): boolean {
    return this.#items.length === 0;
  }

  get isFull(): boolean {
    return this.#length + this.#companionLength >= BATCH_BYTES || this.#items.length >= this.#most;
  }

  add(raw: RawRecord, record: number, format: string | null): void {
    const { file, line, offset, size, bytes, key, headings, companions, problem } = raw;
    const item: BatchItem = { record, file, line, offset, size, start: this.#length, end: this.#length + bytes.length, format };
    if (key !== undefined) item.key = key;
    if (headings !== undefined) item.headings = headings;
    if (companions !== undefined) item.companions = this.#indexOf(companions);
    if (problem !== undefined) item.problem = problem;
    this.#items.push(item);
    this.#bytes.push(bytes);
    this.#length += bytes.length;
  }

  /** Records of one file follow one another, so the last ones are the only ones that may be there already. */
  #indexOf(companions: Companions): number {
    if (this.#companions.at(-1) !== companions) {
      this.#companions.push(companions);
      for (const text of Object.values(companions.texts)) this.#companionLength += text.length;
    }
    return this.#companions.length - 1;
  }

  /** @param inputBytes bytes of the inputs up to here */
  batch(inputBytes: number): Batch {
    // One copy into a buffer of its own: the pieces are views on chunks of the file, which cannot be given away.
    const bytes = new Uint8Array(this.#length);
    let at = 0;
    for (const piece of this.#bytes) {
      bytes.set(piece, at);
      at += piece.length;
    }
    return { items: this.#items, bytes, companions: this.#companions, inputBytes };
  }
}
