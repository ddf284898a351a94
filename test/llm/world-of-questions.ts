import { z } from "zod";
import type { StructuredRequest } from "../../src/llm/port.ts";

/** What the tests ask for. */
export const Verdict = z.object({ valid: z.boolean(), confidence: z.number().min(0).max(1) });
export type Verdict = z.infer<typeof Verdict>;

const wireSchema = {
  type: "object",
  properties: { valid: { type: "boolean" }, confidence: { type: "number" } },
  required: ["valid", "confidence"],
  additionalProperties: false,
};

export const good = JSON.stringify({ valid: true, confidence: 0.9 });

/** A question of a judge. */
export function question(text: string, changes: Partial<StructuredRequest<Verdict>> = {}): StructuredRequest<Verdict> {
  const parts = [{ text: "The run: ...\n", cache: true }, { text }];
  return {
    role: "judge",
    system: "You judge.",
    parts,
    schema: Verdict,
    wireSchema,
    temperature: 0,
    sample: 0,
    maxOutputTokens: 100,
    ...changes,
  };
}
