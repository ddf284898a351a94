import type { KnownModel } from "./model-table.ts";
import type { Price } from "./money/price.ts";

/**
 * Windows and prices of the models of OpenAI, Anthropic and Google, in US dollars per million tokens, standard tier.
 *
 * Read on 2026-11-21 from copies of these pages, most of them as of 2026-10-03 (Haiku 5.5 and Sonnet 5.5's cached input 2026-10-07, Fable 5.2
 * 2026-11-10). Prices change: a file of your own goes over them.
 *
 * - developers.openai.com/api/docs/pricing
 * - platform.claude.com/docs/en/about-claude/pricing; cache writes are those that last five minutes
 * - ai.google.dev/gemini-api/docs/pricing; text prices, without the storage of explicit caches
 */
export const pricesAsOf = "2026-11-21";

/** A model, with the price that its provider has announced for later. */
export interface BuiltInModel extends KnownModel {
  later?: { from: string; price: Price };
}

const million = 1_000_000;

/** Prices in the order of the pages; a batch costs half with all three. */
function priced(input: number, cachedInput: number | undefined, output: number, more: Partial<Price> = {}): Price {
  return { input, ...(cachedInput === undefined ? {} : { cachedInput }), output, batchFactor: 0.5, ...more };
}

/** OpenAI's newer models: cache writes cost a quarter more than input, and requests above 272,000 tokens twice the input and 1.5 times the output. */
function gpt6(input: number, cachedInput: number, output: number): BuiltInModel {
  const long = { above: 272_000, input: 2 * input, cachedInput: 2 * cachedInput, cacheWrite: 2.5 * input, output: 1.5 * output };
  return { family: "openai", contextTokens: million, price: priced(input, cachedInput, output, { cacheWrite: 1.25 * input, long }) };
}

/** The same surcharge for long requests, and no price for cache writes. */
function gptLong(input: number, cachedInput: number | undefined, output: number): BuiltInModel {
  const long = {
    above: 272_000,
    input: 2 * input,
    ...(cachedInput === undefined ? {} : { cachedInput: 2 * cachedInput }),
    output: 1.5 * output,
  };
  return { family: "openai", contextTokens: million, price: priced(input, cachedInput, output, { long }) };
}

function gpt(contextTokens: number, input: number, cachedInput: number | undefined, output: number): BuiltInModel {
  return { family: "openai", contextTokens, price: priced(input, cachedInput, output) };
}

function claude(contextTokens: number, input: number, cachedInput: number, output: number, more: Partial<Price> = {}): BuiltInModel {
  return { family: "anthropic", contextTokens, price: priced(input, cachedInput, output, { cacheWrite: 1.25 * input, ...more }) };
}

function gemini(price: Price): BuiltInModel {
  return { family: "google", contextTokens: 1_048_576, price };
}

/** Flash models with a reduced price until the end of 2026. */
const reducedFlash: BuiltInModel = { ...gemini(priced(0.75, 0.075, 3.75)), later: { from: "2027-01-01", price: priced(1.5, 0.15, 7.5) } };

/** By the name that the user gives, without a date at its end. */
export const builtInModels: Readonly<Record<string, BuiltInModel>> = {
  "openai:gpt-6-astra": gpt6(10, 1, 50),
  "openai:gpt-6.1-sol": gpt6(2, 0.1, 10),
  "openai:gpt-6-sol": gpt6(2, 0.2, 10),
  "openai:gpt-6-luna": gpt6(0.1, 0.01, 0.5),
  // Reduced to 4, 0.4 and 20 "at least through November 21, 2026"; a budget must not count on it.
  "openai:gpt-5.6-sol": gpt6(5, 0.5, 30),
  "openai:gpt-5.6-terra": gpt6(2, 0.2, 12),
  "openai:gpt-5.6-luna": gpt6(0.2, 0.02, 1.2),
  "openai:gpt-5.5": gptLong(5, 0.5, 30),
  "openai:gpt-5.5-pro": gptLong(30, undefined, 180),
  "openai:gpt-5.4": gptLong(2.5, 0.25, 15),
  "openai:gpt-5.4-pro": gptLong(30, undefined, 180),
  "openai:gpt-5.4-mini": gpt(400_000, 0.75, 0.075, 4.5),
  "openai:gpt-5.4-nano": gpt(400_000, 0.2, 0.02, 1.25),
  "openai:gpt-5.2": gpt(400_000, 1.75, 0.175, 14),
  "openai:gpt-5.1": gpt(400_000, 1.25, 0.125, 10),
  "openai:gpt-5": gpt(400_000, 1.25, 0.125, 10),
  "openai:gpt-5-mini": gpt(400_000, 0.25, 0.025, 2),
  "openai:gpt-5-nano": gpt(400_000, 0.05, 0.005, 0.4),
  "openai:gpt-4.1": gpt(1_047_576, 2, 0.5, 8),
  "openai:gpt-4.1-mini": gpt(1_047_576, 0.4, 0.1, 1.6),
  "openai:gpt-4.1-nano": gpt(1_047_576, 0.1, 0.025, 0.4),
  "openai:gpt-4o": gpt(128_000, 2.5, 1.25, 10),
  "openai:gpt-4o-mini": gpt(128_000, 0.15, 0.075, 0.6),
  "openai:o3": gpt(200_000, 2, 0.5, 8),
  "openai:o4-mini": gpt(200_000, 1.1, 0.275, 4.4),
  "openai:o3-mini": gpt(200_000, 1.1, 0.55, 4.4),
  "openai:o1": gpt(200_000, 15, 7.5, 60),

  "anthropic:claude-fable-5-2": claude(million, 8, 0.2, 40),
  "anthropic:claude-fable-5-1": claude(million, 10, 0.25, 50),
  "anthropic:claude-fable-5": claude(million, 10, 1, 50),
  "anthropic:claude-opus-5-5": claude(million, 4, 0.2, 20),
  "anthropic:claude-opus-5": claude(million, 5, 0.5, 25),
  "anthropic:claude-opus-4-8": claude(million, 5, 0.5, 25),
  "anthropic:claude-opus-4-7": claude(million, 5, 0.5, 25),
  "anthropic:claude-opus-4-6": claude(million, 5, 0.5, 25),
  "anthropic:claude-opus-4-5": claude(200_000, 5, 0.5, 25),
  "anthropic:claude-sonnet-5-5": claude(million, 2, 0.1, 10),
  "anthropic:claude-sonnet-5": claude(million, 2, 0.2, 10),
  "anthropic:claude-sonnet-4-6": claude(million, 3, 0.3, 15),
  "anthropic:claude-sonnet-4-5": claude(200_000, 3, 0.3, 15),
  "anthropic:claude-haiku-5-5": claude(million, 0.1, 0.01, 0.5, {
    long: { above: 100_000, input: 0.5, cachedInput: 0.05, cacheWrite: 0.625, output: 2.5 },
  }),
  "anthropic:claude-haiku-4-5": claude(200_000, 1, 0.1, 5),

  "google:gemini-3.8-flash": reducedFlash,
  "google:gemini-3.7-flash": reducedFlash,
  "google:gemini-3.6-flash": reducedFlash,
  "google:gemini-3.5-flash": gemini(priced(1.5, 0.15, 9)),
  "google:gemini-3.5-flash-lite": gemini(priced(0.3, 0.03, 2.5)),
  "google:gemini-3.1-pro-preview": gemini(priced(2, 0.2, 12, { long: { above: 200_000, input: 4, cachedInput: 0.4, output: 18 } })),
  "google:gemini-3.1-flash-lite": gemini(priced(0.25, 0.025, 1.5)),
  "google:gemini-3-flash-preview": gemini(priced(0.5, 0.05, 3)),
  "google:gemini-2.5-pro": gemini(priced(1.25, 0.125, 10, { long: { above: 200_000, input: 2.5, cachedInput: 0.25, output: 15 } })),
  "google:gemini-2.5-flash": gemini(priced(0.3, 0.03, 2.5)),
  "google:gemini-2.5-flash-lite": gemini(priced(0.1, 0.01, 0.4)),
};
