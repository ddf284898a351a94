import type { KnownModel } from "./model-table.ts";

export const builtInModels: Readonly<Record<string, KnownModel>> = {
  "openai:gpt-4o-mini": { contextTokens: 128_000, price: { input: 0.15, cachedInput: 0.075, output: 0.6, batchFactor: 0.5 } },
};
