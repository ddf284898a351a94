import { readFileSync } from "node:fs";
import { UsageError } from "../../base/errors.ts";
import { isObject, tryParseJson } from "../../base/json.ts";

/** How many tokens a text has. */
export type TokenCounter = (text: string) => number;

/** Encodings that come with the package. */
export const encodings = ["o200k_base", "cl100k_base"] as const;

/** Most texts whose counts are remembered: prompts, tools and turns come again from row to row. */
const REMEMBERED = 20_000;

/** Encoders take the square of the length of a word; a longer one is counted in pieces, which may cost a token each. */
const LONGEST_WORD = 256;
const longWord = new RegExp(`\\S{${LONGEST_WORD}}|\\s{${LONGEST_WORD}}`);
const pieces = new RegExp(`(?:\\S{1,${LONGEST_WORD}}|\\s{1,${LONGEST_WORD}}){1,64}?`, "g");

/**
 * Loads a tokenizer.
 *
 * @param name one of `encodings`, or the path of a Hugging Face `tokenizer.json`
 * @returns counts tokens; texts that look like special tokens are counted like any other text
 * @throws UsageError `bad_tokenizer` when there is no such encoding or file, or the file is no tokenizer
 */
export async function loadTokenCounter(name: string): Promise<TokenCounter> {
  const count = name === "o200k_base" || name === "cl100k_base" ? await bundled(name) : await fromFile(name);
  const known = new Map<string, number>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const parts = longWord.test(text) ? (text.match(pieces) ?? []) : [text];
    const tokens = parts.reduce((sum, part) => sum + count(part), 0);
    if (known.size >= REMEMBERED) known.clear();
    known.set(text, tokens);
    return tokens;
  };
}

async function bundled(name: (typeof encodings)[number]): Promise<TokenCounter> {
  const { countTokens } =
    name === "o200k_base" ? await import("gpt-tokenizer/encoding/o200k_base") : await import("gpt-tokenizer/encoding/cl100k_base");
  const options = { disallowedSpecial: new Set<string>() };
  return (text) => countTokens(text, options);
}

async function fromFile(path: string): Promise<TokenCounter> {
  const { Tokenizer } = await import("@huggingface/tokenizers");
  try {
    const json = tryParseJson(readFileSync(path, "utf8"));
    if (!json.ok) throw new Error(json.error);
    if (!isObject(json.value) || !isObject(json.value["model"])) throw new Error("it has no model");
    const tokenizer = new Tokenizer(json.value, {});
    return (text) => tokenizer.encode(text, { add_special_tokens: false }).ids.length;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(
      "bad_tokenizer",
      `${path} is no tokenizer: ${reason}. Expected ${encodings.join(" or ")}, or the path of a Hugging Face tokenizer.json.`,
      { cause: error },
    );
  }
}
