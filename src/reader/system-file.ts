import { readFile } from "node:fs/promises";
import { UsageError } from "../base/errors.ts";

/** A system prompt for records that hold none. */
export interface SuppliedSystem {
  file: string;
  text: string;
}

/**
 * Reads the file given with `--system`: the system prompt as it is, without line ends at its end.
 *
 * @throws UsageError `bad_system_file` when it cannot be opened or is empty
 */
export async function readSystemFile(file: string): Promise<SuppliedSystem> {
  let text: string;
  try {
    text = (await readFile(file, "utf8")).replace(/^\uFEFF/, "").trimEnd();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError("bad_system_file", `${file} cannot be used with --system. It cannot be opened: ${reason}.`);
  }
  if (text === "") throw new UsageError("bad_system_file", `${file} cannot be used with --system. It is empty.`);
  return { file, text };
}
