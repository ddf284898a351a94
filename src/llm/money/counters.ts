import type { ModelRole, Usage } from "../port.ts";

/** What was asked and paid in one role of one model, since the models were made. */
export interface ModelCount {
  model: string;
  role: ModelRole;
  /** Answers that were paid for. */
  calls: number;
  /** Requests that were sent, failed ones included. */
  attempts: number;
  /** Requests that ended without an answer after they were sent; the provider may charge for them. */
  unanswered: number;
  /** Answers that came from the response cache. */
  fromCache: number;
  /** Questions written to a batch file. */
  batched: number;
  /** Of the paid answers. */
  usage: Usage;
  /** US dollars for the paid answers; null when the model's price is not known. */
  cost: number | null;
}

/** Counts per model and role. */
export interface Counters {
  attempt(model: string, role: ModelRole): void;
  unanswered(model: string, role: ModelRole): void;
  paid(model: string, role: ModelRole, usage: Usage, cost: number | null): void;
  cached(model: string, role: ModelRole): void;
  batched(model: string, role: ModelRole): void;
  /** The counts as of now, by model and role in the order of their first call. */
  snapshot(): ModelCount[];
}

/** New counters, all at nothing. */
export function createCounters(): Counters {
  const counts = new Map<string, ModelCount>();
  const of = (model: string, role: ModelRole): ModelCount => {
    const name = `${role} ${model}`;
    let count = counts.get(name);
    if (count === undefined) {
      const usage = { inputTokens: 0, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 0 };
      count = { model, role, calls: 0, attempts: 0, unanswered: 0, fromCache: 0, batched: 0, usage, cost: 0 };
      counts.set(name, count);
    }
    return count;
  };
  return {
    attempt: (model, role) => void (of(model, role).attempts += 1),
    unanswered: (model, role) => void (of(model, role).unanswered += 1),
    cached: (model, role) => void (of(model, role).fromCache += 1),
    batched: (model, role) => void (of(model, role).batched += 1),
    paid(model, role, usage, cost) {
      const count = of(model, role);
      count.calls += 1;
      count.usage.inputTokens += usage.inputTokens;
      count.usage.cachedInputTokens += usage.cachedInputTokens;
      count.usage.cacheWriteTokens += usage.cacheWriteTokens;
      count.usage.outputTokens += usage.outputTokens;
      count.cost = count.cost === null || cost === null ? null : count.cost + cost;
    },
    snapshot: () => [...counts.values()].map((count) => ({ ...count, usage: { ...count.usage } })),
  };
}
