import { existsSync, mkdirSync, statSync } from "node:fs";
import { basename } from "node:path";
import { UsageError } from "../base/errors.ts";
import { cannotWrite } from "../base/write-whole.ts";
import { type OutFolder, ownFiles, removeOwnFiles } from "./out-folder.ts";
import { type Difference, datasetSettings, differencesBetween } from "./run-config.ts";
import { type PlannedInput, readRunFile, type RunFile, writeRunFile } from "./run-file.ts";

/**
 * Makes an output folder ready for a run: a new one gets its `run.json`, one with the same run in it is gone on with.
 *
 * @param fresh delete what an earlier run wrote first
 * @returns whether the folder already held this run
 * @throws UsageError `config_changed` or `inputs_changed` when it holds another run, `not_our_folder` when its files are not ours
 */
export function openOut(out: OutFolder, run: RunFile, fresh: boolean): { resumed: boolean } {
  const before = fresh ? undefined : readRunFile(out.run);
  if (before !== undefined) {
    refuseOtherConfig(out, before, run);
    refuseOtherInputs(out, before, run);
    return { resumed: true };
  }
  if (fresh && existsSync(out.run)) removeOwnFiles(out);
  refuseForeignFiles(out);
  writeRunFile(out.run, run);
  return { resumed: false };
}

/** Refuses a path that can be no folder of a run. @throws UsageError `not_a_folder` */
export function refuseNoFolder(root: string): void {
  if (root.trim() === "") throw new UsageError("not_a_folder", "The path of the output folder is empty.");
  if (statSync(root, { throwIfNoEntry: false })?.isDirectory() === false) {
    throw new UsageError("not_a_folder", `${root} is a file. Name a folder for journal, datasets and summary.`);
  }
}

/** Makes the folder itself, where it is missing. @throws AgentherError `cannot_write` */
export function makeFolder(out: OutFolder): void {
  try {
    mkdirSync(out.root, { recursive: true });
  } catch (error) {
    throw cannotWrite(out.root, error);
  }
}

function refuseOtherConfig(out: OutFolder, before: RunFile, now: RunFile): void {
  if (before.agenther !== now.agenther) {
    throw new UsageError(
      "config_changed",
      `${out.root} holds a run of agenther ${before.agenther}, and this is ${now.agenther}, which may decide otherwise. Go on with the old version, choose another folder, or start over with --fresh.`,
    );
  }
  const differences = differencesBetween(before.config, now.config);
  if (differences.length === 0) return;
  const onlyDatasets = differences.every(({ name }) => datasetSettings.includes(name));
  const hint = onlyDatasets ? ` To write other datasets of the same run, use: agenther export ${out.root} --to ...` : "";
  throw new UsageError(
    "config_changed",
    `${out.root} holds a run with other settings:\n${differences.map(inWords).join("\n")}\nRepeat the old settings to go on with it, choose another folder, or start over with --fresh.${hint}`,
  );
}

function inWords({ name, old, new: now }: Difference): string {
  return `  ${flagOf(name)}: ${old} -> ${now}`;
}

/** `maxGoals` as the user types it: `--max-goals`. */
export function flagOf(setting: string): string {
  return `--${setting.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

const SHOWN = 10;

function refuseOtherInputs(out: OutFolder, before: RunFile, now: RunFile): void {
  const changes = changesOf(before, now);
  if (changes.length === 0) return;
  const shown = changes.slice(0, SHOWN).map((change) => `  ${change}`);
  if (changes.length > SHOWN) shown.push(`  and ${changes.length - SHOWN} more`);
  throw new UsageError(
    "inputs_changed",
    `${out.root} holds a run over other inputs:\n${shown.join("\n")}\nName the old inputs to go on with it, choose another folder, or start over with --fresh.`,
  );
}

function changesOf(before: RunFile, now: RunFile): string[] {
  const old = new Map(before.inputs.map((input) => [input.file, input]));
  const changes = now.inputs.flatMap((input) => {
    const earlier = old.get(input.file);
    if (earlier === undefined) return [`${input.file}: new`];
    if (earlier.bytes !== input.bytes) return [`${input.file}: ${earlier.bytes} bytes -> ${input.bytes} bytes`];
    if (JSON.stringify(earlier) === JSON.stringify(input)) return [];
    const others = changedCompanions(earlier, input);
    return [
      others.length > 0 ? `${input.file}: what stands beside it has changed (${others.join(", ")})` : `${input.file}: read in another way`,
    ];
  });
  const named = new Set(now.inputs.map((input) => input.file));
  changes.push(...before.inputs.filter((input) => !named.has(input.file)).map((input) => `${input.file}: no longer there`));
  if (changes.length > 0) return changes;
  return before.inputs.some((input, index) => input.file !== now.inputs[index]?.file) ? ["the same files in another order"] : [];
}

/** Names of the companions that are new, gone or of another content. */
function changedCompanions(before: PlannedInput, now: PlannedInput): string[] {
  if (before.plan !== "read" || now.plan !== "read") return [];
  const { companions: old = {} } = before;
  const { companions: found = {} } = now;
  const names = [...new Set([...Object.keys(old), ...Object.keys(found)])];
  return names.filter((name) => JSON.stringify(old[name]) !== JSON.stringify(found[name]));
}

/** A folder with a journal of somebody else must not be written into. */
function refuseForeignFiles(out: OutFolder): void {
  const foreign = ownFiles(out).filter((file) => existsSync(file));
  if (foreign.length === 0) return;
  throw new UsageError(
    "not_our_folder",
    `${out.root} has ${foreign.map((file) => basename(file)).join(", ")} but no run.json, so it is not clear whose they are. Choose another folder or move them away.`,
  );
}
