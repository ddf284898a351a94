import { z } from "zod";
import { Evidence } from "./replay-outcome.ts";

/** How a goal was chosen: the run's end state, an earlier state, the parts of the old goal that were met, or the unmet constraint turned into a question. */
export const Strategy = z.enum(["final", "prefix", "subset", "conditional"]);
export type Strategy = z.infer<typeof Strategy>;

/** One thing that a goal takes for granted or asks for, with what shows that the run delivers it. */
export const Claim = z.strictObject({ text: z.string(), evidence: z.array(Evidence).min(1) });
export type Claim = z.infer<typeof Claim>;

/** An agent step that stays in the context but carries no loss. */
export const Mask = z.strictObject({
  step: z.number().int().min(1),
  reason: z.enum(["error_returned", "repeat", "dead_end", "unsupported_text", "old_goal", "malformed", "copied"]),
});
export type Mask = z.infer<typeof Mask>;

/** A change to what the run says. Every edit is marked, so that it can be shown and left out. */
export const Edit = z.discriminatedUnion("kind", [
  /** The text (or reasoning) blocks of an agent step are left out; its calls stay. */
  z.strictObject({ kind: z.literal("cut_text"), step: z.number().int().min(1), reason: z.string() }),
  /** A whole step is left out together with its results. */
  z.strictObject({ kind: z.literal("cut_step"), step: z.number().int().min(1), reason: z.string() }),
  /** In a dialogue the goal takes the place of what the user says in this step. */
  z.strictObject({ kind: z.literal("ask_goal"), step: z.number().int().min(1), reason: z.string() }),
  /** Whole sentences of a system step are left out: they ask for something of every turn that the kept turns do not have. */
  z.strictObject({
    kind: z.literal("cut_demand"),
    step: z.number().int().min(1),
    /** Word for word as they stand in the step. */
    passages: z.array(z.string().min(1)).min(1),
    reason: z.string(),
  }),
  /** The words of an agent step are replaced by a model's (`--edit-thoughts`); its calls stay. */
  z.strictObject({ kind: z.literal("rewrite_text"), step: z.number().int().min(1), text: z.string().min(1), reason: z.string() }),
  /** What a simulated user says is replaced by a model's words, so that the user asks for what was done (`--edit-dialogue`). */
  z.strictObject({ kind: z.literal("rewrite_user"), step: z.number().int().min(1), text: z.string().min(1), reason: z.string() }),
]);
export type Edit = z.infer<typeof Edit>;

/** A last turn made only of quoted facts, for a run that ends without a fitting answer. Always marked as synthesised. */
export const Closing = z.strictObject({
  text: z.string().min(1),
  evidence: z.array(Evidence).min(1),
  /** `model`: in a model's own words (`--edit-thoughts`). Absent: made of what it quotes. */
  by: z.literal("model").optional(),
});
export type Closing = z.infer<typeof Closing>;

/** One reader's say on a pair: code, a model, a person. */
export const Verdict = z.strictObject({
  by: z.string(),
  valid: z.boolean(),
  confidence: z.number().min(0).max(1),
  /** Stable code: `supported`, one of the reading protocol's (`unsupported`, `incoherent`, ...), or a check's. */
  reason: z.string(),
  /** In the reader's own words. */
  detail: z.string().optional(),
  /** The step (1-based) at fault. */
  step: z.number().int().min(0).optional(),
  /** The model's answer as it wrote it. */
  raw: z.string().optional(),
});
export type Verdict = z.infer<typeof Verdict>;

/** A hindsight goal ĝ and all that is needed to make a pair of it. */
export const Relabel = z.strictObject({
  goal: z.string().min(1),
  strategy: Strategy,
  /** Last step (1-based) of the run that belongs to the pair. */
  prefixEnd: z.number().int().min(1),
  claims: z.array(Claim).min(1),
  masks: z.array(Mask),
  edits: z.array(Edit),
  closing: Closing.nullable(),
  /** w of this pair, where it is not the run's: what made the failure a major one begins only after the pair's end. */
  weight: z.number().min(0).max(1).optional(),
  /** c: 0 to 1. */
  confidence: z.number().min(0).max(1),
  verdicts: z.array(Verdict),
});
export type Relabel = z.infer<typeof Relabel>;

/** A goal that was thought of and not taken, with the check that refused it. */
export const RefusedRelabel = z.strictObject({
  goal: z.string(),
  strategy: Strategy,
  reason: z.string(),
  detail: z.string(),
  /** What the judges said, where they were asked. */
  verdicts: z.array(Verdict).optional(),
});
export type RefusedRelabel = z.infer<typeof RefusedRelabel>;
