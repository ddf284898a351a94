import type { ModelRole } from "./port.ts";

/** What models tell while they are asked. */
export type ModelEvent =
  /** An attempt failed and is made again after `waitMs`. */
  | { kind: "model-retry"; model: string; role: ModelRole; attempt: number; why: string; waitMs: number }
  /** A server does not take the way in which JSON was asked for; from now on it is asked in another way. */
  | { kind: "model-format"; model: string; format: "json" | "text"; why: string }
  /** An answer was paid for and kept. */
  | { kind: "model-answer"; model: string; role: ModelRole; cost: number | null; concurrency: number };

export type ModelListener = (event: ModelEvent) => void;
