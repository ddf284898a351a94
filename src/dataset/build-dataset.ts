import type { Exporter } from "../exporters/exporter.ts";
import { collectDataset } from "./collect-dataset.ts";
import type { DatasetSummary } from "./dataset-summary.ts";
import { contrastGroups, type GroupOutcome } from "./contrast-groups.ts";
import { type DedupeSettings, noDedupe } from "./duplicates/dedupe-settings.ts";
import { heldOutIn } from "./holdout/held-out-in.ts";
import { HoldoutIndex } from "./holdout/holdout-index.ts";
import type { HoldoutTask } from "./holdout/holdout-task.ts";
import type { DatasetRecord } from "./record.ts";
import { renderBatch, type RenderedBatch } from "./rendered-batch.ts";
import { createMeasure, type LengthSettings, type Measure } from "./tokens/measure-rows.ts";
import type { RenderSettings } from "./render-record.ts";

/** What to build, and from what. */
export interface DatasetOptions {
  /** All records in input order. Read twice when an exporter pairs attempts and `groups` is not given. */
  records: () => AsyncIterable<DatasetRecord>;
  /** Group and outcome of all records, where they can be had without reading the trajectories. */
  groups?: () => AsyncIterable<GroupOutcome>;
  /** The folder that gets a folder for each exporter. Made when absent. */
  out: string;
  exporters: readonly Exporter[];
  /** Also make samples of runs that succeeded. */
  withSuccesses: boolean;
  /** Leave out pairs for which a model has written words. Default: false. */
  withoutEdits?: boolean;
  /** Share of the groups kept for validation, 0 to below 1. */
  val: number;
  /** Chooses which groups those are. A 32-bit integer. */
  seed: number;
  /** What to do about too much of the same. Default: nothing. */
  dedupe?: DedupeSettings;
  /** Tasks that no row may be made of. Default: none. */
  holdout?: readonly HoldoutTask[];
  /** Measures rows, and leaves out those that are too long. Default: rows are not measured. */
  length?: LengthSettings;
}

const BATCH = 64;

/**
 * Writes the files of all exporters, in this thread. With worker threads: `renderSettings`, `renderBatch` in the workers, and
 * `collectDataset` give the same bytes.
 *
 * @throws UsageError `bad_validation_share`; the file system's errors, after which no file has changed
 */
export async function buildDataset(options: DatasetOptions): Promise<DatasetSummary> {
  const settings = await renderSettings(options, options.groups ?? (() => groupsOf(options.records())));
  const measure = options.length === undefined ? null : await createMeasure(options.length);
  return collectDataset({ ...options, batches: batchesOf(options, settings, measure), settings, measure });
}

/** What `renderBatch` needs to know. Reads `groups` only when an exporter pairs attempts. */
export async function renderSettings(
  {
    exporters,
    withSuccesses,
    withoutEdits = false,
    seed,
    dedupe,
  }: Pick<DatasetOptions, "exporters" | "withSuccesses" | "withoutEdits" | "seed" | "dedupe">,
  groups: () => AsyncIterable<GroupOutcome>,
): Promise<RenderSettings> {
  const pairs = exporters.some(({ files }) => files.some((file) => file.fromAttempts !== undefined));
  const found = pairs ? await contrastGroups(groups(), seed) : { groups: new Float64Array(), failuresAlone: 0 };
  return {
    withSuccesses,
    withoutEdits,
    seed,
    contrastGroups: found.groups,
    failuresAlone: found.failuresAlone,
    dedupe: dedupe ?? noDedupe,
  };
}

async function* groupsOf(records: AsyncIterable<DatasetRecord>): AsyncGenerator<GroupOutcome> {
  for await (const { trajectory } of records) yield { groupId: trajectory.task.groupId, status: trajectory.outcome.status };
}

async function* batchesOf(
  { records, exporters, holdout }: DatasetOptions,
  settings: RenderSettings,
  measure: Measure | null,
): AsyncGenerator<RenderedBatch> {
  const index = holdout === undefined || holdout.length === 0 ? null : new HoldoutIndex(holdout);
  let batch: DatasetRecord[] = [];
  for await (const each of records()) {
    const record = index === null ? each : { ...each, heldOut: heldOutIn(each, index, settings.dedupe.similarity) };
    if (batch.push(record) < BATCH) continue;
    yield renderBatch(batch, exporters, settings, measure);
    batch = [];
  }
  if (batch.length > 0) yield renderBatch(batch, exporters, settings, measure);
}
