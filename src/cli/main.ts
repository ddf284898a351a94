import { CommanderError } from "commander";
import { AgentherError } from "../base/errors.ts";
import { packageVersion } from "../base/package-version.ts";
import { boundMemory } from "./bound-memory.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import { createProgram, type Handlers } from "./program.ts";
import { spareCompiling } from "./spare-compiling.ts";

/**
 * The command line from end to end: parses, runs the command, reports errors and sets the exit code. The only place that decides how the
 * process ends.
 *
 * @param argv arguments without node and script
 */
export async function main(argv: readonly string[]): Promise<void> {
  // A run's threads would wait for each other's collections.
  if (argv[0] === "run") spareCompiling();
  else boundMemory();
  // A reader that goes away (`| head`) is no error of ours.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  let code: ExitCode = exitCodes.done;
  const handlers: Handlers = {
    run: async (inputs, flags) => void (code = await (await import("./commands/run.ts")).runCommand(inputs, flags)),
    inspect: async (inputs, flags) => void (code = await (await import("./commands/inspect.ts")).inspectCommand(inputs, flags)),
    convert: async (inputs, flags) => void (code = await (await import("./commands/convert.ts")).convertCommand(inputs, flags)),
    explain: async (out, id, flags) => void (code = await (await import("./commands/explain.ts")).explainCommand(out, id, flags)),
    export: async (out, flags) => void (code = await (await import("./commands/export.ts")).exportCommand(out, flags)),
    batch: async (action, out, files, flags) =>
      void (code = await (await import("./commands/batch.ts")).batchCommand(action, out, files, flags)),
    estimate: async (inputs, flags) => void (code = await (await import("./commands/estimate.ts")).estimateCommand(inputs, flags)),
  };
  try {
    await createProgram(packageVersion(), handlers).parseAsync(argv, { from: "user" });
  } catch (error) {
    code = reportError(error);
  }
  process.exitCode = code;
}

/** User mistakes and misfortunes print a sentence, bugs a stack. */
function reportError(error: unknown): ExitCode {
  // Commander has printed its own message (or the help that was asked for).
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.failed;
  if (AgentherError.isInstance(error)) process.stderr.write(`${error.message}\n`);
  else process.stderr.write(`${stackOf(error)}\nThis is a bug in agenther. Please report it with the lines above.\n`);
  return exitCodes.failed;
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
