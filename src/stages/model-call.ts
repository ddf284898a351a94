import { z } from "zod";

/** One question to a model about a run, as it was paid for. Nothing here depends on when or how often the tool was started. */
export const ModelCall = z.strictObject({
  role: z.string(),
  model: z.string(),
  /** `PROMPTS_VERSION` of the prompt. */
  prompts: z.number().int(),
  /** Requests it took: 2 with a repair turn. */
  requests: z.number().int().min(1),
  inputTokens: z.number().int().min(0),
  cachedInputTokens: z.number().int().min(0),
  outputTokens: z.number().int().min(0),
  /** US dollars; null when the model has no known price. */
  cost: z.number().min(0).nullable(),
});
export type ModelCall = z.infer<typeof ModelCall>;
