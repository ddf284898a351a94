import type { DecisionStatus } from "../stages/decision.ts";
import type { ModelCall } from "../stages/model-call.ts";
import type { CountedEntry } from "./entry-to-count.ts";

/** Counts over journal entries. Plain data; two of them add up. */
export interface Tally {
  trajectories: number;
  decisions: Record<DecisionStatus, number>;
  /** Accepted goals. */
  pairs: number;
  /** Accepted goals per accepted run, to how many runs have so many. */
  goalsPerRun: Record<string, number>;
  /** Reason code to runs. */
  byReason: Record<string, number>;
  /** Failure type, of the runs that failed. */
  byType: Record<string, { runs: number; accepted: number; pairs: number }>;
  /** Strategy to accepted goals. */
  byStrategy: Record<string, number>;
  /** Format of the source. */
  bySource: Record<string, { trajectories: number; failures: number; accepted: number; pairs: number }>;
  /** How many runs got how far. */
  reached: { failures: number; afterDetector: number; afterExtractor: number };
  /** Name of a model to what was asked of it. */
  models: Record<string, ModelTally>;
}

/** What the decisions of a journal took of one model. */
export interface ModelTally {
  calls: number;
  requests: number;
  inputTokens: number;
  cachedInputTokens: number;
  outputTokens: number;
  /** US dollars; null once a call had no known price. */
  cost: number | null;
}

export function emptyTally(): Tally {
  return {
    trajectories: 0,
    decisions: { accepted: 0, rejected: 0, skipped: 0, error: 0 },
    pairs: 0,
    goalsPerRun: {},
    byReason: {},
    byType: {},
    byStrategy: {},
    bySource: {},
    reached: { failures: 0, afterDetector: 0, afterExtractor: 0 },
    models: {},
  };
}

/** Counts one entry. */
export function count(tally: Tally, entry: CountedEntry): void {
  const pairs = entry.relabels.length;
  const accepted = entry.decision.status === "accepted" ? 1 : 0;
  const failed = entry.analysis?.verdict === "failure" ? 1 : 0;
  tally.trajectories += 1;
  tally.decisions[entry.decision.status] += 1;
  tally.pairs += pairs;
  add(tally.byReason, entry.decision.reason, 1);
  if (accepted === 1) add(tally.goalsPerRun, String(pairs), 1);
  for (const relabel of entry.relabels) add(tally.byStrategy, relabel.strategy, 1);
  const type = entry.analysis?.type ?? null;
  if (type !== null) addAll((tally.byType[type] ??= { runs: 0, accepted: 0, pairs: 0 }), { runs: 1, accepted, pairs });
  addAll((tally.bySource[entry.source.format] ??= { trajectories: 0, failures: 0, accepted: 0, pairs: 0 }), {
    trajectories: 1,
    failures: failed,
    accepted,
    pairs,
  });
  for (const call of entry.calls ?? []) countCall(tally.models, call);
  tally.reached.failures += failed;
  if (failed === 1 && entry.replay !== null) {
    tally.reached.afterDetector += 1;
    if (entry.decision.reason !== "no_achievement") tally.reached.afterExtractor += 1;
  }
}

function countCall(models: Tally["models"], call: ModelCall): void {
  const { requests, inputTokens, cachedInputTokens, outputTokens, cost } = call;
  addModel(models, call.model, { calls: 1, requests, inputTokens, cachedInputTokens, outputTokens, cost });
}

function addModel(models: Tally["models"], name: string, more: ModelTally): void {
  const { cost, ...counts } = more;
  const model = (models[name] ??= { calls: 0, requests: 0, inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, cost: 0 });
  for (const key of ["calls", "requests", "inputTokens", "cachedInputTokens", "outputTokens"] as const) model[key] += counts[key];
  model.cost = model.cost === null || cost === null ? null : model.cost + cost;
}

/** Adds the second tally to the first. */
export function addTally(to: Tally, from: Tally): void {
  to.trajectories += from.trajectories;
  to.pairs += from.pairs;
  addAll(to.decisions, from.decisions);
  addAll(to.reached, from.reached);
  for (const name of ["goalsPerRun", "byReason", "byStrategy"] as const) {
    for (const [key, more] of Object.entries(from[name])) add(to[name], key, more);
  }
  for (const [name, counts] of Object.entries(from.models)) addModel(to.models, name, counts);
  for (const [type, counts] of Object.entries(from.byType)) addAll((to.byType[type] ??= { runs: 0, accepted: 0, pairs: 0 }), counts);
  for (const [format, counts] of Object.entries(from.bySource)) {
    addAll((to.bySource[format] ??= { trajectories: 0, failures: 0, accepted: 0, pairs: 0 }), counts);
  }
}

function add(counts: Record<string, number>, key: string, more: number): void {
  counts[key] = (counts[key] ?? 0) + more;
}

function addAll<Key extends string>(counts: Record<Key, number>, more: Record<Key, number>): void {
  for (const key in more) counts[key] += more[key];
}
