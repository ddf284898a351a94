import type { Batch, DecidedBatch } from "./batch.ts";
import { BatchDecider, type DeciderSettings } from "./decide-batch.ts";
import {
  type JournalBatch,
  JournalRenderer,
  type JournalRendererSettings,
  type FoundJournal,
  type RenderedJournal,
} from "./render-journal.ts";

/** What can be handed to a worker thread, with what comes back. Everything here is plain data. */
export interface Jobs {
  decide: { task: Batch; result: DecidedBatch };
  render: { task: JournalBatch; result: RenderedJournal | FoundJournal };
}

export type JobKind = keyof Jobs;
export type Task<Kind extends JobKind> = Jobs[Kind]["task"];
export type Result<Kind extends JobKind> = Jobs[Kind]["result"];

/** What a thread needs to know before its first job. */
export interface JobSettings {
  decider: DeciderSettings;
  renderer: JournalRendererSettings;
}

/** One function per kind of job. */
export type JobTable = { [Kind in JobKind]: (task: Task<Kind>) => Promise<Result<Kind>> };

/** The jobs as this thread does them. Each kind is set up at its first use, so a thread that only exports builds no stages. */
export function createJobTable(settings: JobSettings): JobTable {
  let decider: BatchDecider | undefined;
  let renderer: JournalRenderer | undefined;
  return {
    decide: (batch) => (decider ??= new BatchDecider(settings.decider)).decide(batch),
    render: (batch) => (renderer ??= new JournalRenderer(settings.renderer)).render(batch),
  };
}
