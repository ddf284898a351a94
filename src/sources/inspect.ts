import { RecordError } from "../base/errors.ts";
import { isObject, tryParseJson, type Json, type JsonObject } from "../base/json.ts";
import { readSample } from "./inspect/read-sample.ts";
import type { Source, SourceRecord, SourceTrajectory } from "./source.ts";

/** Logs of Inspect AI: `.json`, and `.eval` archives as the reader unpacks them, one line a sample. */
export const inspect: Source = {
  name: "inspect",
  title: "Inspect AI logs",
  outcomeRule:
    "by `scores`: C, true, yes and 1 mean success; I, P, N, false, no and a number below 1 mean failure; of values that are lists or objects every one counts. Where a scorer gives a letter, a word or a flag, numbers of others do not count. Unknown where scorers contradict each other, a number is above 1, or there is no score",
  // What is said of all samples stands before them. In a log of another order they are joined in memory.
  framing: ({ shape, values, complete }) => {
    const [log] = values;
    return shape === "object" && isObject(log) && isLog(log) && isInOrder(log, complete) ? { list: "samples" } : "values";
  },
  detect({ values }) {
    for (const value of values) {
      if (!isObject(value)) continue;
      if (isObject(value["inspect_header"])) return { confidence: 0.98, why: "samples of an Inspect archive, each with the log's header" };
      if (isLog(value)) return { confidence: 0.95, why: "eval with task and model, status and samples" };
    }
    return undefined;
  },
  *parse(record) {
    const value = record.json();
    if (!isObject(value)) throw new RecordError("not_inspect", "Expected an Inspect log or a sample (an object), got something else.");
    if ("inspect_header" in value) {
      yield readSample(value["sample"] ?? null, value["inspect_header"] ?? null);
      return;
    }
    const { samples } = value;
    if (isLog(value) || Array.isArray(samples)) {
      if (!Array.isArray(samples) || samples.length === 0) {
        throw new RecordError("missing_steps", "The Inspect log holds no samples (it was written without them, or nothing was run).");
      }
      yield* readAll(samples, value);
      return;
    }
    yield readSample(value, headerOf(record));
  },
};

function isLog(value: JsonObject): boolean {
  const { eval: evaluation, status, plan, samples, version } = value;
  if (!isObject(evaluation) || typeof evaluation["task"] !== "string") return false;
  return isObject(plan) || Array.isArray(samples) || (typeof status === "string" && typeof version === "number");
}

function isInOrder(log: JsonObject, complete: boolean): boolean {
  const keys = Object.keys(log);
  const at = keys.indexOf("samples");
  return at < 0 ? !complete : Array.isArray(log["samples"]) && log["samples"].length > 0 && keys.indexOf("eval") < at;
}

/** The samples of one record. One that cannot be read is told as a loss of the first that can, and costs the others nothing. */
function readAll(samples: readonly Json[], header: JsonObject): SourceTrajectory[] {
  const losses: string[] = [];
  let refused: RecordError | undefined;
  const read = samples.flatMap((sample, index): SourceTrajectory[] => {
    try {
      return [readSample(sample, header)];
    } catch (error) {
      if (!(error instanceof RecordError)) throw error;
      refused ??= error;
      losses.push(`sample ${index + 1}: ${error.message}`);
      return [];
    }
  });
  if (read.length === 0 && refused !== undefined) throw refused;
  read[0]?.provenance.losses.push(...losses);
  return read;
}

/** The samples of a file share what stands before them, so it is parsed once. */
const headers = new WeakMap<Record<string, string>, Json>();

function headerOf({ companions }: SourceRecord): Json {
  if (companions === undefined) return null;
  const known = headers.get(companions);
  if (known !== undefined) return known;
  const parsed = tryParseJson(companions["around"] ?? "");
  const header = parsed.ok ? parsed.value : null;
  headers.set(companions, header);
  return header;
}
