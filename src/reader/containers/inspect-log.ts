import type { Entry } from "yauzl";
import { RecordError } from "../../base/errors.ts";
import { BrokenContainer, damaged, type Piece, type UnpackOptions } from "./container.ts";
import { checkGrowth } from "./growth.ts";
import { openZip, readEntry, type Zip } from "./zip.ts";

/** Samples that are unpacked to recognise the format. */
const HEAD_SAMPLES = 1;

const USUAL_HEADER_BYTES = 64 * 1024;

/**
 * The samples of an Inspect log (`.eval`) as JSON Lines: `{"inspect_header": ..., "sample": ...}`, one line for each sample in the order of
 * the archive. Both are the archive's own text (numbers and bare `NaN` as they were written), only with line ends made into spaces.
 * The header of a log that was not finished is that of its journal. A sample that cannot be unpacked is a fault and the next one is read.
 *
 * @throws BrokenContainer `unknown_format` when the archive is no Inspect log, `damaged_container` when its directory cannot be read
 */
export async function* unpackInspectLog(path: string, options: UnpackOptions): AsyncGenerator<Piece, void, undefined> {
  const zip = await openZip(path).catch((error: unknown) => {
    throw isOfSystem(error) ? error : damaged(path, "zip", error);
  });
  try {
    yield* linesOf(path, zip, options);
  } finally {
    zip.close();
  }
}

async function* linesOf(path: string, zip: Zip, { headOnly = false, listen }: UnpackOptions): AsyncGenerator<Piece, void, undefined> {
  // Of entries with one name the last one counts, as in every reader of zip archives that is asked for a name.
  const entries = new Map(zip.entries.map((entry) => [entry.fileName, entry]));
  const header = entries.get("header.json") ?? entries.get("_journal/start.json");
  if (header === undefined) throw notInspect(path);
  const start = Buffer.concat([Buffer.from('{"inspect_header": '), await headerText(path, zip, header), Buffer.from(', "sample": ')]);
  const samples = [...entries.values()].filter(({ fileName }) => /^samples\/.+\.json$/.test(fileName));
  let unpacked = 0;
  let packed = header.compressedSize;
  for (const [index, entry] of samples.slice(0, headOnly ? HEAD_SAMPLES : undefined).entries()) {
    packed += entry.compressedSize;
    const sample = await textOf(zip, entry);
    if (sample instanceof Error) {
      if (isOfSystem(sample)) throw sample;
      const message = `${path}: the sample ${entry.fileName} of the archive cannot be read (${sample.message}). The other samples are read.`;
      yield { problem: { code: codeOf(sample), message }, line: index + 1, lines: 1 };
    } else {
      const line = Buffer.concat([start, sample, lineEnd]);
      // A header of usual size stands in every line by our doing, not by that of the archive.
      unpacked += line.length - Math.min(start.length, USUAL_HEADER_BYTES);
      checkGrowth(path, unpacked, Math.max(zip.size, packed));
      yield line;
    }
    listen?.(Math.min(zip.size, packed));
  }
}

const lineEnd = Buffer.from("}\n");

async function headerText(path: string, zip: Zip, entry: Entry): Promise<Uint8Array> {
  const text = await textOf(zip, entry);
  if (!(text instanceof Error)) return text;
  throw isOfSystem(text) ? text : damaged(path, "zip", new Error(`${entry.fileName}: ${text.message}`));
}

/** The text of an entry on one line, or why there is none. Between the tokens of JSON a line end is as good as a space, and within one it cannot be. */
async function textOf(zip: Zip, entry: Entry): Promise<Uint8Array | Error> {
  try {
    const bytes = await readEntry(zip, entry);
    for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) bytes[at] = 0x20;
    for (let at = bytes.indexOf(0x0d); at >= 0; at = bytes.indexOf(0x0d, at + 1)) bytes[at] = 0x20;
    const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    return hasMark ? bytes.subarray(3) : bytes;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function codeOf(error: Error): string {
  return error instanceof RecordError ? error.code : "damaged_container";
}

function notInspect(path: string): BrokenContainer {
  const what = `${path} is a zip archive, and no log of Inspect (it has neither header.json nor _journal/start.json)`;
  return new BrokenContainer("unknown_format", `${what}. Unpack it first (unzip).`);
}

function isOfSystem(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}
