import type { JournalEntry } from "../../src/run/journal-entry.ts";

/** The source that a record counts for: the format, and for formats that several benchmarks share, the benchmark. */
export function stratumOf(entry: JournalEntry): string {
  const name = entry.source.file.split("/").at(-1) ?? "";
  if (entry.source.format === "intercode") return `intercode-${/sql|python|ctf/i.exec(name)?.[0].toLowerCase() ?? "bash"}`;
  if (entry.source.format === "react-text") return /fever/i.test(name) ? "fever" : "hotpotqa";
  return entry.source.format;
}
