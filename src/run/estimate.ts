import type { StructuredModel, StructuredRequest } from "../llm/port.ts";
import { loadModelTable, type ModelTable } from "../llm/model-table.ts";
import { parseModelName } from "../llm/model-name.ts";
import { inputTokens } from "../llm/money/estimate-tokens.ts";
import { costOf } from "../llm/money/price.ts";
import type { Trajectory } from "../trajectory/trajectory.ts";
import { stubbornAnswer, willingAnswer } from "./assumed-answers.ts";
import { decide } from "./decide.ts";
import { judgesOf, modelNamesOf, refuseBadRoles, stagesOf } from "./model-stages.ts";
import type { RunConfig } from "./run-config.ts";
import { sampleRecords } from "./sample-records.ts";

export interface EstimateRequest {
  inputs: readonly string[];
  config: RunConfig;
  /** Prices and windows of models over those that are built in. */
  modelFile?: string;
  /** At the prices of batch endpoints. */
  batch?: boolean;
  /** Records that are looked at. Default: 200. */
  sample?: number;
}

/** What a run would take of one model, or of all. `cost` in US dollars; null when a price is not known. */
export interface Take {
  calls: number;
  inputTokens: number;
  outputTokens: number;
  cost: number | null;
}

/** From the least to the most that is to be expected. */
export interface TakeRange {
  low: Take;
  high: Take;
}

export interface Estimate {
  records: number;
  /** Records that were looked at. */
  sampled: number;
  /** Trajectories in the whole input about which a model would be asked, with its 95 % interval from the sample. */
  asked: { low: number; high: number };
  models: Record<string, TakeRange>;
  total: TakeRange;
}

/**
 * What a run with models would take, from a sample of the input and the run's own stages: nothing is sent. `low`: every model answers once, the first goal is
 * confirmed at once, the shared beginning of a run's prompts is read from the provider's cache, answers are short. `high`: every goal is turned down by the last judge and
 * mended in every try, nothing is cached, answers are long. Both are widened by the 95 % interval of the sample's mean.
 *
 * @throws UsageError for inputs or settings that cannot be
 */
export async function estimateRun(request: EstimateRequest): Promise<Estimate> {
  const { config, sample: size = 200 } = request;
  refuseBadRoles(config);
  const { format, branches, seed } = config;
  const table = loadModelTable(request.modelFile);
  const sample = await sampleRecords({ inputs: request.inputs, format, branches, size, seed });
  const low = new Assumption(config, table, { willing: true, batch: request.batch === true });
  const high = new Assumption(config, table, { willing: false, batch: request.batch === true });
  const asked: number[] = [];
  for (const trajectories of sample.drawn) {
    await low.take(trajectories);
    asked.push(await high.take(trajectories));
  }
  const share = interval(asked);
  const range = (of: (assumption: Assumption) => Take[]): TakeRange => ({
    low: scaled(of(low), sample.records, "low"),
    high: scaled(of(high), sample.records, "high"),
  });
  return {
    records: sample.records,
    sampled: sample.drawn.length,
    asked: { low: Math.round(share.low * sample.records), high: Math.round(share.high * sample.records) },
    models: Object.fromEntries(modelNamesOf(config).map((name) => [name, range((assumption) => assumption.of(name))])),
    total: range((assumption) => assumption.all()),
  };
}

/** Tokens of an answer, by what it is for: what models were seen to write, shortened and lengthened by half. */
const answerTokens: Record<StructuredRequest<unknown>["role"], number> = {
  detector: 300,
  extractor: 700,
  relabeler: 900,
  fused: 1800,
  judge: 250,
  editor: 900,
};

/** Plays a run's stages with models that cost nothing, and counts what they were asked about each record. */
class Assumption {
  readonly #config: RunConfig;
  readonly #table: ModelTable;
  readonly #how: { willing: boolean; batch: boolean };
  readonly #takes = new Map<string, Take[]>();
  #current = new Map<string, Take>();
  /** Beginnings of prompts that a provider would have in its cache. */
  readonly #seen = new Set<string>();

  constructor(config: RunConfig, table: ModelTable, how: { willing: boolean; batch: boolean }) {
    this.#config = config;
    this.#table = table;
    this.#how = how;
  }

  /** Counts one record. @returns how many of its trajectories a model was asked about */
  async take(trajectories: readonly Trajectory[]): Promise<number> {
    this.#current = new Map();
    const stages = stagesOf(this.#config, { model: (name) => this.#model(name), runsAtOnce: 1, close: () => {} });
    const { theta, delta, tries, preset, relabelSuccesses } = this.#config;
    let asked = 0;
    for (const trajectory of trajectories) {
      await decide(trajectory, stages, { theta, delta, tries, preset, relabelSuccesses });
      if (stages.callsAbout(trajectory).length > 0) asked += 1;
      this.#seen.clear();
    }
    for (const name of modelNamesOf(this.#config)) {
      const takes = this.#takes.get(name) ?? [];
      takes.push(this.#current.get(name) ?? nothing);
      this.#takes.set(name, takes);
    }
    return asked;
  }

  of(name: string): Take[] {
    return this.#takes.get(name) ?? [];
  }

  /** Per record, over all models. */
  all(): Take[] {
    const [first = [], ...others] = this.#takes.values();
    return first.map((take, at) => others.reduce((sum, takes) => plus(sum, takes[at] ?? nothing), take));
  }

  #model(name: string): StructuredModel {
    const isLastJudge = judgesOf(this.#config).at(-1) === name;
    const { family, contextTokens, price } = this.#table.find(parseModelName(name));
    return {
      name,
      family,
      contextTokens,
      ask: async (request) => {
        const value = request.schema.parse(this.#how.willing ? willingAnswer(request) : stubbornAnswer(request, isLastJudge));
        // The count from above is a third too high for prose; the real one lies between.
        const input = Math.round(inputTokens(request) * (this.#how.willing ? 0.75 : 1));
        const output = Math.round(answerTokens[request.role] * (this.#how.willing ? 0.5 : 1.5));
        const usage = {
          inputTokens: input,
          cachedInputTokens: this.#cached(name, request, input),
          cacheWriteTokens: 0,
          outputTokens: output,
        };
        const cost = price === undefined ? null : costOf(usage, price, this.#how.batch);
        this.#current.set(name, plus(this.#current.get(name) ?? nothing, { calls: 1, inputTokens: input, outputTokens: output, cost }));
        return { value, raw: "", model: name, usage, cost, calls: 1, fromCache: false };
      },
    };
  }

  #cached(name: string, { system, parts }: StructuredRequest<unknown>, input: number): number {
    if (!this.#how.willing) return 0;
    const [transcript] = parts;
    const beginning = `${name}\n${transcript?.text ?? ""}`;
    const shared =
      (system.length + (transcript?.text.length ?? 0)) / (system.length + parts.reduce((sum, { text }) => sum + text.length, 0));
    if (this.#seen.has(beginning)) return Math.round(input * shared);
    this.#seen.add(beginning);
    return 0;
  }
}

const nothing: Take = { calls: 0, inputTokens: 0, outputTokens: 0, cost: 0 };

function plus(a: Take, b: Take): Take {
  return {
    calls: a.calls + b.calls,
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    cost: a.cost === null || b.cost === null ? null : a.cost + b.cost,
  };
}

/** A sample's takes as those of all records: the mean's bound times their number, each quantity with its own interval. */
function scaled(takes: readonly Take[], records: number, bound: "low" | "high"): Take {
  const of = (read: (take: Take) => number): number => interval(takes.map(read))[bound] * records;
  const unpriced = takes.some(({ cost }) => cost === null);
  return {
    calls: Math.round(of(({ calls }) => calls)),
    inputTokens: Math.round(of((take) => take.inputTokens)),
    outputTokens: Math.round(of((take) => take.outputTokens)),
    cost: unpriced ? null : of(({ cost }) => cost ?? 0),
  };
}

/** The 95 % interval of a mean, by the normal approximation, never below 0. */
function interval(values: readonly number[]): { low: number; high: number } {
  const count = values.length;
  if (count === 0) return { low: 0, high: 0 };
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, count - 1);
  const half = 1.96 * Math.sqrt(variance / count);
  return { low: Math.max(0, mean - half), high: mean + half };
}
