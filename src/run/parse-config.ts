import { UsageError } from "../base/errors.ts";
import { RunConfig } from "./run-config.ts";
import { flagOf } from "./open-out.ts";

/** Settings as somebody wrote them: any may be missing, and then has its default. */
export type WrittenConfig = { [Name in keyof RunConfig]?: unknown };

/**
 * Checks settings and fills in the defaults.
 *
 * @throws UsageError `bad_setting` that names each setting that does not fit, with what was found
 */
export function parseConfig(written: WrittenConfig): RunConfig {
  const settings = given(written);
  const parsed = RunConfig.safeParse(settings);
  if (parsed.success) return parsed.data;
  const complaints = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0] ?? "");
    return `${flagOf(name)}: ${issue.message} (got ${JSON.stringify(settings[name])})`;
  });
  throw new UsageError("bad_setting", `${complaints.join("\n")}\nagenther run --help shows what is allowed.`);
}

/** The settings that somebody did write. */
export function given(written: WrittenConfig): Record<string, unknown> {
  return Object.fromEntries(Object.entries(written).filter(([, value]) => value !== undefined));
}
