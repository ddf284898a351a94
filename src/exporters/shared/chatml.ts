import type { LeftOut } from "../exporter.ts";
import type { TextMessage } from "./text-dialogue.ts";

/** Tokens that end a turn wherever they stand. */
const CONTROL = /<\|im_(?:start|end)\|>/;

/**
 * A prompt and its answer as ChatML text, the template of Qwen and its kin: `{prompt, completion}`.
 *
 * @returns left out when a text says a token of the template, which would end the turn there
 */
export function chatmlStep(
  prompt: readonly TextMessage[],
  completion: TextMessage,
): { columns: { prompt: string; completion: string } } | LeftOut {
  if ([...prompt, completion].some(({ content }) => CONTROL.test(content))) {
    return { leftOut: "a text says <|im_start|> or <|im_end|>, which ends the turn in ChatML" };
  }
  const before = prompt.map(({ role, content }) => `<|im_start|>${role}\n${content}<|im_end|>\n`);
  return { columns: { prompt: `${before.join("")}<|im_start|>assistant\n`, completion: `${completion.content}<|im_end|>` } };
}
