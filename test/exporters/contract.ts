import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { beforeAll, describe, expect, test } from "vitest";
import { asString, isObject, type Json, type JsonObject } from "../../src/base/json.ts";
import { buildDataset } from "../../src/dataset/build-dataset.ts";
import type { DatasetSummary } from "../../src/dataset/dataset-summary.ts";
import type { DatasetRecord } from "../../src/dataset/record.ts";
import { loadExporter, type ExporterName } from "../../src/exporters/index.ts";
import { corpus } from "./corpus.ts";
import { streamed } from "./world.ts";

/** What the contract needs to know of an exporter. */
export interface ExporterFacts {
  /** Columns of each file's rows, by folder. `optional` ones may be absent. */
  columns: Record<string, { required: string[]; optional?: string[] }>;
  /** Files whose rows carry no metadata themselves, because the trainer refuses it; with the folder that has it. */
  metadataIn?: Record<string, string>;
  /** The form puts tool results into the assistant's text, and warns of it. */
  resultsInAssistant?: boolean;
}

/** Everything a built dataset consists of. */
export interface Built {
  summary: DatasetSummary;
  /** Rows by folder. */
  rows: Record<string, JsonObject[]>;
  /** Metadata of the rows, by folder and split (`kto:train`). */
  metadata: Record<string, JsonObject[]>;
  /** Bytes by path below the exporter's folder. */
  texts: Record<string, string>;
}

/** Builds the dataset of one exporter in a temporary folder and reads it back. */
export async function build(name: ExporterName, records: readonly DatasetRecord[], val = 0): Promise<Built> {
  const out = mkdtempSync(join(tmpdir(), "agenther-exporter-"));
  try {
    const exporters = [await loadExporter(name)];
    const summary = await buildDataset({ records: () => streamed(records), out, exporters, withSuccesses: true, val, seed: 0 });
    const rows: Built["rows"] = {};
    const texts: Built["texts"] = {};
    const metadata: Built["metadata"] = {};
    for (const { folder, path, split } of summary.files) {
      texts[path] = readFileSync(join(out, name, path), path.endsWith(".parquet") ? "latin1" : "utf8");
      const read = path.endsWith(".parquet") ? await readParquet(join(out, name, path)) : parseRows(texts[path], path);
      rows[folder] = [...(rows[folder] ?? []), ...read];
      metadata[`${folder}:${split}`] = read.map(metadataOfRow);
    }
    for (const path of ["TRAINING.md", ...Object.keys(exporters[0]?.companions ?? {})]) {
      if (existsSync(join(out, name, path))) texts[path] = readFileSync(join(out, name, path), "utf8");
    }
    return { summary, rows, metadata, texts };
  } finally {
    rmSync(out, { recursive: true });
  }
}

/** Columns to which a trainer gives a meaning of its own, and column sets that Hugging Face takes for agent traces. */
const RESERVED = ["input_ids", "labels", "completion_mask", "assistant_masks", "seq_lengths", "image", "images", "margin"];
const RESERVED_TOO = ["chat_template_kwargs", "prompt_ids", "chosen_ids", "rejected_ids", "plugins", "weight", "payload", "type", "source"];

const METADATA = [
  ["id", "trajectory_id", "group_id", "kind", "strategy", "goal", "original_goal", "weight"],
  ["confidence", "failure_type", "source", "synthesized", "edited"],
].flat();

/** The rules that hold for every exporter, run over the corpus. */
export function describeExporter(name: ExporterName, facts: ExporterFacts): void {
  describe(`${name}: contract`, () => {
    let built: Built;
    beforeAll(async () => {
      built = await build(name, corpus);
    });

    test("writes the files it promises, and says how many rows each has", () => {
      expect(Object.keys(built.rows).toSorted()).toEqual(Object.keys(facts.columns).toSorted());
      for (const file of built.summary.files) expect(built.rows[file.folder]).toHaveLength(file.rows);
      for (const file of built.summary.files) expect(file.rows).toBeGreaterThan(0);
    });

    test("gives every row the same columns, none with a reserved name", () => {
      for (const [folder, { required, optional = [] }] of Object.entries(facts.columns)) {
        for (const row of built.rows[folder] ?? []) {
          const keys = Object.keys(row);
          expect(keys).toEqual(expect.arrayContaining(required));
          expect([...required, ...optional]).toEqual(expect.arrayContaining(keys));
          for (const reserved of [...RESERVED, ...RESERVED_TOO]) expect(keys).not.toContain(reserved);
        }
      }
    });

    test("begins each file with a row that has every column and every key of every message", () => {
      for (const rows of Object.values(built.rows)) {
        const all = new Set(rows.flatMap(keysOf));
        expect(new Set(keysOf(rows[0] ?? {}))).toEqual(all);
      }
    });

    test("has no null in a message", () => {
      for (const message of Object.values(built.rows).flat().flatMap(messagesOf)) expect(Object.values(message)).not.toContain(null);
    });

    test("puts no tool result into what the assistant says", () => {
      const results = ["Error: bad query", '[{"id": "m1"', "It rises in Fontibre", "[9] Lamp $12", "AZ1 $90, AZ2 $60"];
      const said = Object.values(built.rows)
        .flat()
        .flatMap(messagesOf)
        .filter(isAssistant)
        .map((message) => JSON.stringify(message));
      expect(said.length).toBeGreaterThan(0);
      const inventing = said.filter((text) => results.some((result) => text.includes(JSON.stringify(result).slice(1, -1))));
      if (facts.resultsInAssistant === true) expect(inventing.length).toBeGreaterThan(0);
      else expect(inventing).toEqual([]);
    });

    test("warns of what it teaches when results stand in what the assistant says, and only then", async () => {
      const { training } = await loadExporter(name);
      expect(training.warning !== undefined).toBe(facts.resultsInAssistant === true);
    });

    test("says of every row where it comes from, and its weight", () => {
      for (const [folder, rows] of Object.entries(built.rows)) {
        const described = built.rows[facts.metadataIn?.[folder] ?? folder] ?? [];
        expect(described).toHaveLength(rows.length);
        for (const row of described) {
          expect(Object.keys(metadataOfRow(row))).toEqual(expect.arrayContaining(METADATA));
        }
      }
    });

    test("says beside the data how to train with it, and names every file, its rows and what was left out", async () => {
      const { training, companions = {} } = await loadExporter(name);
      const guide = built.texts["TRAINING.md"] ?? "";
      for (const { path, rows } of built.summary.files) expect(guide).toContain(`| \`${path}\` | ${rows} |`);
      for (const { reason, rows } of built.summary.leftOut) expect(guide).toMatch(new RegExp(`^- ${rows}: .*${literal(reason)}$`, "m"));
      expect(guide).toContain(training.guide.trim());
      if (training.warning !== undefined) expect(guide).toContain(training.warning);
      expect(training.short("out/dataset/it").join("\n")).toContain("out/dataset/it");
      for (const path of Object.keys(companions).filter((one) => !one.includes("val"))) expect(built.texts[path]).toMatch(/\S\n$/);
    });

    test("writes nothing beside data that is not there", async () => {
      const empty = await build(name, []);
      expect([empty.summary.files, empty.texts]).toEqual([[], {}]);
    });

    test("gives the same bytes for the same input", async () => {
      expect((await build(name, corpus)).texts).toEqual(built.texts);
    });

    test("keeps all rows of a task in one split", async () => {
      const split = await build(name, corpus, 0.3);
      expect(rowCount(split)).toBe(rowCount(built));
      for (const { folder } of split.summary.files) {
        const path = facts.metadataIn?.[folder] ?? folder;
        const groups = (["train", "val"] as const).map((part) => new Set(split.metadata[`${path}:${part}`]?.map((one) => one["group_id"])));
        expect([...(groups[0] ?? [])].filter((group) => groups[1]?.has(group))).toEqual([]);
      }
    });
  });
}

async function readParquet(path: string): Promise<JsonObject[]> {
  const rows: unknown[] = await parquetReadObjects({ file: await asyncBufferFromFile(path) });
  return rows.filter(isObject);
}

function literal(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

function parseRows(text: string, path: string): JsonObject[] {
  const rows: Json[] = path.endsWith(".jsonl")
    ? text
        .trimEnd()
        .split("\n")
        .map((line): Json => JSON.parse(line))
    : JSON.parse(text);
  return rows.filter(isObject);
}

/** The metadata of a row; empty where it has none. */
export function metadataOfRow(row: JsonObject): JsonObject {
  const metadata: Json = JSON.parse(asString(row["metadata"]) ?? "{}");
  return isObject(metadata) ? metadata : {};
}

/** All messages of a row, whichever columns they are in. */
export function messagesOf(row: JsonObject): JsonObject[] {
  return Object.values(row).flatMap((value) =>
    Array.isArray(value) ? value.filter(isObject).filter((one) => "role" in one || "from" in one) : [],
  );
}

function rowCount({ summary }: Built): number {
  return summary.files.reduce((sum, file) => sum + file.rows, 0);
}

function keysOf(row: JsonObject): string[] {
  const present = Object.entries(row).filter(([, value]) => value !== null);
  return present.flatMap(([column, value]) => [
    column,
    ...(Array.isArray(value) ? value.filter(isObject).flatMap((message) => Object.keys(message).map((key) => `${column}.${key}`)) : []),
  ]);
}

function isAssistant(message: JsonObject): boolean {
  return ["assistant", "tool_call", "gpt", "function_call"].includes(asString(message["role"] ?? message["from"]) ?? "");
}
