import { z } from "zod";
import type { Usage } from "../port.ts";

const dollars = z.number().nonnegative();

/** What a model costs, in US dollars per million tokens. */
export const Price = z.strictObject({
  input: dollars,
  /** Input that the provider has in its cache; the price of input when not given. */
  cachedInput: dollars.optional(),
  /** Input that is written to the provider's cache; the price of input when not given. */
  cacheWrite: dollars.optional(),
  /** Reasoning included. */
  output: dollars,
  /** Share of these prices that a batch costs; 1 when not given. */
  batchFactor: z.number().min(0).max(1).optional(),
  /** Other prices for a whole request with more input tokens than `above`. */
  long: z
    .strictObject({
      above: z.number().int().positive(),
      input: dollars,
      cachedInput: dollars.optional(),
      cacheWrite: dollars.optional(),
      output: dollars,
    })
    .optional(),
});
export type Price = z.infer<typeof Price>;

/** What tokens cost at a price, in US dollars. */
export function costOf(usage: Usage, price: Price, batch: boolean): number {
  const { inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens } = usage;
  const {
    input,
    cachedInput = input,
    cacheWrite = input,
    output,
  } = price.long !== undefined && inputTokens > price.long.above ? price.long : price;
  const plain = Math.max(0, inputTokens - cachedInputTokens - cacheWriteTokens);
  const sum = plain * input + cachedInputTokens * cachedInput + cacheWriteTokens * cacheWrite + outputTokens * output;
  return (sum / 1_000_000) * (batch ? (price.batchFactor ?? 1) : 1);
}

/** The most that a request can cost: none of its input cached, all of it written to the cache, every token of output used. In US dollars. */
export function worstCost(inputTokens: number, maxOutputTokens: number, price: Price, batch: boolean): number {
  const usage = { inputTokens, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: maxOutputTokens };
  return Math.max(costOf(usage, price, batch), costOf({ ...usage, cacheWriteTokens: inputTokens }, price, batch));
}
