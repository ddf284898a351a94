import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { AgentherError } from "../base/errors.ts";
import { tryParseJson } from "../base/json.ts";
import { writeWhole } from "../base/write-whole.ts";
import { RunConfig } from "./run-config.ts";

/** What is to be done with one input file, decided before the first record is read. */
export const PlannedInput = z.discriminatedUnion("plan", [
  z.strictObject({
    plan: z.literal("read"),
    file: z.string(),
    bytes: z.number(),
    format: z.string(),
    why: z.string(),
    /** What it is packed in. */
    container: z.enum(["gzip", "zstd", "parquet", "zip"]).optional(),
    /** Files beside it that its format reads along, by the format's names for them. No hash: it cannot be read. */
    companions: z.record(z.string(), z.strictObject({ bytes: z.number(), sha256: z.string().nullable() })).optional(),
  }),
  /** No trajectories are expected in it (tool definitions, a file of ours). */
  z.strictObject({ plan: z.literal("ignore"), file: z.string(), bytes: z.number(), why: z.string() }),
  /** Counts as one record in quarantine. */
  z.strictObject({ plan: z.literal("quarantine"), file: z.string(), bytes: z.number(), code: z.string(), message: z.string() }),
]);
export type PlannedInput = z.infer<typeof PlannedInput>;

/** `run.json`: what a run was asked to do. No times and no machine names, so that equal runs have equal files. */
export const RunFile = z.strictObject({
  /** Version of the package. Another version may decide otherwise, so it does not go on with a run. */
  agenther: z.string(),
  config: RunConfig,
  inputs: z.array(PlannedInput),
});
export type RunFile = z.infer<typeof RunFile>;

/** @throws AgentherError `cannot_write` */
export function writeRunFile(path: string, run: RunFile): void {
  writeWhole(path, `${JSON.stringify(run, null, 2)}\n`);
}

/**
 * The run that a folder holds, or undefined when it holds none.
 *
 * @throws AgentherError `bad_run_file` when `run.json` is not one of ours, or of another version
 */
export function readRunFile(path: string): RunFile | undefined {
  if (!existsSync(path)) return undefined;
  const json = tryParseJson(readFileSync(path, "utf8"));
  const run = json.ok ? RunFile.safeParse(json.value) : undefined;
  if (run?.success === true) return run.data;
  const found = !json.ok ? json.error : z.prettifyError(run?.error ?? new z.ZodError([])).split("\n")[0];
  throw new AgentherError(
    "bad_run_file",
    `${path} was not written by this version of agenther (${found}). Choose another output folder, or delete this one's files.`,
  );
}
