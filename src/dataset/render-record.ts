import type { JsonObject } from "../base/json.ts";
import type { Exporter, LeftOut, Row } from "../exporters/exporter.ts";
import { attemptOf, type Attempt } from "../stages/data-augmenter/attempt-contrasts.ts";
import { goalContrast } from "../stages/data-augmenter/goal-contrast.ts";
import { hindsightSample } from "../stages/data-augmenter/hindsight-sample.ts";
import type { AttemptContrast, GoalContrast, Sample } from "../stages/data-augmenter/sample.ts";
import type { Relabel } from "../stages/relabel.ts";
import { successSample } from "../stages/data-augmenter/success-sample.ts";
import type { DedupeSettings } from "./duplicates/dedupe-settings.ts";
import { type PairSketch, sketchOf, sketchOfAttempts } from "./duplicates/pair-sketch.ts";
import { SharedTexts } from "./duplicates/shared-texts.ts";
import type { HeldOut } from "./holdout/holdout-index.ts";
import { groupHash } from "./group-hash.ts";
import type { DatasetRecord } from "./record.ts";

/** What rendering needs to know besides the record. Plain data, so that it can be handed to a worker thread. */
export interface RenderSettings {
  /** Also make samples of runs that succeeded. */
  withSuccesses: boolean;
  /** Leave out pairs for which a model has written words. */
  withoutEdits: boolean;
  /** Chooses which groups go to validation. A 32-bit integer. */
  seed: number;
  /** Sorted `groupHash(groupId, seed)` of the groups that hold a success and a failure. Empty when no exporter wants attempts. */
  contrastGroups: Float64Array;
  /** Failed attempts at tasks that no run succeeded at. 0 when no exporter wants attempts. */
  failuresAlone: number;
  dedupe: DedupeSettings;
}

/** What the rows of one goal and run, or of two attempts, have in common: they stay or are left out together. */
export interface RenderedPair {
  /** Id of the sample; of two attempts that of the failed one, with `-attempts`. */
  id: string;
  sketch: PairSketch | null;
  /** The held-out task that it would give away. */
  heldOut: HeldOut | null;
}

/** One row and where it goes. */
export interface RenderedRow {
  /** Position of its file among the files of all exporters, in order (`datasetFiles`). */
  file: number;
  /** Position of its pair among those of the record. */
  pair: number;
  /** `groupHash` of the row's group. */
  group: number;
  phase: number;
  /** Length in tokens; 0 when nobody has measured it. */
  tokens: number;
  /** May be made only when it is read. */
  readonly data: JsonObject;
}

/** All that one record gives. */
export interface RenderedRecord {
  pairs: RenderedPair[];
  rows: RenderedRow[];
  leftOut: { file: number; reason: string }[];
  /** The run as an attempt at its task, as JSON, when its group holds contrasts. */
  attempt: { group: number; status: Attempt["status"]; json: string } | null;
}

const NO_TRAINED_TURN = "no turn that carries loss, or the goal is asked only after the last one";

const NO_CONTRAST = "no other side: the run met its own goal too, or its messages do not say the goal; trl-sft-steps takes these";

const HELD_OUT_ATTEMPT = "an attempt at a held-out task is compared with no other (--holdout)";

const UNREADABLE_ATTEMPT = "no turn of the failed attempt can be learned";

/**
 * Stage 4 and the exporters for one record: its samples and contrasts, in the rows of every file. Pure, and independent of all other
 * records, so records may be rendered in any thread.
 */
export function renderRecord(record: DatasetRecord, exporters: readonly Exporter[], settings: RenderSettings): RenderedRecord {
  const rendered: RenderedRecord = { pairs: [], rows: [], leftOut: [], attempt: null };
  const texts = new SharedTexts();
  for (const made of samplesOf(record, exporters, settings)) renderSample(rendered, made, exporters, settings, texts);
  renderAttempt(rendered, record, exporters, settings);
  return rendered;
}

/** The rows that a pair of attempts gives. */
export function renderAttempts(contrast: AttemptContrast, exporters: readonly Exporter[], settings: RenderSettings): RenderedRecord {
  const pair = { id: `${contrast.rejectedTrajectoryId}-attempts`, sketch: sketchOfAttempts(contrast, settings.dedupe), heldOut: null };
  const rendered: RenderedRecord = { pairs: [pair], rows: [], leftOut: [], attempt: null };
  let file = 0;
  for (const exporter of exporters) {
    for (const exported of exporter.files) {
      if (exported.fromAttempts !== undefined) collect(rendered, file, exported.fromAttempts(contrast), settings);
      file++;
    }
  }
  return rendered;
}

const EDITED = "a model has written words of it (--without-edits)";

interface Made {
  /** Why there is no sample; absent when no turn of it would carry loss. */
  withheld?: string;
  sample: Sample | null;
  contrast: GoalContrast | null;
  heldOut: HeldOut | null;
}

function samplesOf(
  { trajectory, relabels, analysis, decisionStatus, heldOut }: DatasetRecord,
  exporters: readonly Exporter[],
  settings: RenderSettings,
): Made[] {
  const ofTask = { contrast: null, heldOut: heldOut?.task ?? null };
  if (decisionStatus === "accepted") {
    const contrasts = exporters.some(({ files }) => files.some((file) => file.fromGoalContrast !== undefined));
    const success = analysis?.verdict === "success";
    const made = relabels.map((relabel, index): Made => {
      if (settings.withoutEdits && isWritten(relabel)) return { withheld: EDITED, sample: null, contrast: null, heldOut: null };
      const sample = hindsightSample(trajectory, relabel, index + 1, analysis);
      // The beginning of a success is no failure under the success's own goal.
      const contrast = contrasts && !success ? goalContrast(trajectory, relabel, index + 1, analysis, sample) : null;
      return { sample, contrast, heldOut: heldOut?.task ?? heldOut?.goals[index] ?? null };
    });
    return success && settings.withSuccesses ? [...made, { sample: successSample(trajectory), ...ofTask }] : made;
  }
  const succeeded = decisionStatus === "skipped" && analysis?.verdict === "success";
  return settings.withSuccesses && succeeded ? [{ sample: successSample(trajectory), ...ofTask }] : [];
}

/** True when a model has put words into the run. Words that were only left out are no such edit. */
function isWritten({ edits, closing }: Relabel): boolean {
  return closing?.by === "model" || edits.some(({ kind }) => kind === "rewrite_text" || kind === "rewrite_user");
}

function renderSample(
  rendered: RenderedRecord,
  { sample, contrast, heldOut, withheld = NO_TRAINED_TURN }: Made,
  exporters: readonly Exporter[],
  settings: RenderSettings,
  texts: SharedTexts,
): void {
  if (sample !== null) rendered.pairs.push({ id: sample.id, sketch: sketchOf(sample, settings.dedupe, texts), heldOut });
  let file = 0;
  for (const exporter of exporters) {
    for (const exported of exporter.files) {
      if (exported.fromSample !== undefined) {
        if (sample !== null) collect(rendered, file, exported.fromSample(sample), settings);
        else if (exported.alongside === undefined) rendered.leftOut.push({ file, reason: withheld });
      }
      if (exported.fromGoalContrast !== undefined) {
        if (contrast !== null) collect(rendered, file, exported.fromGoalContrast(contrast), settings);
        else if (sample?.kind === "hindsight" && exported.alongside === undefined) rendered.leftOut.push({ file, reason: NO_CONTRAST });
      }
      file++;
    }
  }
}

function collect(rendered: RenderedRecord, file: number, rows: Iterable<Row | LeftOut>, { seed }: RenderSettings): void {
  for (const row of rows) {
    if ("leftOut" in row) rendered.leftOut.push({ file, reason: row.leftOut });
    else {
      const { groupId, phase } = row;
      rendered.rows.push({
        file,
        pair: rendered.pairs.length - 1,
        group: groupHash(groupId, seed),
        phase,
        tokens: 0,
        get data() {
          return row.data;
        },
      });
    }
  }
}

function renderAttempt(
  rendered: RenderedRecord,
  { trajectory, analysis, heldOut }: DatasetRecord,
  exporters: readonly Exporter[],
  settings: RenderSettings,
): void {
  if (settings.contrastGroups.length === 0) return;
  const group = groupHash(trajectory.task.groupId, settings.seed);
  if (!holds(settings.contrastGroups, group)) return;
  const attempt = attemptOf(trajectory, analysis);
  const task = heldOut?.task ?? null;
  if (attempt !== null && task !== null) {
    rendered.pairs.push({ id: `${trajectory.id}-attempt`, sketch: null, heldOut: task });
    for (const file of attemptFiles(exporters)) rendered.leftOut.push({ file, reason: HELD_OUT_ATTEMPT });
  } else if (attempt !== null) rendered.attempt = { group, status: attempt.status, json: JSON.stringify(attempt) };
  else if (trajectory.outcome.status === "failure") {
    for (const file of attemptFiles(exporters)) rendered.leftOut.push({ file, reason: UNREADABLE_ATTEMPT });
  }
}

/** Positions of the files that are made of pairs of attempts. */
export function attemptFiles(exporters: readonly Exporter[]): number[] {
  const files = exporters.flatMap((exporter) => exporter.files);
  return [...files.keys()].filter((file) => files[file]?.fromAttempts !== undefined && files[file].alongside === undefined);
}

function holds(sorted: Float64Array, value: number): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? value) < value) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === value;
}
