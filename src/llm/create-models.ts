import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import { UsageError } from "../base/errors.ts";
import { systemClock, type Clock } from "./clock.ts";
import type { ModelListener } from "./events.ts";
import { createHealth, defaultHealth, type Health, type HealthSettings } from "./limits/health.ts";
import { createLimiter, type LimitSettings } from "./limits/limiter.ts";
import { defaultRetry, type LiveModel, type RetrySettings } from "./live-call.ts";
import { ModelError } from "./model-error.ts";
import { parseModelName, type ModelName } from "./model-name.ts";
import { loadModelTable, type ModelTable } from "./model-table.ts";
import { createBudget, type Budget } from "./money/budget.ts";
import { createCounters, type Counters, type ModelCount } from "./money/counters.ts";
import { estimateTokens } from "./money/estimate-tokens.ts";
import { costOf, worstCost } from "./money/price.ts";
import type { StructuredModel } from "./port.ts";
import { accessOf, knownSecrets } from "./providers/access.ts";
import type { ChatRequest } from "./providers/chat.ts";
import { createHttp, type Http } from "./providers/http.ts";
import { openChatModel } from "./providers/index.ts";
import { openResponseCache, type ResponseCache } from "./response-cache.ts";
import { createScrub } from "./scrub.ts";
import { structuredModel } from "./structured-model.ts";

/** What models for a run are made from. */
export interface ModelSettings {
  /** Names as `parseModelName` takes them; one that is named twice is made once. */
  models: readonly string[];
  /** File of the response cache; made when it is not there. */
  cachePath: string;
  /** Milliseconds that one request may take; 10 minutes unless given. */
  timeoutMs?: number;
  /** For each model; `auto` unless given. */
  limits?: Partial<LimitSettings>;
  retry?: Partial<RetrySettings>;
  health?: Partial<HealthSettings>;
  /** US dollars that may be spent; no cap unless given. */
  maxCost?: number;
  /** US dollars that count as spent already, of an earlier part of the same run. */
  spentBefore?: number;
  /** JSON file with prices, windows and families, over those that are built in. */
  modelFile?: string;
  /** Stops asking: what is under way is finished and kept, what waits rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Cuts what is under way, too. */
  abort?: AbortSignal;
  listener?: ModelListener;
  /** Where keys and addresses are read; the environment of the process unless given. */
  environment?: NodeJS.ProcessEnv;
  clock?: Clock;
}

/** Models that share a cache, a budget and, per model, limits. */
export interface Models {
  /**
   * The model of a name that was among the settings.
   *
   * @throws UsageError `no_such_model`
   */
  get(name: string): StructuredModel;
  /** What was asked and paid since they were made. */
  counts(): ModelCount[];
  /** US dollars that count against the cap, what came before included. */
  readonly spent: number;
  /** Closes connections and the cache. To be called when nothing is under way. */
  close(): void;
}

/** What all models of one run share. */
interface Shared {
  settings: ModelSettings;
  table: ModelTable;
  cache: ResponseCache;
  http: Http;
  budget: Budget;
  counters: Counters;
  clock: Clock;
  halt: AbortController;
  environment: NodeJS.ProcessEnv;
  healths: Map<string, Health>;
}

/**
 * Makes the models of a run. Loads the packages of the providers that are named, opens the cache, asks nobody anything.
 *
 * @throws UsageError for a name, key, address, price file or budget that cannot be; ModelError `cache_failed`
 */
export async function createModels(settings: ModelSettings): Promise<Models> {
  const { environment = process.env, clock = systemClock, timeoutMs = 600_000, maxCost = Infinity, spentBefore = 0 } = settings;
  const table = loadModelTable(settings.modelFile);
  const names = [...new Set(settings.models)].map(parseModelName);
  if (maxCost !== Infinity) for (const name of names) requirePrice(name, table);
  const halt = new AbortController();
  setMaxListeners(0, halt.signal);
  const shared: Shared = {
    settings,
    table,
    cache: openResponseCache(settings.cachePath, randomUUID()),
    http: createHttp({ timeoutMs, environment, ...(settings.abort === undefined ? {} : { abort: settings.abort }) }),
    budget: createBudget(maxCost, spentBefore),
    counters: createCounters(),
    clock,
    halt,
    environment,
    healths: new Map(),
  };
  for (const signal of [settings.signal, settings.abort]) {
    if (signal?.aborted === true) halt.abort(signal.reason);
    signal?.addEventListener("abort", () => halt.abort(signal.reason), { once: true });
  }
  const models = new Map<string, StructuredModel>();
  try {
    for (const name of names) models.set(name.name, await open(name, shared));
  } catch (error) {
    shared.cache.close();
    throw error;
  }
  return {
    get(name) {
      const model = models.get(name);
      if (model === undefined)
        throw new UsageError("no_such_model", `The model ${name} is not among those that were opened: ${[...models.keys()].join(", ")}.`);
      return model;
    },
    counts: () => shared.counters.snapshot(),
    get spent() {
      return shared.budget.spent;
    },
    close() {
      shared.http.close();
      shared.cache.close();
    },
  };
}

async function open(name: ModelName, shared: Shared): Promise<StructuredModel> {
  const { settings, table, cache, http, budget, counters, clock, halt, environment, healths } = shared;
  const { family, contextTokens, price } = table.find(name);
  const scrub = createScrub(knownSecrets(environment));
  const place = name.baseUrl ?? name.provider;
  const health = healths.get(place) ?? createHealth({ ...defaultHealth, ...settings.health }, () => clock.now());
  healths.set(place, health);
  const live: LiveModel = {
    name: name.name,
    chat: await openChatModel(name, accessOf(name, environment), http, scrub),
    limiter: createLimiter({ concurrency: "auto", ...settings.limits }, clock),
    health,
    budget,
    counters,
    clock,
    retry: { ...defaultRetry, ...settings.retry },
    worstCost: (request) => (price === undefined ? 0 : worstCost(inputTokens(request), request.maxOutputTokens, price, false)),
    costOf: (usage) => (price === undefined ? null : costOf(usage, price, false)),
    estimateTokens: inputTokens,
    stop: halt.signal,
    tell: settings.listener ?? (() => undefined),
    format: "schema",
  };
  return structuredModel({ live, family, contextTokens, cache, fail: (error) => failRun(error, halt) });
}

/** An error that stops the run stops what waits at once, too. */
function failRun(error: unknown, halt: AbortController): void {
  if (error instanceof ModelError && error.stopsRun) halt.abort(error);
}

/** The schema counts as well: providers put it before the prompt. */
function inputTokens({ system, parts, repair, wireSchema }: ChatRequest): number {
  let tokens = estimateTokens(system) + estimateTokens(JSON.stringify(wireSchema)) + 50;
  for (const { text } of parts) tokens += estimateTokens(text);
  if (repair !== undefined) tokens += estimateTokens(repair.answer) + estimateTokens(repair.complaint);
  return tokens;
}

function requirePrice(name: ModelName, table: ModelTable): void {
  if (table.find(name).price !== undefined) return;
  throw new UsageError(
    "unpriced_model",
    `The price of ${name.name} is not known, so --max-cost cannot hold. Give it in a price file ({"models": {"${name.name}": {"price": {"input": 0, "output": 0}}}}; 0 is allowed), or leave --max-cost out.`,
  );
}
