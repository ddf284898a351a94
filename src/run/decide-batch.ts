import { AgentherError, RecordError } from "../base/errors.ts";
import { type Outline, outlineOf } from "../dataset/outline.ts";
import type { Exporter } from "../exporters/exporter.ts";
import { loadExporters } from "../exporters/index.ts";
import { parseRecord } from "../reader/read.ts";
import { excerpt, type RawRecord } from "../reader/raw-record.ts";
import type { Supplied } from "../reader/supply.ts";
import { loadSource } from "../sources/index.ts";
import type { Source } from "../sources/source.ts";
import { ModelError } from "../llm/model-error.ts";
import { createRuleStages } from "../stages/index.ts";
import type { StageSettings } from "../stages/index.ts";
import type { Decision } from "../stages/decision.ts";
import type { Stages } from "../stages/stage.ts";
import { toAtif, validateAtif } from "../trajectory/atif/index.ts";
import type { Trajectory } from "../trajectory/trajectory.ts";
import { type Batch, type BatchItem, type DecidedBatch, LENGTHS, type Outlined, recordOf, release, statuses } from "./batch.ts";
import { ByteWriter } from "./byte-writer.ts";
import type { OutlineSettings } from "./dataset-plan.ts";
import { decide, type DecideSettings, type Fate } from "./decide.ts";
import { bitsOfId } from "./id-map.ts";
import type { QuarantineEntry } from "./journal-entry.ts";
import { journalLineParts } from "./journal-line.ts";
import { isGivenBy } from "./stored-trajectory.ts";
import { count, emptyTally } from "./tally.ts";

/** All that a worker needs to know. Plain data, because it crosses threads. */
export interface DeciderSettings {
  stages: StageSettings;
  gate: DecideSettings;
  branches: boolean;
  /** What the user says of runs whose format cannot say it. */
  supplied: Supplied;
  /** How to outline what is decided; null when nobody needs it. */
  outline: OutlineSettings | null;
}

/** Reads and decides batches of records. One per thread. */
export class BatchDecider {
  readonly #settings: DeciderSettings;
  readonly #stages: Stages;
  readonly #signal: AbortSignal | undefined;
  readonly #sources = new Map<string, Source>();
  readonly #trajectories = new ByteWriter();
  readonly #records = new ByteWriter();
  readonly #journal = new ByteWriter();
  readonly #quarantine = new ByteWriter();
  #exporters: readonly Exporter[] | undefined;
  #tally = emptyTally();

  /**
   * @param stages by rules unless given: models cannot be sent to another thread
   * @param signal once it is aborted, what a stage throws is no verdict on the trajectory
   */
  constructor(settings: DeciderSettings, stages?: Stages, signal?: AbortSignal) {
    this.#settings = settings;
    this.#signal = signal;
    this.#stages = stages ?? createRuleStages(settings.stages);
  }

  /**
   * Never throws for a record's sake: what cannot be read comes back as lines for the quarantine. The batch is empty afterwards. Not for two batches at once.
   *
   * @throws ModelError of the kind that stops the run
   */
  async decide(batch: Batch): Promise<DecidedBatch> {
    const { outline } = this.#settings;
    if (outline !== null) this.#exporters ??= await loadExporters(outline.exporters);
    const placed: PlacedTrajectory[] = [];
    let quarantined = 0;
    for (const item of batch.items) {
      const raw = recordOf(item, batch);
      const trajectories = await this.#read(item, raw);
      if (trajectories instanceof Error) {
        this.#quarantine.append(quarantineLine(item, raw, trajectories));
        quarantined += 1;
      } else {
        for (const read of trajectories) {
          const fate = await decideSafely(read.trajectory, this.#stages, this.#settings.gate, this.#signal);
          placed.push(this.#place(read, item.record, fate));
        }
      }
    }
    return this.#finish(batch, placed, quarantined);
  }

  /**
   * As `decide`, with all trajectories of the batch under way at once: for stages that mostly wait. Several batches may be decided so at a time; what is kept of each is put
   * down when all of it is there.
   *
   * @param turn waited for before each record, so that beginning many does not keep others from being heard
   */
  async decideAtOnce(batch: Batch, turn: () => Promise<void> = async () => {}): Promise<DecidedBatch> {
    const decided = await allSettled(
      batch.items.map(async (item) => {
        await turn();
        const raw = recordOf(item, batch);
        const trajectories = await this.#read(item, raw);
        if (trajectories instanceof Error) return { item, quarantined: quarantineLine(item, raw, trajectories), read: [] };
        const { gate } = this.#settings;
        const read = trajectories.map(async (one) => ({ one, fate: await decideSafely(one.trajectory, this.#stages, gate, this.#signal) }));
        return { item, quarantined: null, read: await allSettled(read) };
      }),
    );
    const placed: PlacedTrajectory[] = [];
    let quarantined = 0;
    for (const { item, quarantined: line, read } of decided) {
      for (const { one, fate } of read) placed.push(this.#place(one, item.record, fate));
      if (line === null) continue;
      this.#quarantine.append(line);
      quarantined += 1;
    }
    return this.#finish(batch, placed, quarantined);
  }

  #finish(batch: Batch, placed: readonly PlacedTrajectory[], quarantined: number): DecidedBatch {
    release(batch);
    return {
      trajectories: this.#trajectories.take(),
      recordLines: this.#records.take(),
      journal: this.#journal.take(),
      quarantine: this.#quarantine.take(),
      quarantined,
      records: batch.items.length,
      inputBytes: batch.inputBytes,
      ids: BigUint64Array.from(placed, ({ id }) => id),
      lengths: Uint32Array.from(placed.flatMap(({ lengths }) => lengths)),
      decisions: Uint8Array.from(placed, ({ decision }) => decision),
      pairs: Uint32Array.from(placed, ({ pairs }) => pairs),
      outlined: this.#settings.outline === null ? null : this.#takeOutlined(placed),
    };
  }

  #takeOutlined(placed: readonly PlacedTrajectory[]): Outlined {
    const tally = this.#tally;
    this.#tally = emptyTally();
    return { outlines: placed.map(({ outline }) => outline), tally };
  }

  /** The trajectories of a record with what is kept of each, or why there are none. All of a record's trajectories are good, or none is taken. */
  async #read(item: BatchItem, raw: RawRecord): Promise<ReadTrajectory[] | AgentherError> {
    if (item.problem !== undefined) return new RecordError(item.problem.code, item.problem.message);
    const source = await this.#sourceOf(item.format ?? "");
    try {
      const options = { ...this.#settings.supplied, branches: this.#settings.branches };
      const trajectories = parseRecord(raw, source, options);
      const [only] = trajectories;
      if (only !== undefined && trajectories.length === 1 && isGivenBy(raw, options)) return [{ trajectory: only, kept: raw.bytes }];
      return trajectories.map((trajectory) => ({ trajectory, kept: trajectoryLine(trajectory) }));
    } catch (error) {
      return AgentherError.isInstance(error) ? error : bugIn(raw, error);
    }
  }

  async #sourceOf(name: string): Promise<Source> {
    const known = this.#sources.get(name);
    if (known !== undefined) return known;
    const source = await loadSource(name);
    this.#sources.set(name, source);
    return source;
  }

  #place({ trajectory, kept }: ReadTrajectory, record: number, fate: Fate): PlacedTrajectory {
    const parts = journalLineParts(trajectory, record, fate);
    if (this.#settings.outline !== null) count(this.#tally, { ...fate, source: trajectory.provenance });
    const isText = typeof kept === "string";
    const lengths = [
      // The line's end apart: joined to the text first, it would have all of that copied once more.
      isText ? this.#trajectories.append(kept) + this.#trajectories.append("\n") : 0,
      isText ? 0 : this.#records.appendBytes(kept) + this.#records.append("\n"),
      this.#journal.append(parts.head),
      this.#journal.append(parts.decision),
      this.#journal.append(parts.middle),
      this.#journal.append(parts.tail),
    ];
    if (lengths.length !== LENGTHS) throw new Error("a journal line has other parts than the writer expects");
    return {
      id: bitsOfId(trajectory.id),
      lengths,
      decision: statuses.indexOf(fate.decision.status),
      pairs: fate.relabels.length,
      outline: this.#outline(trajectory, fate),
    };
  }

  #outline(trajectory: Trajectory, { decision, analysis, relabels }: Fate): Outline | null {
    const { outline } = this.#settings;
    if (outline === null || this.#exporters === undefined) return null;
    if (decision.status !== "accepted" && !(outline.settings.withSuccesses && decision.reason === "succeeded")) return null;
    return outlineOf({ trajectory, relabels, analysis, decisionStatus: decision.status }, this.#exporters, outline.settings);
  }
}

/** All values. What a sibling was paid for must have been kept before anybody hears of a failure, so the first one is thrown when all have settled. */
async function allSettled<Value>(promises: ReadonlyArray<Promise<Value>>): Promise<Value[]> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

interface ReadTrajectory {
  trajectory: Trajectory;
  /** Its line for `trajectories.jsonl`, or its record as a line for `records.jsonl`, without the end. */
  kept: string | Uint8Array;
}

interface PlacedTrajectory {
  id: bigint;
  lengths: number[];
  decision: number;
  pairs: number;
  outline: Outline | null;
}

/**
 * Decides. A bug in a stage or a model that gave no answer costs this trajectory only: it is marked as an error and tried again on resume.
 *
 * @throws ModelError of the kind that stops the run; once the signal is aborted, whatever a stage throws
 */
export async function decideSafely(trajectory: Trajectory, stages: Stages, settings: DecideSettings, signal?: AbortSignal): Promise<Fate> {
  try {
    return await decide(trajectory, stages, settings);
  } catch (error) {
    if (signal?.aborted === true || (error instanceof ModelError && error.stopsRun)) throw error;
    return {
      decision: errorDecision(error),
      analysis: null,
      replay: null,
      relabels: [],
      refused: [],
      calls: stages.callsAbout(trajectory),
    };
  }
}

function errorDecision(error: unknown): Decision {
  if (error instanceof ModelError) {
    const reason = error.modelCode === "awaiting_batch" ? "awaiting_batch" : "model_error";
    return { status: "error", reason, detail: `${error.modelCode}: ${error.message}` };
  }
  return { status: "error", reason: "internal_error", detail: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
}

/** What is thrown and no `AgentherError` is a bug of ours. It still costs this record only. */
function bugIn({ file, line }: RawRecord, error: unknown): RecordError {
  const words = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new RecordError("internal_error", `${file}:${line}: agenther broke on this record (${words}). This is a bug; please report it.`, {
    cause: error,
  });
}

/** The trajectory as ATIF in one line, checked before it is trusted to be read back. */
function trajectoryLine(trajectory: Trajectory): string {
  const document = toAtif(trajectory);
  validateAtif(document);
  return JSON.stringify(document);
}

function quarantineLine(item: BatchItem, raw: RawRecord, error: AgentherError): string {
  const { text, cut } = excerpt(raw.bytes, undefined, raw.size);
  const entry: QuarantineEntry = {
    record: item.record,
    file: item.file,
    line: item.line,
    offset: item.offset,
    format: item.format,
    code: error.code,
    message: error.message,
    raw: text,
    rawCut: cut,
  };
  return `${JSON.stringify(entry)}\n`;
}
