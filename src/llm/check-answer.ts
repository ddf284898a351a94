import { z } from "zod";
import type { Finish } from "./providers/chat.ts";
import { parseAnswer } from "./parse-answer.ts";

/** What a raw answer is worth. */
export type AnswerCheck<Value> =
  | { is: "good"; value: Value }
  /** Not of the schema, or no JSON; `complaint` says it for the model. */
  | { is: "bad"; complaint: string }
  | { is: "truncated" }
  | { is: "refused" };

/**
 * Reads an answer against its schema. An answer that met the limit of tokens is truncated, unless the text is a whole JSON object all the same (models that
 * keep to JSON sometimes fill up with blanks).
 */
export function checkAnswer<Value>(raw: string, finish: Finish, schema: z.ZodType<Value>): AnswerCheck<Value> {
  if (finish === "refused") return { is: "refused" };
  const parsed = parseAnswer(raw);
  if (!parsed.ok) return finish === "truncated" || !parsed.whole ? { is: "truncated" } : { is: "bad", complaint: parsed.error };
  const checked = schema.safeParse(parsed.value);
  if (checked.success) return { is: "good", value: checked.data };
  return { is: "bad", complaint: z.prettifyError(checked.error) };
}

/** The user's turn that shows a model what is wrong with its answer. */
export function complaintTurn(complaint: string): string {
  return [
    "Your answer cannot be used:",
    complaint.length > 4000 ? `${complaint.slice(0, 4000)} …` : complaint,
    "Answer again with the whole JSON object in the form that was asked for, and nothing else.",
  ].join("\n\n");
}
