import type { Stages } from "../stages/stage.ts";
import type { Batch, DecidedBatch } from "./batch.ts";
import { BatchDecider, type DeciderSettings } from "./decide-batch.ts";
import type { Workers } from "./workers.ts";

/** Decides batches of records, several at once. */
export interface Decider {
  /** Batches under way at once that keep it busy. */
  readonly atOnce: number;
  /** Most records of a batch, where only so many make sense. */
  readonly batchRecords?: number;
  decide(batch: Batch): Promise<DecidedBatch>;
}

/** Rules keep a processor busy, so they go to the threads. */
export function threadDecider(workers: Workers): Decider {
  return { atOnce: workers.atOnce, decide: (batch) => workers.do("decide", batch) };
}

/** Records of a batch when models are asked: few, so that a slow one holds up few others. */
const WAITING_RECORDS = 4;

/**
 * Models keep nobody busy: all runs are decided in this thread, where cache, limits and budget are, many of them at once.
 *
 * @param runsAtOnce trajectories under way, about
 * @param signal sends away what waits for a model
 */
export function waitingDecider(settings: DeciderSettings, stages: Stages, runsAtOnce: number, signal: AbortSignal | undefined): Decider {
  return {
    atOnce: Math.max(1, Math.ceil(runsAtOnce / WAITING_RECORDS)),
    batchRecords: WAITING_RECORDS,
    // Each with buffers of its own, because several are under way.
    decide: (batch) => new BatchDecider(settings, stages, signal).decideAtOnce(batch),
  };
}
