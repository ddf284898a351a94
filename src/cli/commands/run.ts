import { boundNursery } from "../bound-memory.ts";
import { loadExporters } from "../../exporters/index.ts";
import { parseConfig } from "../../run/parse-config.ts";
import { defaultWorkers, run } from "../../run/run.ts";
import { type RunConfig, toolsOrigin } from "../../run/run-config.ts";
import type { SuppliedToRun } from "../../run/supplied-origins.ts";
import type { Summary } from "../../run/summary.ts";
import { datasetSettingsOf, holdoutIn } from "../dataset-options.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { RunFlags } from "../program.ts";
import { modelOpener } from "../open-models.ts";
import { createProgress } from "../progress.ts";
import { suppliedIn } from "../supplied-options.ts";
import { stopSignal } from "../stop-signal.ts";
import { nothingUsableText, summaryText } from "../summary-text.ts";

/** `agenther run INPUT... -o OUT`. */
export async function runCommand(inputs: readonly string[], flags: RunFlags): Promise<ExitCode> {
  const quiet = flags.quiet === true;
  const supplied = await suppliedIn(flags);
  const config = configOf(flags, supplied);
  const progress = createProgress(process.stderr, quiet);
  // This thread only hands records on; by then the others have grown their nurseries as far as they may.
  if (workersOf(flags.workers) > 1) boundNursery(2000);
  const stop = stopSignal(() => {
    progress.stop();
    process.stderr.write("Stopping: finishing what is in flight. Ctrl-C again ends at once.\n");
  });
  try {
    const result = await run(
      {
        inputs,
        out: flags.out,
        config,
        fresh: flags.fresh ?? false,
        ...supplied,
        ...holdoutIn(flags),
      },
      { workers: workersOf(flags.workers), signal: stop.signal, listen: progress.listen, openModels: modelOpener(flags, stop.signal) },
    );
    progress.stop();
    if (result.status === "interrupted") {
      process.stderr.write(`Stopped. What is done is saved in ${flags.out}; run the same command again to go on.\n`);
      return exitCodes.interrupted;
    }
    if (result.status === "stopped") {
      process.stderr.write(
        `${result.reason.message}\nStopped. What is done is saved in ${flags.out}; run the same command again to go on.\n`,
      );
      return exitCodes.failed;
    }
    if (flags.json === true) process.stdout.write(`${JSON.stringify(result.summary, null, 2)}\n`);
    else if (!quiet) process.stdout.write(`${summaryText(result.summary, flags.out, await loadExporters(config.to))}\n`);
    return codeOf(result.summary, flags.out);
  } finally {
    progress.stop();
    stop.release();
  }
}

/** Threads that the user asked for. */
export function workersOf(flag: number | "auto"): number {
  return flag === "auto" ? defaultWorkers() : flag;
}

function configOf(flags: RunFlags, { tools }: SuppliedToRun): RunConfig {
  const { to, format, branches, maxGoals, closing, theta, delta, tries, seed, limit, relabelSuccesses } = flags;
  const { detector, extractor, relabeler, judge, fuse, preset, editThoughts, editDialogue } = flags;
  return parseConfig({
    detector,
    extractor,
    relabeler,
    judge,
    fuse,
    preset,
    editThoughts,
    editDialogue,
    to,
    format,
    tools: tools === undefined ? null : toolsOrigin(flags.tools ?? "", tools),
    branches,
    ...datasetSettingsOf(flags),
    maxGoals,
    closing,
    theta,
    delta,
    tries,
    seed,
    limit,
    relabelSuccesses,
  });
}

function codeOf(summary: Summary, out: string): ExitCode {
  if (summary.trajectories === 0) {
    process.stderr.write(`${nothingUsableText(summary, out)}\n`);
    return exitCodes.failed;
  }
  const { quarantined, error } = summary.decisions;
  return quarantined + error > 0 ? exitCodes.doneWithLosses : exitCodes.done;
}
