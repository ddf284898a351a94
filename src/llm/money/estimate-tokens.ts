/**
 * How many tokens a text has at most, roughly: one for three bytes. English prose has about one for four, code and numbers up to one for three; scripts
 * with two or three bytes to a letter have about one for each letter. Cheap on purpose, because it is asked before every call.
 */
export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 3);
}
