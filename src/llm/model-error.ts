import { AgentherError } from "../base/errors.ts";

/**
 * Why there is no answer.
 *
 * - For this record only, tried again on resume: `model_timeout`, `model_rate_limited`, `model_unavailable`, `model_bad_answer` (no JSON or not
 *   of the schema, also after the repair turn), `model_refused`, `model_prompt_too_long`, `model_rejected` (the provider does not take the request), `awaiting_batch` (the question was written to a batch file).
 * - For the whole run, which stops: `model_down` (the provider fails again and again), `model_auth` (key missing or refused), `model_unknown`
 *   (no such model), `budget_exhausted`, `cache_failed` (the answer could not be kept, for example on a full disk).
 */
export type ModelErrorCode =
  | "model_timeout"
  | "model_rate_limited"
  | "model_unavailable"
  | "model_bad_answer"
  | "model_refused"
  | "model_prompt_too_long"
  | "model_rejected"
  | "awaiting_batch"
  | "model_down"
  | "model_auth"
  | "model_unknown"
  | "budget_exhausted"
  | "cache_failed";

const stopping: ReadonlySet<ModelErrorCode> = new Set(["model_down", "model_auth", "model_unknown", "budget_exhausted", "cache_failed"]);

/** A question got no answer. An error of the record or of the run, never a verdict about a trajectory. */
export class ModelError extends AgentherError {
  readonly modelCode: ModelErrorCode;

  constructor(code: ModelErrorCode, message: string, options?: ErrorOptions) {
    super(code, message, options);
    this.modelCode = code;
  }

  /** True when asking for other records would fail in the same way. */
  get stopsRun(): boolean {
    return stopping.has(this.modelCode);
  }
}
