import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { UsageError } from "../../base/errors.ts";
import type { HoldoutTask } from "./holdout-task.ts";
import { parseHoldout } from "./parse-holdout.ts";

/** How a configuration names held-out tasks: by their files, and by their content, so that an edited file counts as a change. */
export interface HoldoutOrigin {
  files: string[];
  sha256: string;
}

/** Held-out tasks and where they are from. */
export interface Holdout {
  origin: HoldoutOrigin;
  tasks: HoldoutTask[];
}

/**
 * Reads the files given with `--holdout`.
 *
 * @throws UsageError `bad_holdout_file` when one cannot be opened, or holds no task
 */
export function readHoldout(files: readonly string[]): Holdout {
  return holdoutOf(files, files.flatMap(readOne));
}

/** Held-out tasks that are in memory already, with their origin. */
export function holdoutOf(files: readonly string[], tasks: readonly HoldoutTask[]): Holdout {
  const sha256 = createHash("sha256").update(JSON.stringify(tasks)).digest("hex");
  return { origin: { files: [...files], sha256 }, tasks: [...tasks] };
}

function readOne(file: string): HoldoutTask[] {
  const tasks = parseHoldout(basename(file), contentOf(file));
  if (tasks.length > 0) return tasks;
  throw new UsageError(
    "bad_holdout_file",
    `${file} holds no task to hold out. Expected ids or texts: JSON, JSON Lines, CSV with a heading such as task_id,intent, or a line each.`,
  );
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError("bad_holdout_file", `${file} cannot be used with --holdout. It cannot be opened: ${reason}.`, { cause: error });
  }
}
