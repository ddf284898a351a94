import { AgentherError } from "../base/errors.ts";
import type { Source } from "../sources/source.ts";
import { placedCalls } from "../trajectory/views.ts";
import type { Trajectory } from "../trajectory/trajectory.ts";
import type { Container } from "./containers/container.ts";
import { findFiles, type IgnoredFile } from "./files.ts";
import { frameFile } from "./frame.ts";
import { planFile, type FilePlan, type ReadableFile } from "./plan.ts";
import { problemOf, type RawRecord } from "./raw-record.ts";
import { unusedRows } from "./outcomes-file.ts";
import { parseRecord } from "./read.ts";
import type { Supplied } from "./supply.ts";

export interface InspectOptions extends Supplied {
  /** All formats that may be recognised. */
  sources: readonly Source[];
  /** Name of the format that all files have, instead of recognising it. */
  format?: string;
  branches?: boolean;
  maxRecordBytes?: number;
  /** Ends the reading between two records. */
  signal?: AbortSignal;
}

/** A trajectory in a few words. */
export interface Preview {
  id: string;
  line: number;
  goal: string;
  steps: number;
  /** Names of the tools that were called, each once, in order of first use. */
  toolsUsed: string[];
  outcome: string;
}

/** Why a record cannot be read, with how often that happened in the file. */
export interface QuarantineCount {
  code: string;
  count: number;
  /** The first such record. */
  line: number;
  message: string;
}

export interface FileInspection {
  file: string;
  /** Null when the file cannot be read. */
  format: string | null;
  /** What the format was recognised by, or why it was not. */
  why: string;
  /** 0 to 1. */
  confidence: number;
  /** What it is packed in, where it is. */
  container?: Container;
  trajectories: number;
  outcomes: Record<"success" | "failure" | "unknown", number>;
  /** The rule by which success is read in this format. */
  rule: string;
  /** Records that cannot be read. */
  quarantined: number;
  problems: QuarantineCount[];
  /** The first trajectories, at most three. */
  previews: Preview[];
  /** What records say and trajectories cannot hold, with in how many of them. */
  losses: Record<string, number>;
  /** What trajectories say and records do not, with in how many of them. */
  synthesized: Record<string, number>;
}

export interface Inspection {
  /** In all files. */
  trajectories: number;
  files: FileInspection[];
  ignored: IgnoredFile[];
  /** What the user should know of what was supplied. Absent when there is nothing. */
  warning?: string;
}

const MAX_PREVIEWS = 3;

/**
 * Reads inputs and counts what is in them, without keeping them.
 *
 * @param paths files, folders, patterns
 * @throws UsageError when a path does not exist, nothing is found, or `options.format` is not known
 */
export async function inspectInputs(paths: readonly string[], options: InspectOptions): Promise<Inspection> {
  const { files: found, ignored } = await findFiles(paths);
  const files: FileInspection[] = [];
  const rules = new Set<string>();
  for (const file of found) {
    const plan = await planFile(file, options.sources, options.format === undefined ? {} : { format: options.format });
    if (plan.kind === "ignored") ignored.push({ path: plan.path, reason: plan.reason });
    else files.push(await inspectFile(plan, options, rules));
  }
  const trajectories = files.reduce((sum, file) => sum + file.trajectories, 0);
  const warning = options.outcomes === undefined ? undefined : unusedRows(options.outcomes, rules);
  return { trajectories, files, ignored, ...(warning === undefined ? {} : { warning }) };
}

async function inspectFile(
  plan: Exclude<FilePlan, { kind: "ignored" }>,
  options: InspectOptions,
  rules: Set<string>,
): Promise<FileInspection> {
  const inspection = emptyInspection(plan);
  const framing = options.maxRecordBytes === undefined ? {} : { maxRecordBytes: options.maxRecordBytes };
  for await (const records of frameFile(plan, framing)) {
    for (const raw of records) {
      options.signal?.throwIfAborted();
      try {
        for (const trajectory of read(raw, plan, options)) {
          count(inspection, trajectory);
          if (options.outcomes !== undefined) rules.add(trajectory.outcome.rule);
        }
      } catch (error) {
        if (!AgentherError.isInstance(error)) throw error;
        countProblem(inspection, raw, error);
      }
    }
  }
  return inspection;
}

function emptyInspection(plan: Exclude<FilePlan, { kind: "ignored" }>): FileInspection {
  const known = plan.kind === "readable";
  return {
    file: plan.file.path,
    format: known ? plan.source.name : null,
    why: known ? plan.why : plan.record.problem.message,
    confidence: known ? plan.confidence : 0,
    ...(known && plan.container !== undefined ? { container: plan.container } : {}),
    trajectories: 0,
    outcomes: { success: 0, failure: 0, unknown: 0 },
    rule: known ? plan.source.outcomeRule : "",
    quarantined: 0,
    problems: [],
    previews: [],
    losses: {},
    synthesized: {},
  };
}

function read(raw: RawRecord, plan: ReadableFile | Exclude<FilePlan, ReadableFile>, options: InspectOptions): Trajectory[] {
  const problem = problemOf(raw);
  if (problem !== undefined) throw problem;
  if (plan.kind !== "readable") return [];
  return parseRecord(raw, plan.source, { ...options, branches: options.branches ?? false });
}

function count(inspection: FileInspection, trajectory: Trajectory): void {
  inspection.trajectories += 1;
  inspection.outcomes[trajectory.outcome.status] += 1;
  for (const loss of new Set(trajectory.provenance.losses)) increment(inspection.losses, loss);
  for (const made of new Set(trajectory.provenance.synthesized)) increment(inspection.synthesized, made);
  if (inspection.previews.length < MAX_PREVIEWS) inspection.previews.push(previewOf(trajectory));
}

/** Most different texts that are counted. A source that puts a value into one must not make the counts grow with the input. */
const MAX_TEXTS = 100;

function increment(counts: Record<string, number>, text: string): void {
  const key = Object.hasOwn(counts, text) || Object.keys(counts).length < MAX_TEXTS ? text : "others";
  counts[key] = (counts[key] ?? 0) + 1;
}

function previewOf(trajectory: Trajectory): Preview {
  return {
    id: trajectory.id,
    line: trajectory.provenance.line,
    goal: trajectory.task.goal,
    steps: trajectory.steps.length,
    toolsUsed: [...new Set(placedCalls(trajectory).map(({ call }) => call.name))],
    outcome: `${trajectory.outcome.status}: ${trajectory.outcome.rule}`,
  };
}

function countProblem(inspection: FileInspection, raw: RawRecord, { code, message }: AgentherError): void {
  inspection.quarantined += 1;
  const known = inspection.problems.find((problem) => problem.code === code);
  if (known === undefined) inspection.problems.push({ code, count: 1, line: raw.line, message });
  else known.count += 1;
}
