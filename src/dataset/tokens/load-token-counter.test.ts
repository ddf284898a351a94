import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadTokenCounter } from "./load-token-counter.ts";
import { rowTokens } from "./row-tokens.ts";

test("counts with the encodings of the package, also what looks like a special token, and long words", async () => {
  const count = await loadTokenCounter("o200k_base");
  expect(count("hello world")).toBe(2);
  expect(count("a <|endoftext|> b")).toBeGreaterThan(4);
  // A run of one letter is what encoders are slow at; in pieces it takes as long as any other text.
  expect(count("a".repeat(300_000))).toBeGreaterThan(1_000);
  expect(count(`${"word ".repeat(50)}${"x".repeat(600)}`)).toBeGreaterThanOrEqual(count("word ".repeat(50)));
  expect((await loadTokenCounter("cl100k_base"))("hello world")).toBe(2);
});

test("counts with a tokenizer.json, and refuses what is none", async () => {
  const folder = mkdtempSync(join(tmpdir(), "agenther-tokenizer-"));
  const model = { type: "WordLevel", vocab: { "[UNK]": 0, red: 1, mug: 2 }, unk_token: "[UNK]" };
  const tokenizer = { version: "1.0", model, pre_tokenizer: { type: "Whitespace" }, added_tokens: [], normalizer: null, decoder: null };
  writeFileSync(join(folder, "tokenizer.json"), JSON.stringify({ ...tokenizer, post_processor: null }));
  writeFileSync(join(folder, "other.json"), "{}");
  expect((await loadTokenCounter(join(folder, "tokenizer.json")))("red mug, blue")).toBe(4);
  for (const name of [join(folder, "other.json"), join(folder, "none.json"), "p51k_base"]) {
    await expect(loadTokenCounter(name)).rejects.toMatchObject({ code: "bad_tokenizer" });
  }
  rmSync(folder, { recursive: true });
});

test("a row is its messages, calls and tools; of a pair the longer side", () => {
  const words = (text: string): number => text.split(" ").length;
  const user = { role: "user", content: "one two three" };
  const answer = { role: "assistant", content: "four five", tool_calls: [{ id: "c", function: { name: "f", arguments: { a: 1 } } }] };
  expect(rowTokens({ messages: [user, { role: "assistant", content: "four five" }], metadata: "not seen at all" }, words)).toBe(15);
  expect(rowTokens({ messages: [user, answer] }, words)).toBe(16);
  const pair = { prompt: [user], chosen: [{ role: "assistant", content: "a" }], rejected: [{ role: "assistant", content: "a b c d" }] };
  expect(rowTokens(pair, words)).toBe(8 + 9);
  expect(rowTokens({ messages: [user], rejected_messages: [user, user], tools: "x y" }, words)).toBe(2 + 16);
  expect(rowTokens({ conversations: [{ from: "human", value: "one two" }], system: "be good" }, words)).toBe(9);
  const preference = { input: { messages: [user], tools: [] }, preferred_output: [user], non_preferred_output: [user] };
  expect(rowTokens(preference, words)).toBe(16);
});
