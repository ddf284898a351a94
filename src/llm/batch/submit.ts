import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { UsageError } from "../../base/errors.ts";
import { asString, isObject, tryParseJson } from "../../base/json.ts";
import { openResponseCache } from "../response-cache.ts";
import { UnclearRequest } from "./batch-endpoint.ts";
import { endpointOf, type BatchRequest, connect } from "./endpoints.ts";
import { openJobs, type BatchJob } from "./jobs.ts";
import { requestFile } from "./question-file.ts";

/**
 * Sends the request files of a batch folder that were not sent yet to their provider's batch endpoint. What was sent is noted in `jobs.json` before and
 * after: nothing is sent twice.
 *
 * @returns the batches that were sent now
 * @throws UsageError `no_requests`, `no_batch_endpoint`, `submit_unclear` when an earlier sending broke off and only the provider knows whether it arrived;
 * ModelError
 */
export async function submitBatches(request: BatchRequest): Promise<BatchJob[]> {
  const { folder } = request;
  const list = openJobs(folder);
  const unclear = list.jobs.find((job) => job.id === null);
  if (unclear !== undefined) throw submitUnclear(folder, unclear);
  const sent = new Set(list.jobs.map((job) => job.file));
  const files = (existsSync(folder) ? readdirSync(folder) : []).filter((name) => requestFile.test(name) && !sent.has(name)).toSorted();
  if (files.length === 0)
    throw new UsageError("no_requests", `${folder} holds no request file that was not sent yet. Run with --batch first.`);

  const connection = connect(request);
  const made: BatchJob[] = [];
  try {
    for (const file of files) {
      const lines = readFileSync(path.join(folder, file), "utf8")
        .split("\n")
        .filter((line) => line !== "");
      const model = modelOf(lines, file, request.cachePath);
      const endpoint = endpointOf(model, connection);
      for (const { from, to } of partsOf(lines, endpoint.limits)) {
        const job: BatchJob = { file, from, to, model, id: null, status: "sending", imported: false };
        list.jobs.push(job);
        list.save();
        const { id, status } = await endpoint.submit(lines.slice(from, to)).catch((error: unknown) => {
          if (!(error instanceof UnclearRequest)) list.jobs.pop();
          list.save();
          throw error;
        });
        Object.assign(job, { id, status });
        list.save();
        made.push(job);
      }
    }
  } finally {
    connection.http.close();
  }
  return made;
}

/** The model that the questions of a file wait for. */
function modelOf(lines: readonly string[], file: string, cachePath: string): string {
  const cache = openResponseCache(cachePath, "submit");
  try {
    for (const line of lines) {
      const parsed = tryParseJson(line);
      const key = parsed.ok && isObject(parsed.value) ? asString(parsed.value["custom_id"]) : undefined;
      const waiting = key === undefined ? undefined : cache.waiting(key);
      if (waiting !== undefined) return waiting.model;
    }
  } finally {
    cache.close();
  }
  throw new UsageError(
    "no_requests",
    `No question of ${file} waits for an answer in ${cachePath}. Its answers are there already, or it belongs to another run.`,
  );
}

/** Cuts the lines into batches that the provider takes. */
function partsOf(lines: readonly string[], limits: { requests: number; bytes: number }): Array<{ from: number; to: number }> {
  const parts: Array<{ from: number; to: number }> = [];
  let from = 0;
  let bytes = 0;
  for (const [at, line] of lines.entries()) {
    const size = Buffer.byteLength(line) + 100;
    if (at > from && (at - from >= limits.requests || bytes + size > limits.bytes)) {
      parts.push({ from, to: at });
      from = at;
      bytes = 0;
    }
    bytes += size;
  }
  return [...parts, { from, to: lines.length }];
}

function submitUnclear(folder: string, { file, model }: BatchJob): UsageError {
  return new UsageError(
    "submit_unclear",
    `Sending ${file} to ${model} broke off, and only the provider knows whether the batch was made. Look at its list of batches: when it is there, write its id into ${path.join(folder, "jobs.json")}; when it is not, delete the entry there. Then run the same command again.`,
  );
}
