import { readFileSync } from "node:fs";
import { z } from "zod";
import { UsageError } from "../base/errors.ts";
import { builtInModels, type BuiltInModel } from "./built-in-models.ts";
import type { ModelName } from "./model-name.ts";
import { Price } from "./money/price.ts";

/** What is known about a model. */
export const KnownModel = z.strictObject({
  /** Who built it, for telling a second judge from the first. */
  family: z.string().min(1).optional(),
  /** Tokens that fit into its window, prompt and answer together. */
  contextTokens: z.number().int().positive().optional(),
  price: Price.optional(),
});
export type KnownModel = z.infer<typeof KnownModel>;

/** A user's file with what is known about models, over what is built in. Keys are model names as they are given on the command line. */
export const ModelFile = z.strictObject({ models: z.record(z.string(), KnownModel) });
export type ModelFile = z.infer<typeof ModelFile>;

/** Looks models up. */
export interface ModelTable {
  find(name: ModelName): { family: string; contextTokens: number; price: Price | undefined };
}

/** Window of a model that nobody knows: small enough for most servers. */
const unknownWindow = 32_768;

/**
 * The built-in table with a user's file over it. A name with a date or `-latest` at its end is looked up without it, too.
 *
 * @param now for prices that are announced for a day
 * @throws UsageError `bad_model_file`
 */
export function loadModelTable(file?: string, now: Date = new Date()): ModelTable {
  const own = file === undefined ? {} : readModelFile(file);
  return {
    find(name) {
      const builtIn = name.provider === "server" ? undefined : (builtInModels[name.name] ?? builtInModels[undated(name.name)]);
      const given = own[name.name] ?? own[undated(name.name)];
      return {
        family: given?.family ?? builtIn?.family ?? familyOf(name),
        contextTokens: given?.contextTokens ?? builtIn?.contextTokens ?? unknownWindow,
        price: given?.price ?? (builtIn === undefined ? undefined : priceOn(now, builtIn)),
      };
    },
  };
}

function readModelFile(file: string): Record<string, KnownModel> {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UsageError("bad_model_file", `Cannot read ${file}: ${error instanceof Error ? error.message : String(error)}.`, {
      cause: error,
    });
  }
  const parsed = ModelFile.safeParse(json);
  if (parsed.success) return parsed.data.models;
  throw new UsageError(
    "bad_model_file",
    `${file} is not of the form {"models": {"NAME": {"price": {"input": 0.15, "output": 0.6}, "contextTokens": 128000, "family": "..."}}}, with prices in US dollars per million tokens.\n${z.prettifyError(parsed.error)}`,
  );
}

function priceOn(now: Date, { price, later }: BuiltInModel): Price | undefined {
  return later !== undefined && now.toISOString() >= later.from ? later.price : price;
}

function undated(name: string): string {
  return name.replace(/-(?:\d{4}-\d{2}-\d{2}|\d{8}|latest)$/, "");
}

const families: ReadonlyArray<readonly [RegExp, string]> = [
  [/gpt|davinci|\bo[134]\b/, "openai"],
  [/claude/, "anthropic"],
  [/gemini|gemma/, "google"],
  [/qwen|qwq/, "qwen"],
  [/deepseek/, "deepseek"],
  [/llama/, "llama"],
  [/mistral|mixtral|ministral|magistral|codestral|devstral/, "mistral"],
  [/\bphi/, "microsoft"],
  [/glm/, "glm"],
  [/kimi|moonshot/, "moonshot"],
  [/minimax/, "minimax"],
  [/granite/, "ibm"],
  [/nemotron/, "nvidia"],
  [/grok/, "xai"],
  [/command-|cohere/, "cohere"],
  [/olmo/, "ai2"],
];

/**
 * The family that a model's name speaks of; the first one in it counts, because distilled models name their student last. With a provider of one family
 * it is the provider's. A name that says nothing is a family of its own.
 */
function familyOf({ provider, id }: ModelName): string {
  if (provider !== "server") return provider;
  const name = id.toLowerCase();
  const found = families
    .map(([pattern, family]) => ({ family, at: name.search(pattern) }))
    .filter(({ at }) => at >= 0)
    .toSorted((left, right) => left.at - right.at);
  return found[0]?.family ?? name;
}
