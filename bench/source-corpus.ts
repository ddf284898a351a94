import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, statSync, writeFileSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { AgentherError } from "../src/base/errors.ts";
import { findFiles } from "../src/reader/files.ts";
import { frameFile } from "../src/reader/frame.ts";
import { planFile, type Cut, type ReadableFile } from "../src/reader/plan.ts";
import type { RawRecord } from "../src/reader/raw-record.ts";
import { parseRecord } from "../src/reader/read.ts";
import type { Source } from "../src/sources/source.ts";
import { Random } from "./random.ts";
import { idsIn, mark, markKey, markPath, RecordTemplate } from "./record-template.ts";

/** One way in which a source's runs lie in files, from which files of any size can be made. */
export interface Specimen {
  source: string;
  /** `lines`, `array`, `members`, `list`, `values`, `text`: one file of any size. `files`: a folder of many, each a record or a few. */
  form: string;
  /** Files that are read one record at a time, however large they are. */
  streams: boolean;
  /**
   * Writes a file or folder.
   *
   * @param folder where it goes; must not exist
   * @param bytes least size; 0 for one round of the fixture's records
   * @param characters about how long a record is made
   * @returns what to read, its size in bytes, and the number of records
   */
  write(folder: string, bytes: number, characters: number): Written;
}

export interface Written {
  path: string;
  bytes: number;
  records: number;
}

interface PlannedFile {
  plan: ReadableFile;
  records: RawRecord[];
}

/**
 * All ways in which the fixtures of a source are read. Fixtures that hold something unreadable are left out of it.
 *
 * @param folder that of its fixtures
 * @param sources all formats, for recognition as in a real run
 */
export async function specimensOf(source: Source, folder: string, sources: readonly Source[]): Promise<Specimen[]> {
  const planned: PlannedFile[] = [];
  for (const file of (await findFiles([folder])).files) {
    const plan = await planFile(file, sources);
    if (plan.kind !== "readable" || plan.source !== source) continue;
    const records: RawRecord[] = [];
    for await (const framed of frameFile(plan)) records.push(...framed.filter((raw) => isGood(raw, source)));
    if (records.length > 0) planned.push({ plan, records });
  }
  const [alone, streaming] = [planned.filter(isRecordAlone), planned.filter((file) => !isRecordAlone(file))];
  const forms = Map.groupBy(streaming, ({ plan }) => formOf(plan.cut));
  return [
    ...[...forms].map(([form, files]) => streamOf(source, form, files)),
    ...(alone.length === 0 ? [] : [filesOf(source, alone, folder)]),
  ];
}

function isGood(raw: RawRecord, source: Source): boolean {
  try {
    return parseRecord(raw, source, { branches: false }).length > 0;
  } catch (error) {
    if (!AgentherError.isInstance(error)) throw error;
    return false;
  }
}

/** One object in a file of its own is how single runs are kept, even where others keep many in a file. */
function isRecordAlone({ plan, records }: PlannedFile): boolean {
  return plan.cut === "document" || (plan.cut === "values" && records.length === 1);
}

function formOf(cut: Cut): string {
  if (typeof cut !== "object") return cut;
  return "list" in cut ? "list" : "text";
}

function streamOf(source: Source, form: string, files: readonly PlannedFile[]): Specimen {
  const [first] = files.toSorted((a, b) => b.records.length - a.records.length);
  if (first === undefined) throw new Error(`No file of ${source.name} is read as ${form}.`);
  // What stands around a list belongs to the runs in it.
  const used = form === "list" || form === "text" ? [first] : files;
  const text = readFileSync(first.plan.file.path, "utf8");
  const { before, between, after } = frames(form, text, first.records);
  const around = idsIn(form === "list" ? `${before}]}` : "");
  const templates =
    form === "text"
      ? [new RecordTemplate(mark(text, { ids: new Set(), lengthen: true }))]
      : used.flatMap(({ records }) => records.map((raw) => templateOf(raw, around)));
  const each = form === "text" ? first.records.length : 1;
  return {
    source: source.name,
    form,
    streams: true,
    write(folder, bytes, characters) {
      const random = new Random(7);
      const path = join(folder, first.plan.file.path.split("/").at(-1) ?? "runs");
      mkdirSync(folder, { recursive: true });
      const file = openSync(path, "w");
      let written = writeSync(file, before);
      let number = 0;
      while (number < templates.length || written < bytes) {
        let runs = "";
        while (runs.length < 1_000_000 && (number < templates.length || written + runs.length < bytes)) {
          const template = templates[number % templates.length];
          runs += (number === 0 ? "" : between) + (template?.fill(number, characters * each, random) ?? "");
          number += 1;
        }
        written += writeSync(file, runs);
      }
      written += writeSync(file, after);
      closeSync(file);
      return { path, bytes: written, records: number * each };
    },
  };
}

function frames(form: string, text: string, records: readonly RawRecord[]): { before: string; between: string; after: string } {
  const bytes = Buffer.from(text);
  const [first, last] = [records[0], records.at(-1)];
  const end = last === undefined ? 0 : last.offset + last.size;
  if (form === "list") return { before: bytes.toString("utf8", 0, first?.offset ?? 0), between: ",\n", after: bytes.toString("utf8", end) };
  if (form === "array") return { before: "[", between: ",\n", after: "]\n" };
  if (form === "members") return { before: "{", between: ",\n", after: "}\n" };
  return { before: "", between: "\n", after: "\n" };
}

function templateOf(raw: RawRecord, around: ReadonlySet<string>): RecordTemplate {
  const text = Buffer.from(raw.bytes).toString();
  const ids = new Set([...idsIn(text)].filter((id) => !around.has(id)));
  const marked = mark(text, { ids, lengthen: true });
  if (raw.key === undefined) return new RecordTemplate(marked);
  return new RecordTemplate(`${markKey(raw.key)}:${marked}`);
}

/** A folder of many files: what lies right below the folder of the fixtures (a file, or a folder with companions) again and again. */
function filesOf(source: Source, planned: readonly PlannedFile[], folder: string): Specimen {
  const units = [...Map.groupBy(planned, ({ plan }) => plan.file.path.slice(folder.length + 1).split("/")[0] ?? "")].map(([name, files]) =>
    unitOf(join(folder, name), files, folder),
  );
  return {
    source: source.name,
    form: "files",
    streams: false,
    write(target, bytes, characters) {
      const random = new Random(7);
      let written = 0;
      let records = 0;
      for (let number = 0; number < units.length || written < bytes; number += 1) {
        const unit = units[number % units.length];
        for (const { path, content, share } of unit?.files ?? []) {
          const text = content.fill(number, characters * share, random);
          const to = join(target, path.fill(number, 0, random));
          mkdirSync(dirname(to), { recursive: true });
          writeFileSync(to, text);
          written += Buffer.byteLength(text);
        }
        records += unit?.records ?? 0;
      }
      return { path: target, bytes: written, records };
    },
  };
}

interface Unit {
  files: { path: RecordTemplate; content: RecordTemplate; share: number }[];
  records: number;
}

function unitOf(path: string, planned: readonly PlannedFile[], folder: string): Unit {
  const paths = statSync(path).isFile()
    ? [path]
    : readdirSync(path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name));
  const texts = paths.map((each) => readFileSync(each, "utf8"));
  const ids = new Set(texts.flatMap((text) => [...idsIn(text)]));
  // A folder that is read along with a file holds the run itself.
  const parts = planned.flatMap(({ plan }) =>
    plan.companions.filter(({ relativePath }) => relativePath.endsWith("/")).map((companion) => companion.path),
  );
  const isRun = (each: string): boolean =>
    planned.some(({ plan }) => plan.file.path === each) || parts.some((part) => each.startsWith(part));
  const runs = paths.filter(isRun).length;
  const records = planned.reduce((sum, file) => sum + file.records.length, 0);
  return {
    files: paths.map((each, index) => ({
      path: new RecordTemplate(markPath(each.slice(folder.length + 1), ids)),
      content: new RecordTemplate(mark(texts[index] ?? "", { ids, lengthen: isRun(each) })),
      share: records / runs,
    })),
    records,
  };
}
