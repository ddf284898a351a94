import { createHash } from "node:crypto";
import { z } from "zod";
import { plainBytes, systemPart } from "./part-bytes.ts";
import type { ChatRequest } from "./providers/chat.ts";
import type { StructuredRequest } from "./port.ts";

/**
 * The name of a question in the response cache: a SHA-256 in hexadecimal of everything that can change the answer, and of nothing else. The role is
 * not in it, nor is the way in which the provider is asked for JSON.
 */
export function cacheKey(
  model: string,
  request: StructuredRequest<unknown>,
  turn: Pick<ChatRequest, "repair" | "maxOutputTokens">,
): string {
  const { system, parts, schema, wireSchema, temperature, sample } = request;
  const hash = createHash("sha256");
  const head = { form: 1, model, temperature, sample, maxOutputTokens: turn.maxOutputTokens, repair: turn.repair ?? null };
  hash.update(JSON.stringify(head)).update("\n").update(textOf(wireSchema, JSON.stringify)).update("\n").update(textOf(schema, schemaText));
  // Lengths keep apart what a boundary between two parts would otherwise move through.
  for (const part of [systemPart(system), ...parts]) hash.update(`\n${part.text.length}\n`).update(plainBytes(part));
  return hash.digest("hex");
}

/** Schemas are objects that live as long as the program; each is written out once. */
const texts = new WeakMap<object, string>();

function textOf<Key extends object>(schema: Key, write: (schema: Key) => string): string {
  let text = texts.get(schema);
  if (text === undefined) texts.set(schema, (text = write(schema)));
  return text;
}

function schemaText(schema: z.ZodType): string {
  return JSON.stringify(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }));
}
