import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Exporter, WrittenFile } from "../exporters/exporter.ts";
import { AttemptStore } from "./attempt-store.ts";
import { datasetFiles, datasetPath, type DatasetFile } from "./dataset-files.ts";
import { NumberList } from "./number-list.ts";
import { orderRows, type OrderedRows } from "./order-rows.ts";
import { PairGate, type PairReason } from "./pair-gate.ts";
import { packBatch, type RenderedBatch } from "./rendered-batch.ts";
import { renderAttempts, type RenderedPair, type RenderSettings } from "./render-record.ts";
import { RowTable } from "./row-table.ts";
import { validationGroups } from "./validation-groups.ts";
import { writeRows } from "./write-rows.ts";

const REPORT = "left-out";

/** Rendered rows and where they go. */
export interface CollectOptions {
  /** In input order. */
  batches: AsyncIterable<RenderedBatch>;
  settings: RenderSettings;
  out: string;
  exporters: readonly Exporter[];
  val: number;
  /** File that gets a line for each pair that was left out of all files, with the reason. Default: none is written. */
  report?: string;
}

/** What was written, and what was not. */
export interface DatasetSummary {
  /** Files that exist, in the order of exporters and their files, train before val. A file without rows is not written. */
  files: (WrittenFile & { exporter: string })[];
  /** Rows that a trainer could not be given, or of which there was too much, counted by file and reason. */
  leftOut: { exporter: string; folder: string; reason: string; rows: number }[];
  /** Pairs that are in no file, by reason. */
  pairsLeftOut: Partial<Record<PairReason, number>>;
}

/**
 * Collects rendered rows, orders them and writes the files. Rows lie on disk while they are collected. All files are written beside each other
 * first and take their names when the last one is complete; files of an earlier run that now would have no rows go away.
 */
export async function collectDataset(options: CollectOptions): Promise<DatasetSummary> {
  const workplace = join(options.out, ".scratch");
  rmSync(workplace, { recursive: true, force: true });
  mkdirSync(workplace, { recursive: true });
  const collector = new Collector(workplace, options);
  try {
    for await (const batch of options.batches) collector.add(batch);
    collector.addContrasts();
    return publish(collector, workplace, options);
  } finally {
    collector.close();
    rmSync(workplace, { recursive: true, force: true });
  }
}

class Collector {
  readonly files: DatasetFile[];
  readonly tables: RowTable[];
  readonly groupOfRun = NumberList.ofFloat64();
  readonly gate: PairGate;
  private readonly leftOut = new Map<string, number>();
  private readonly attempts: AttemptStore;
  private readonly options: CollectOptions;

  constructor(workplace: string, options: CollectOptions) {
    this.options = options;
    this.files = datasetFiles(options.exporters);
    this.tables = this.files.map((_, index) => new RowTable(join(workplace, `rows-${index}`)));
    this.attempts = new AttemptStore(join(workplace, "attempts"));
    this.gate = new PairGate(options.settings.dedupe, join(workplace, REPORT));
  }

  add(batch: RenderedBatch): void {
    let end = 0;
    let record = -1;
    let pair = -1;
    let refusal: string | null = null;
    for (const row of batch.rows) {
      const bytes = batch.bytes.subarray(end, (end += row.length));
      // A pair without rows is not asked about, so it cannot stand in the way of one that has some.
      if (row.pair !== pair) refusal = this.refusalOf(batch.pairs[row.pair]);
      pair = row.pair;
      if (refusal !== null) {
        this.countLeftOut(row.file, refusal);
        continue;
      }
      if (row.record !== record) this.groupOfRun.push(row.group);
      record = row.record;
      this.tables[row.file]?.add(bytes, { run: this.groupOfRun.length - 1, phase: row.phase, keys: row.keys });
    }
    for (const { file, reason } of batch.leftOut) this.countLeftOut(file, reason);
    for (const { group, length } of batch.attempts) this.attempts.add(group, batch.bytes.subarray(end, (end += length)));
  }

  addContrasts(): void {
    const { exporters, settings } = this.options;
    for (const contrast of this.attempts.contrasts()) this.add(packBatch([renderAttempts(contrast, exporters, settings)], exporters));
  }

  leftOutRows(): DatasetSummary["leftOut"] {
    return [...this.leftOut].map(([key, rows]) => {
      const [number, reason]: [number, string] = JSON.parse(key);
      const file = this.files[number];
      return { exporter: file?.exporter ?? "", folder: file?.folder ?? "", reason, rows };
    });
  }

  close(): void {
    for (const table of this.tables) table.close();
    this.attempts.close();
    this.gate.close();
  }

  private refusalOf(pair: RenderedPair | undefined): string | null {
    return pair === undefined ? null : this.gate.refusalOf(pair);
  }

  private countLeftOut(file: number, reason: string): void {
    const key = JSON.stringify([file, reason]);
    this.leftOut.set(key, (this.leftOut.get(key) ?? 0) + 1);
  }
}

function publish(collector: Collector, workplace: string, { out, exporters, val, report }: CollectOptions): DatasetSummary {
  const inValidation = validationGroups(val, collector.groupOfRun);
  const summary: DatasetSummary = { files: [], leftOut: collector.leftOutRows(), pairsLeftOut: collector.gate.counts };
  const moves: { from: string; to: string }[] = [];
  const known: string[] = [];
  for (const [index, file] of collector.files.entries()) {
    for (const split of ["train", "val"] as const) {
      const to = join(out, file.exporter, datasetPath(file, split));
      known.push(to);
      const ordered = orderedRows(
        collector,
        file,
        (row, table) => inValidation(collector.groupOfRun.at(table.runOf(row))) === (split === "val"),
      );
      const table = collector.tables[index];
      if (table === undefined || ordered.order.length === 0) continue;
      const from = join(workplace, `file-${moves.length}`);
      writeRows(from, table, ordered.order, file.container, file.alongside === undefined ? ordered.first : undefined);
      moves.push({ from, to });
      summary.files.push({
        exporter: file.exporter,
        folder: file.folder,
        split,
        path: datasetPath(file, split),
        rows: ordered.order.length,
      });
    }
  }
  if (report !== undefined) {
    known.push(report);
    collector.gate.finish();
    if (Object.keys(summary.pairsLeftOut).length > 0) moves.push({ from: join(workplace, REPORT), to: report });
  }
  for (const exporter of exporters) moves.push(...writeCompanions(exporter, summary, workplace, out));
  for (const { from, to } of moves) {
    mkdirSync(dirname(to), { recursive: true });
    renameSync(from, to);
  }
  const written = new Set(moves.map(({ to }) => to));
  for (const path of known) if (!written.has(path)) rmSync(path, { force: true });
  return summary;
}

/** The order of the file itself, or of the one it accompanies. */
function orderedRows(collector: Collector, file: DatasetFile, belongs: (row: number, table: RowTable) => boolean): OrderedRows {
  const { exporter, folder } = { ...file, folder: file.alongside ?? file.folder };
  const leading = collector.files.findIndex((other) => other.exporter === exporter && other.folder === folder);
  const table = collector.tables[leading];
  const settings = collector.files[leading];
  if (table === undefined || settings === undefined) return { order: new Uint32Array(), first: undefined };
  return orderRows(table, settings, (row) => belongs(row, table));
}

function writeCompanions(exporter: Exporter, summary: DatasetSummary, workplace: string, out: string): { from: string; to: string }[] {
  if (exporter.companions === undefined) return [];
  const written = summary.files.filter((file) => file.exporter === exporter.name);
  return Object.entries(exporter.companions(written)).map(([path, content], index) => {
    const from = join(workplace, `companion-${exporter.name}-${index}`);
    writeFileSync(from, `${JSON.stringify(content, null, 2)}\n`);
    return { from, to: join(out, exporter.name, path) };
  });
}
