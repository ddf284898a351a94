import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { UsageError } from "../../base/errors.ts";
import { writeWhole } from "../../base/write-whole.ts";

/** A batch at a provider. */
export const BatchJob = z.strictObject({
  /** File of requests in the batch folder. */
  file: z.string(),
  /** Lines of it that the batch holds, from 0; `to` is not one of them. */
  from: z.number().int().nonnegative(),
  to: z.number().int().positive(),
  /** Name of the model as the user gave it. */
  model: z.string(),
  /** The provider's name for the batch; null from before it was sent until the provider has answered. */
  id: z.string().nullable(),
  /** The provider's word for how far it is. */
  status: z.string(),
  /** True when its answers are in the cache. */
  imported: z.boolean(),
});
export type BatchJob = z.infer<typeof BatchJob>;

const Jobs = z.strictObject({ jobs: z.array(BatchJob) });

/** The list of batches in a batch folder. */
export interface JobList {
  readonly jobs: BatchJob[];
  /** Writes the list. @throws AgentherError `cannot_write` */
  save(): void;
}

/**
 * Opens `jobs.json` of a batch folder; an empty list when there is none.
 *
 * @throws UsageError `bad_jobs_file`
 */
export function openJobs(folder: string): JobList {
  const file = path.join(folder, "jobs.json");
  const jobs = existsSync(file) ? readJobs(file) : [];
  return { jobs, save: () => writeWhole(file, `${JSON.stringify({ jobs }, null, 2)}\n`) };
}

function readJobs(file: string): BatchJob[] {
  try {
    return Jobs.parse(JSON.parse(readFileSync(file, "utf8"))).jobs;
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new UsageError("bad_jobs_file", `${file} is not a list of batches that agenther wrote: ${words}`, { cause: error });
  }
}
