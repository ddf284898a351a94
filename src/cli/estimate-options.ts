import type { Command } from "commander";
import { addRoleOptions, type RoleFlags } from "./model-options.ts";
import { number } from "./option-values.ts";

export interface EstimateFlags extends RoleFlags {
  format?: string;
  branches?: boolean;
  maxGoals?: number;
  tries?: number;
  theta?: number;
  delta?: number;
  prices?: string;
  batch?: boolean;
  sample?: number;
  seed?: number;
  json?: boolean;
}

/** Adds `agenther estimate`. */
export function addEstimate(program: Command, handle: (inputs: string[], flags: EstimateFlags) => Promise<void>): void {
  const command = program
    .command("estimate")
    .description("Say what a run with models would take in calls, tokens and dollars, before anything is paid. Writes nothing.")
    .argument("<inputs...>", "files, folders or patterns")
    .option("--format <name>", "read every input as this format")
    .option("--branches", "take every branch of a tree of attempts as a trajectory")
    .option("--max-goals <k>", "most goals taken from one run (default: 4)", number)
    .option("--tries <n>", "how often a model is asked for a goal (default: 3)", number)
    .option("--theta <c>", "confidence that a goal must reach (default: 0.5)", number)
    .option("--delta <w>", "weight below which a run is thrown away (default: 0.3)", number)
    .option("--prices <file>", "prices and windows of models (JSON), over those that are built in")
    .option("--batch", "at the prices of batch endpoints")
    .option("--sample <n>", "records that are looked at (default: 200)", number)
    .option("--seed <n>", "chooses them (default: 0)", number)
    .option("--json", "print JSON on standard output, and nothing else there");
  addRoleOptions(command);
  command.action((inputs: string[], flags: EstimateFlags) => handle(inputs, flags));
}
