/**
 * Why a request brought no answer.
 *
 * - Worth another try: `rate_limited`, `timeout`, `refused` (nobody listens), `cut` (the connection broke), `stale` (a kept connection was closed
 *   before it was used), `server` (5xx and the like), `garbled`
 *   (an answer that is none of this interface), `empty` (an answer without a text).
 * - Worth none: `auth`, `unknown_model`, `no_credit`, `too_long`, `bad_request`.
 * - `format`: the provider does not take the way in which JSON was asked for. `aborted`: we stopped it.
 */
export type FailureKind =
  | "rate_limited"
  | "timeout"
  | "refused"
  | "cut"
  | "stale"
  | "server"
  | "garbled"
  | "empty"
  | "auth"
  | "unknown_model"
  | "no_credit"
  | "too_long"
  | "bad_request"
  | "format"
  | "aborted";

/** One attempt that failed. Inside `src/llm` only; what leaves it is a `ModelError`. */
export class CallFailure extends Error {
  readonly kind: FailureKind;
  /** HTTP status, when there was an answer. */
  readonly status: number | undefined;
  /** Headers of the answer, lower-case names. */
  readonly headers: Readonly<Record<string, string>>;

  /** @param message what was found, already without secrets */
  constructor(kind: FailureKind, message: string, status?: number, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = "CallFailure";
    this.kind = kind;
    this.status = status;
    this.headers = headers;
  }
}
