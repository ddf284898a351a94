import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { inspectInputs } from "../src/reader/inspect.ts";
import { loadSources } from "../src/sources/index.ts";
import { canPin, measure, type Measurement } from "./measure.ts";
import { specimensOf, type Specimen } from "./source-corpus.ts";

// How fast each format is read, beside openai-messages, and whether memory grows with the file. Files are made of each source's own fixtures, with
// other ids and longer texts in every record, and read by `agenther inspect`.
//
//   npm run bench:sources                            20 MB of each, three times each
//   npm run bench:sources -- --megabytes 60 --repeat 5
//   npm run bench:sources -- --only tau2,inspect     these, and openai-messages
//   npm run bench:sources -- --record 30             records of about 30 kB instead of 12
//   npm run bench:sources -- --memory                peak of memory at 1000 MB beside that at 100 MB, for files that are read record by record
//   npm run bench:sources -- --memory --large 300
//   npm run bench:sources -- --memory --heap 48      with so many MB of heap and a small nursery, so that garbage is not taken for growth
//
// Speed is that of the time on the processor, of all threads, without what the same command takes for one round of the fixture's records. A format
// whose runs lie in files of their own is compared with messages that lie in files of their own.

const MEGABYTE = 1_000_000;

/** Every other format is compared with this one. */
const MEASURE = "openai-messages";

/** The bars that the project sets itself: speed per megabyte of that of `openai-messages`, and memory at the large size of that at 100 MB. */
const bar = { speed: 1 / 3, memory: 1.1 };

const { values: options } = parseArgs({
  options: {
    megabytes: { type: "string", default: "20" },
    repeat: { type: "string", default: "3" },
    record: { type: "string", default: "12" },
    only: { type: "string" },
    memory: { type: "boolean", default: false },
    large: { type: "string", default: "1000" },
    heap: { type: "string" },
  },
});

const characters = Number(options.record) * 1000;
/** For Node. What is held for good would soon fill such a heap; V8 by itself lets garbage pile up to several times that. */
const heapFlags = options.heap === undefined ? [] : ["--max-semi-space-size=8", `--max-old-space-size=${options.heap}`];
const folder = mkdtempSync(join(tmpdir(), "agenther-bench-sources-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(1));

console.log(`${cpus()[0]?.model ?? "unknown processor"}, ${availableParallelism()} cores, Node ${process.version}`);
const chosen = await chosenSpecimens(options.only?.split(","));
if (options.memory) benchMemory(chosen, Number(options.large));
else benchSpeed(chosen, Number(options.megabytes), Number(options.repeat));

/** What every source reads, `openai-messages` first, in one file and in many. */
async function chosenSpecimens(only: readonly string[] | undefined): Promise<Specimen[]> {
  const sources = await loadSources();
  const unknown = only?.find((name) => !sources.some((source) => source.name === name));
  if (unknown !== undefined) throw new Error(`There is no format ${unknown}.`);
  const found: Specimen[] = [];
  for (const source of sources) {
    if (only !== undefined && source.name !== MEASURE && !only.includes(source.name)) continue;
    const fixtures = fileURLToPath(new URL(`../test/fixtures/sources/${source.name}`, import.meta.url));
    const specimensOfSource = await specimensOf(source, fixtures, sources);
    if (specimensOfSource.length === 0) throw new Error(`Nothing in ${fixtures} is read as ${source.name}.`);
    for (const specimen of specimensOfSource) await check(specimen);
    found.push(...specimensOfSource);
  }
  const [measures, others] = [found.filter(isMeasure), found.filter((specimen) => !isMeasure(specimen))];
  if (measures.length !== 2) throw new Error(`The fixtures of ${MEASURE} must be one file of JSON Lines and single files.`);
  return [...measures.toSorted((a, b) => Number(b.streams) - Number(a.streams)), ...others];
}

function isMeasure({ source }: Specimen): boolean {
  return source === MEASURE;
}

/** What is made must be read as what it was made of; otherwise a fast refusal would be measured. */
async function check(specimen: Specimen): Promise<void> {
  const path = join(folder, "check");
  const { records, path: input } = specimen.write(path, 0, characters);
  const { files, trajectories } = await inspectInputs([input], { sources: await loadSources() });
  const wrong = files.find(({ format, quarantined }) => format !== specimen.source || quarantined > 0);
  if (wrong !== undefined || trajectories < records) {
    throw new Error(`${nameOf(specimen)}: ${trajectories} runs in ${records} records; ${JSON.stringify(wrong)}`);
  }
  rmSync(path, { recursive: true });
}

function nameOf({ source, form }: Specimen): string {
  return `${source} (${form})`;
}

function benchSpeed(specimens: readonly Specimen[], size: number, repeat: number): void {
  console.log(`${size} MB each, records of about ${characters / 1000} kB, each ${repeat} times${canPin() ? ", on one core" : ""}\n`);
  console.log(
    "| format | read as | records | on the processor: least, median, most (s) | to start (s) | MB/s | of messages | peak memory |",
  );
  console.log("|---|---|---|---|---|---|---|---|");
  const measures = new Map<boolean, number>();
  const slow: string[] = [];
  for (const specimen of specimens) {
    const small = inspectFile(specimen, 0, repeat);
    const large = inspectFile(specimen, size * MEGABYTE, repeat);
    const start = median(small.taken.map(({ cpuSeconds }) => cpuSeconds));
    const seconds = large.taken.map(({ cpuSeconds }) => cpuSeconds).toSorted((a, b) => a - b);
    const speed = (large.bytes - small.bytes) / MEGABYTE / (median(seconds) - start);
    if (isMeasure(specimen)) measures.set(specimen.streams, speed);
    const ratio = speed / (measures.get(specimen.streams) ?? Number.NaN);
    if (ratio < bar.speed) slow.push(nameOf(specimen));
    const range = [seconds[0] ?? 0, median(seconds), seconds.at(-1) ?? 0].map((each) => each.toFixed(2)).join(", ");
    const peak = Math.max(...large.taken.map(({ peakBytes }) => peakBytes)) / MEGABYTE;
    console.log(
      `| ${specimen.source} | ${specimen.form} | ${large.records} | ${range} | ${start.toFixed(2)} | ${speed.toFixed(0)} | ${ratio.toFixed(2)} | ${peak.toFixed(0)} MB |`,
    );
  }
  const [inOne = Number.NaN, inMany = Number.NaN] = [measures.get(true), measures.get(false)];
  console.log(`\n${MEASURE} in files of their own: ${(inMany / inOne).toFixed(2)} of the speed in one file`);
  console.log(`slower than a third of ${MEASURE}: ${slow.length === 0 ? "none" : slow.join(", ")}`);
}

function benchMemory(specimens: readonly Specimen[], large: number): void {
  console.log(`peak of memory at 100 MB and at ${large} MB, records of about ${characters / 1000} kB\n`);
  console.log(`| format | read as | at 100 MB | at ${large} MB | ratio | MB/s at ${large} MB |`);
  console.log("|---|---|---|---|---|---|");
  const grown: string[] = [];
  for (const specimen of specimens.filter(({ streams }) => streams)) {
    const [few, many] = [100, large].map((size) => {
      const { bytes, taken } = inspectFile(specimen, size * MEGABYTE, 1);
      return { peak: (taken[0]?.peakBytes ?? 0) / MEGABYTE, speed: bytes / MEGABYTE / (taken[0]?.cpuSeconds ?? 0) };
    });
    if (few === undefined || many === undefined) continue;
    const ratio = many.peak / few.peak;
    if (ratio > bar.memory) grown.push(nameOf(specimen));
    console.log(
      `| ${specimen.source} | ${specimen.form} | ${few.peak.toFixed(0)} MB | ${many.peak.toFixed(0)} MB | ${ratio.toFixed(2)} | ${many.speed.toFixed(0)} |`,
    );
  }
  console.log(`\nmore than ${bar.memory} times the memory: ${grown.length === 0 ? "none" : grown.join(", ")}`);
}

/** Makes a file, has it read, and deletes it. */
function inspectFile(specimen: Specimen, bytes: number, repeat: number): { bytes: number; records: number; taken: Measurement[] } {
  const path = join(folder, "runs");
  try {
    const written = specimen.write(path, bytes, characters);
    const taken = Array.from({ length: repeat }, () =>
      measure([...heapFlags, "bin/agenther.js", "inspect", written.path], canPin() ? 0 : null),
    );
    return { bytes: written.bytes, records: written.records, taken };
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
