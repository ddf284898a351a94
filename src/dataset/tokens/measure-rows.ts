import { basename } from "node:path";
import type { DatasetFile } from "../dataset-files.ts";
import type { RenderedRecord, RenderedRow } from "../render-record.ts";
import { loadTokenCounter, type TokenCounter } from "./load-token-counter.ts";
import { rowTokens } from "./row-tokens.ts";

/** How rows are measured. Plain data. */
export interface LengthSettings {
  /** Longest row, in tokens; null: rows of any length stay. */
  maxTokens: number | null;
  /** As `loadTokenCounter` takes it. */
  tokenizer: string;
}

/** Settings with the tokenizer at hand. */
export interface Measure extends LengthSettings {
  count: TokenCounter;
}

/** @throws UsageError `bad_tokenizer` */
export async function createMeasure(settings: LengthSettings): Promise<Measure> {
  return { ...settings, count: await loadTokenCounter(settings.tokenizer) };
}

/** The record with the length of each row, and without those that are too long; a row that accompanies another goes with it. */
export function measureRows(record: RenderedRecord, files: readonly DatasetFile[], measure: Measure): RenderedRecord {
  const { maxTokens, tokenizer, count } = measure;
  const measured = record.rows.map((row) => ({ ...row, tokens: rowTokens(row.data, count) }));
  if (maxTokens === null) return { ...record, rows: measured };
  const all = [...placed(measured, files)];
  const tooLong = new Set(all.filter(({ row, accompanies }) => !accompanies && row.tokens > maxTokens).map(({ place }) => place));
  const reason = `longer than ${maxTokens} tokens (${basename(tokenizer)})`;
  const leftOut = [...record.leftOut];
  const rows: RenderedRow[] = [];
  for (const { row, place, accompanies } of all) {
    if (!tooLong.has(place)) rows.push(row);
    else if (!accompanies) leftOut.push({ file: row.file, reason });
  }
  return { ...record, rows, leftOut };
}

interface Placed {
  row: RenderedRow;
  /** The same for a row and for the one that accompanies it. */
  place: string;
  accompanies: boolean;
}

function* placed(rows: readonly RenderedRow[], files: readonly DatasetFile[]): Generator<Placed, void, undefined> {
  const seen = new Map<number, number>();
  for (const row of rows) {
    const number = seen.get(row.file) ?? 0;
    seen.set(row.file, number + 1);
    const file = files[row.file];
    const leading = file?.alongside === undefined ? row.file : leadingOf(file, files);
    yield { row, place: `${leading} ${number}`, accompanies: leading !== row.file };
  }
}

function leadingOf({ exporter, alongside }: DatasetFile, files: readonly DatasetFile[]): number {
  return files.findIndex((other) => other.exporter === exporter && other.folder === alongside);
}
