import type { z } from "zod";
import type { JsonObject } from "../base/json.ts";

/** What a call is made for. Costs and calls are told by it. */
export type ModelRole = "detector" | "extractor" | "relabeler" | "fused" | "judge" | "editor";

/**
 * A question to a model whose answer has a schema.
 *
 * `system` and then `parts` are sent in this order, byte for byte. Calls that share a beginning share the provider's prompt cache, so what many
 * calls have in common comes first; the end of a part with `cache` is where a provider that wants it said (Anthropic) is told to cache.
 */
export interface StructuredRequest<Value> {
  role: ModelRole;
  system: string;
  parts: readonly PromptPart[];
  /** What the answer must be. Checked by us, whatever the provider promises. */
  schema: z.ZodType<Value>;
  /**
   * The JSON Schema handed to providers that can constrain their output. The same for every role, because providers put it before the prompt and
   * another one would break the cached beginning.
   */
  wireSchema: JsonObject;
  /** 0 to 2. */
  temperature: number;
  /** Tells apart repeated questions in the response cache: the try, from 0. */
  sample: number;
  /** Most tokens of the answer. */
  maxOutputTokens: number;
}

/** A piece of the user's message. */
export interface PromptPart {
  text: string;
  /** True at the end of what other calls share. */
  cache?: boolean;
}

/** Tokens of one or several calls, as the provider counts them. */
export interface Usage {
  /** All input tokens, cached ones included. */
  inputTokens: number;
  /** Of these, read from the provider's prompt cache. */
  cachedInputTokens: number;
  /** Of these, written to the provider's prompt cache at a price of their own (Anthropic). */
  cacheWriteTokens: number;
  outputTokens: number;
}

/** An answer that has passed its schema. */
export interface StructuredAnswer<Value> {
  value: Value;
  /** The text that the value was read from, as the model wrote it. */
  raw: string;
  /** Name of the model as the user gave it (`openai:gpt-4o-mini`). */
  model: string;
  usage: Usage;
  /** US dollars, the repair turn included; null when nobody knows the model's price. What it cost when it was paid, also when it is read from the response cache. */
  cost: number | null;
  /** Requests it took: 1, or 2 with a repair turn. */
  calls: number;
  /** True when the answer came from the response cache and nothing was paid now. */
  fromCache: boolean;
}

/** A model that answers structured questions. Everything between the question and the answer (retry, limits, cache, budget) is behind it. */
export interface StructuredModel {
  /** Name as the user gave it. */
  readonly name: string;
  /** Family that built it (`openai`, `anthropic`, `qwen`), for telling a second judge from the first. */
  readonly family: string;
  /** Tokens that fit into its window; what is longer is fitted by rules before it is asked. */
  readonly contextTokens: number;
  /** @throws ModelError; never a verdict in place of an answer */
  ask<Value>(request: StructuredRequest<Value>): Promise<StructuredAnswer<Value>>;
}
