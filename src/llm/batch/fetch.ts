import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { asString, isObject, tryParseJson } from "../../base/json.ts";
import { cannotWrite } from "../../base/write-whole.ts";
import { openResponseCache } from "../response-cache.ts";
import { connect, endpointOf, type BatchRequest } from "./endpoints.ts";
import { importAnswers, type ImportResult } from "./import-answers.ts";
import { openJobs, type BatchJob } from "./jobs.ts";

/** A batch, and what was imported of it now; without that when it has not ended, or was imported before. */
export interface FetchedBatch {
  job: BatchJob;
  imported?: ImportResult;
  /** Why the batch as a whole failed. */
  failure?: string;
}

/**
 * Asks how far the batches of a folder are, and imports the answers of those that have ended. Questions of such a batch that got no answer are asked again in
 * the next round. The answers are kept beside the requests, as `NAME.answers.jsonl`.
 *
 * @throws ModelError, UsageError; AgentherError `cannot_write`
 */
export async function fetchBatches(request: BatchRequest): Promise<FetchedBatch[]> {
  const { folder, cachePath, modelFile } = request;
  const list = openJobs(folder);
  const connection = connect(request);
  const fetched: FetchedBatch[] = [];
  try {
    for (const job of list.jobs) {
      if (job.imported || job.id === null) {
        fetched.push({ job });
        continue;
      }
      const endpoint = endpointOf(job.model, connection);
      const state = await endpoint.state(job.id);
      job.status = state.status;
      if (!state.ended) {
        fetched.push({ job });
        continue;
      }
      const texts: string[] = [];
      for (const result of state.results) texts.push(await endpoint.download(result));
      const file = path.join(folder, job.file.replace(/requests\.jsonl$/, `${job.from}.answers.jsonl`));
      keepFile(file, texts.map((text) => (text === "" || text.endsWith("\n") ? text : `${text}\n`)).join(""));
      const imported = await importAnswers({ cachePath, files: [file], ...(modelFile === undefined ? {} : { modelFile }) });
      releaseRest(job, folder, cachePath);
      job.imported = true;
      list.save();
      fetched.push({ job, imported, ...(state.failure === undefined ? {} : { failure: state.failure }) });
    }
  } finally {
    connection.http.close();
    if (list.jobs.length > 0) list.save();
  }
  return fetched;
}

function keepFile(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw cannotWrite(file, error);
  }
}

/** Questions of an ended batch that still wait will get no answer from it. */
function releaseRest({ file, from, to }: BatchJob, folder: string, cachePath: string): void {
  const lines = readFileSync(path.join(folder, file), "utf8")
    .split("\n")
    .filter((line) => line !== "");
  const cache = openResponseCache(cachePath, "fetch");
  try {
    for (const line of lines.slice(from, to)) {
      const parsed = tryParseJson(line);
      const key = parsed.ok && isObject(parsed.value) ? asString(parsed.value["custom_id"]) : undefined;
      if (key !== undefined) cache.release(key);
    }
  } finally {
    cache.close();
  }
}
