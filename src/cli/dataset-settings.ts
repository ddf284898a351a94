import type { ExportSettings } from "../run/export-run.ts";
import type { DatasetFlags } from "./program.ts";

/** The settings that the flags of a command say of the datasets. What was not typed is undefined. */
export function datasetSettingsOf({ withSuccesses, val, dedupe, similarity, maxSimilar }: DatasetFlags): ExportSettings {
  return { withSuccesses, val, dedupe, similarity, maxSimilar: maxSimilar === "off" ? null : maxSimilar };
}
