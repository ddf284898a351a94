import { createHash } from "node:crypto";
import { unusedRows, type SuppliedOutcomes } from "../reader/outcomes-file.ts";
import type { SuppliedSystem } from "../reader/system-file.ts";
import type { Supplied } from "../reader/supply.ts";
import type { ToolDefinition } from "../trajectory/trajectory.ts";
import type { RunListener } from "./events.ts";
import { linesOf } from "./lines-of.ts";
import { readStringMember } from "./read-member.ts";
import { type RunConfig, toolsOrigin } from "./run-config.ts";

/** What a run is given besides its inputs, for records whose format cannot say it. */
export interface SuppliedToRun {
  /**
   * Tools for records that hold none. Of `config.tools` only the file's name is taken, as where they are from: the hash is made of these, and
   * without tools it counts as null, so that a folder is gone on with only with the tools it was begun with.
   */
  tools?: readonly ToolDefinition[];
  /** A system prompt for records that hold none. */
  system?: SuppliedSystem;
  /** Outcomes by id. They count before those of the records. */
  outcomes?: SuppliedOutcomes;
}

/** What `run.json` says of what was supplied: files and hashes of what they hold. The caller's own word for it could be of something else. */
export function suppliedOrigins(
  config: RunConfig,
  { tools, system, outcomes }: SuppliedToRun,
): Pick<RunConfig, "tools" | "system" | "outcomes"> {
  return {
    tools: tools === undefined ? null : toolsOrigin(config.tools?.file ?? "(given in code)", tools),
    system: system === undefined ? null : { file: system.file, sha256: sha256(system.text) },
    outcomes: outcomes === undefined ? null : originOfOutcomes(outcomes),
  };
}

/** As the reader takes it, plain data. */
export function suppliedToReader({ tools, system, outcomes }: SuppliedToRun): Supplied {
  return {
    ...(tools === undefined ? {} : { tools: [...tools] }),
    ...(system === undefined ? {} : { system: system.text }),
    ...(outcomes === undefined ? {} : { outcomes }),
  };
}

/** Tells of rows that no trajectory of the journal took its outcome from. The journal also knows those of an earlier, interrupted run. */
export function warnOfUnusedRows(journal: string, { outcomes }: SuppliedToRun, listen: RunListener): void {
  if (outcomes === undefined) return;
  const text = unusedRows(outcomes, rulesIn(journal));
  if (text !== undefined) listen({ kind: "warning", text });
}

function* rulesIn(journal: string): Generator<string, void, undefined> {
  for (const { bytes, complete } of linesOf(journal)) {
    if (!complete) return;
    const rule = readStringMember(bytes.subarray(Math.max(0, bytes.indexOf('"outcome":{'))), "rule");
    if (rule !== undefined) yield rule;
  }
}

function originOfOutcomes({ file, successReward, byId }: SuppliedOutcomes): NonNullable<RunConfig["outcomes"]> {
  return { file, sha256: sha256(JSON.stringify([...byId])), successReward };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
