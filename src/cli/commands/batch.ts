import { existsSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../../base/errors.ts";
import type { FetchedBatch } from "../../llm/batch/fetch.ts";
import type { ImportResult } from "../../llm/batch/import-answers.ts";
import type { BatchAction, BatchFlags } from "../batch-options.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { dollars, readable } from "../numbers.ts";

/** `agenther batch import|submit|fetch OUT`. */
export async function batchCommand(action: BatchAction, out: string, files: readonly string[], flags: BatchFlags): Promise<ExitCode> {
  if (!existsSync(join(out, "run.json"))) {
    throw new UsageError(
      "not_a_run",
      `${out} is not the folder of a run: it has no run.json. Give the folder that agenther run --batch wrote with -o.`,
    );
  }
  const common = {
    cachePath: flags.cache ?? join(out, "responses.sqlite"),
    ...(flags.prices === undefined ? {} : { modelFile: flags.prices }),
  };
  const folder = join(out, "batch");
  if (action === "import") {
    const { importAnswers } = await import("../../llm/batch/import-answers.ts");
    const result = await importAnswers({ ...common, files });
    print(flags, result, importLines(result));
    return result.failed + result.unreadable > 0 ? exitCodes.doneWithLosses : exitCodes.done;
  }
  if (action === "submit") {
    const { submitBatches } = await import("../../llm/batch/submit.ts");
    const jobs = await submitBatches({ ...common, folder });
    print(flags, jobs, [
      ...jobs.map(({ file, model, from, to, id }) => `${file}: ${readable(to - from)} questions for ${model}, batch ${id ?? "?"}`),
      `When they have ended: agenther batch fetch ${out}`,
    ]);
    return exitCodes.done;
  }
  const { fetchBatches } = await import("../../llm/batch/fetch.ts");
  const batches = await fetchBatches({ ...common, folder });
  print(flags, batches, batches.length === 0 ? ["No batch was sent from here."] : batches.flatMap(fetchedLines));
  return batches.some(({ failure }) => failure !== undefined) ? exitCodes.doneWithLosses : exitCodes.done;
}

function print(flags: BatchFlags, result: object, lines: readonly string[]): void {
  process.stdout.write(flags.json === true ? `${JSON.stringify(result, null, 2)}\n` : `${lines.join("\n")}\n`);
}

function fetchedLines({ job, imported, failure }: FetchedBatch): string[] {
  const head = `${job.id ?? job.file}: ${job.status}${failure === undefined ? "" : `, ${failure}`}`;
  return imported === undefined ? [head] : [head, ...importLines(imported).map((line) => `  ${line}`)];
}

function importLines({ kept, notWaiting, failed, unreadable, cost, reasons }: ImportResult): string[] {
  const lines = [`${readable(kept)} answers taken in, ${dollars(cost)}`];
  if (notWaiting > 0) lines.push(`${readable(notWaiting)} that no question waits for`);
  if (failed > 0) lines.push(`${readable(failed)} without an answer; they are asked again in the next round`);
  if (unreadable > 0) lines.push(`${readable(unreadable)} lines that could not be read`);
  return [...lines, ...Object.entries(reasons).map(([reason, count]) => `  ${readable(count)} x ${reason}`)];
}
