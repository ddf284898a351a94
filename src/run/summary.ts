import { z } from "zod";
import type { PlannedInput } from "./run-file.ts";
import type { Tally } from "./tally.ts";

const Count = z.number().int().min(0);
const Counts = z.record(z.string(), Count);

/** What an exporter has written: rows per file, and how many rows were left out, by reason. */
export const ExportCounts = z.strictObject({
  files: z.array(z.strictObject({ path: z.string(), rows: Count })),
  leftOut: Counts,
  /** What these rows teach that nobody should learn by accident. Only of exporters that have such a warning. */
  warning: z.string().optional(),
  /** What was replaced by placeholders in the runs that the rows are made of, by kind. Only where something was to be replaced. */
  scrubbed: z.record(z.string(), z.strictObject({ values: Count, places: Count })).optional(),
  /** Lengths of the rows in tokens, by the folder of their file. Only where they were measured. */
  tokens: z.record(z.string(), z.strictObject({ min: Count, median: Count, p95: Count, max: Count, total: Count })).optional(),
});
export type ExportCounts = z.infer<typeof ExportCounts>;

/**
 * `summary.json`. The sums hold: `records` = `trajectories` + `decisions.quarantined`, and `trajectories` = accepted + rejected + skipped +
 * error. A record of the inputs that holds several trajectories counts once for each.
 */
export const Summary = z.strictObject({
  records: Count,
  trajectories: Count,
  decisions: z.strictObject({ accepted: Count, rejected: Count, skipped: Count, error: Count, quarantined: Count }),
  /** Accepted goals. */
  pairs: Count,
  /** Number of goals to how many accepted runs have so many. */
  goalsPerRun: Counts,
  /** From all records to pairs: how many are left after each step. */
  funnel: z.array(z.strictObject({ step: z.string(), count: Count })),
  byReason: Counts,
  byType: z.record(z.string(), z.strictObject({ runs: Count, accepted: Count, pairs: Count })),
  byStrategy: Counts,
  bySource: z.record(z.string(), z.strictObject({ trajectories: Count, failures: Count, accepted: Count, pairs: Count })),
  /** What was asked of models, by name; absent when none was asked. Answers from the cache count with what they cost when they were paid. */
  models: z
    .record(
      z.string(),
      z.strictObject({
        calls: Count,
        requests: Count,
        inputTokens: Count,
        cachedInputTokens: Count,
        outputTokens: Count,
        cost: z.number().nullable(),
      }),
    )
    .optional(),
  /** Error code to records. */
  quarantine: Counts,
  exporters: z.record(z.string(), ExportCounts),
  ignored: z.array(z.strictObject({ file: z.string(), why: z.string() })),
});
export type Summary = z.infer<typeof Summary>;

/** Puts a summary together from what the files of a run say. Keys are sorted, so that equal runs have equal bytes. */
export function summarize(
  tally: Tally,
  quarantine: Record<string, number>,
  inputs: readonly PlannedInput[],
  exporters: Record<string, ExportCounts>,
): Summary {
  const quarantined = Object.values(quarantine).reduce((sum, count) => sum + count, 0);
  const records = tally.trajectories + quarantined;
  const { reached } = tally;
  return {
    records,
    trajectories: tally.trajectories,
    decisions: { ...tally.decisions, quarantined },
    pairs: tally.pairs,
    goalsPerRun: tally.goalsPerRun,
    funnel: [
      { step: "records", count: records },
      { step: "trajectories", count: tally.trajectories },
      { step: "failures", count: reached.failures },
      { step: "recoverable", count: reached.afterDetector },
      { step: "with an achievement", count: reached.afterExtractor },
      { step: "accepted", count: tally.decisions.accepted },
      { step: "pairs", count: tally.pairs },
    ],
    byReason: sorted(tally.byReason),
    byType: sorted(tally.byType),
    byStrategy: sorted(tally.byStrategy),
    bySource: sorted(tally.bySource),
    ...(Object.keys(tally.models).length === 0 ? {} : { models: sorted(tally.models) }),
    quarantine: sorted(quarantine),
    exporters,
    ignored: inputs.flatMap((input) => (input.plan === "ignore" ? [{ file: input.file, why: input.why }] : [])),
  };
}

function sorted<Value>(record: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
