import { lengthOf, systemPart } from "../part-bytes.ts";
import type { Usage } from "../port.ts";
import type { ChatRequest } from "../providers/chat.ts";

/**
 * How many tokens a text has at most, roughly: one for three bytes. English prose has about one for four, code and numbers up to one for three; scripts
 * with two or three bytes to a letter have about one for each letter. Cheap on purpose, because it is asked before every call.
 */
export function estimateTokens(text: string): number {
  return ofBytes(Buffer.byteLength(text));
}

function ofBytes(bytes: number): number {
  return Math.ceil(bytes / 3);
}

/** The same for a request's input: system text, parts, an earlier answer, and the schema, which providers put before the prompt. */
export function inputTokens({ system, parts, repair, wireSchema }: Omit<ChatRequest, "format">): number {
  let tokens = ofBytes(lengthOf(systemPart(system))) + schemaTokens(wireSchema) + 50;
  for (const part of parts) tokens += ofBytes(lengthOf(part));
  if (repair !== undefined) tokens += estimateTokens(repair.answer) + estimateTokens(repair.complaint);
  return tokens;
}

/** What an answer took for servers and files that do not count: more rather than less, because nothing may be taken for free. */
export function guessUsage(asked: number, answer: string): Usage {
  return { inputTokens: asked, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: estimateTokens(answer) };
}

const schemas = new WeakMap<object, number>();

function schemaTokens(schema: object): number {
  let tokens = schemas.get(schema);
  if (tokens === undefined) schemas.set(schema, (tokens = estimateTokens(JSON.stringify(schema))));
  return tokens;
}

/** Corrects estimates for a model's own tokenizer. */
export interface TokenEstimator {
  /** What an estimate of `estimateTokens` comes to with this model, more rather than less. */
  estimate(estimated: number): number;
  /** An estimate and how many tokens it were in truth. */
  learn(estimated: number, actual: number): void;
}

/** Begins with a quarter on top, and then keeps a tenth above the worst that it has seen. Never goes below the estimate itself. */
export function createEstimator(): TokenEstimator {
  let factor = 1.25;
  let worst = 0;
  return {
    estimate: (estimated) => Math.ceil(estimated * factor),
    learn(estimated, actual) {
      if (actual <= worst * estimated) return;
      worst = actual / estimated;
      factor = Math.max(1, worst * 1.1);
    },
  };
}
