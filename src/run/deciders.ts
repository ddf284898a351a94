import { turns } from "../base/turns.ts";
import type { Stages } from "../stages/stage.ts";
import type { Batch, DecidedBatch } from "./batch.ts";
import { BatchDecider, type DeciderSettings } from "./decide-batch.ts";
import type { Ahead } from "./map-in-order.ts";
import type { Workers } from "./workers.ts";

/** Decides batches of records, as many at once as keep it busy. */
export interface Decider extends Readonly<Ahead> {
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
  const decider = new BatchDecider(settings, stages, signal);
  return {
    ...waitingAhead(Math.ceil(runsAtOnce / WAITING_RECORDS)),
    batchRecords: WAITING_RECORDS,
    decide: (batch) => decider.decideAtOnce(batch, () => turns.next()),
  };
}

/** How many times as many may be done and wait to be written as are under way. */
const DONE_AHEAD = 4;

/** Where most of the time is waited: one that gets no answer holds back the writing of the others long before it holds back their asking. */
export function waitingAhead(atOnce: number): Ahead {
  const underWay = Math.max(1, atOnce);
  return { atOnce: underWay, atMost: underWay * (1 + DONE_AHEAD) };
}
