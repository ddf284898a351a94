import { inspectInputs } from "../../reader/inspect.ts";
import { suppliedToReader } from "../../run/supplied-origins.ts";
import { loadSources } from "../../sources/index.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { inspectionText } from "../inspection-text.ts";
import { printable } from "../one-line.ts";
import type { InspectFlags } from "../program.ts";
import { suppliedIn } from "../supplied-options.ts";

/** `agenther inspect INPUT...`. */
export async function inspectCommand(inputs: readonly string[], flags: InspectFlags): Promise<ExitCode> {
  const inspection = await inspectInputs(inputs, {
    sources: await loadSources(),
    branches: flags.branches ?? false,
    ...(flags.format === undefined ? {} : { format: flags.format }),
    ...suppliedToReader(await suppliedIn(flags)),
  });
  process.stdout.write(`${flags.json === true ? JSON.stringify(inspection, null, 2) : printable(inspectionText(inspection))}\n`);
  if (inspection.trajectories === 0) return exitCodes.failed;
  return inspection.files.some((file) => file.quarantined > 0) ? exitCodes.doneWithLosses : exitCodes.done;
}
