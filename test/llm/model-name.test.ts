import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { builtInModels } from "../../src/llm/built-in-models.ts";
import { parseModelName } from "../../src/llm/model-name.ts";
import { KnownModel, loadModelTable } from "../../src/llm/model-table.ts";
import { Price } from "../../src/llm/money/price.ts";
import { scratch } from "./world.ts";

describe("parseModelName", () => {
  test.each([
    ["openai:gpt-4o-mini", { provider: "openai", id: "gpt-4o-mini" }],
    ["openai:ft:gpt-4o-mini:org::id", { provider: "openai", id: "ft:gpt-4o-mini:org::id" }],
    [
      "http://localhost:8000/v1#Qwen/Qwen2.5-72B-Instruct",
      { provider: "server", id: "Qwen/Qwen2.5-72B-Instruct", baseUrl: "http://localhost:8000/v1" },
    ],
    ["http://localhost:11434/v1/#llama3.1:8b", { provider: "server", id: "llama3.1:8b", baseUrl: "http://localhost:11434/v1" }],
    ["HTTPS://models.example/api#m", { provider: "server", id: "m", baseUrl: "https://models.example/api" }],
  ])("%s", (name, expected) => {
    expect(parseModelName(name)).toEqual({ name, ...expected });
  });

  test.each([
    ["", "names no known provider"],
    ["gpt-4o-mini", "names no known provider"],
    ["mistral:large", "names no known provider"],
    ["openai:", "has no model"],
    ["openai:gpt 4", "has no model"],
    ["http://localhost:8000/v1", "which model"],
    ["http://localhost:8000/v1#", "which model"],
    ["http://", "is no address"],
    ["http://localhost:8000/v1/chat/completions#m", "http://localhost:8000/v1#m"],
    ["http://me:secret@localhost/v1#m", "AGENTHER_API_KEY"],
    ["http://localhost/v1?key=secret#m", "query"],
  ])("refuses %s", (name, words) => {
    expect(() => parseModelName(name)).toThrow(words);
    expect(() => parseModelName(name)).not.toThrow("secret");
  });
});

describe("the model table", () => {
  const find = (name: string, file?: string, now?: Date) => loadModelTable(file, now).find(parseModelName(name));

  test("holds models of its own schema whose names are names", () => {
    for (const [name, { later, ...known }] of Object.entries(builtInModels)) {
      expect(parseModelName(name).name).toBe(name);
      expect(KnownModel.parse(known).price?.batchFactor).toBe(0.5);
      if (later !== undefined) expect(Price.parse(later.price)).toEqual(later.price);
    }
  });

  test("knows a dated name by the name without the date", () => {
    expect(find("openai:gpt-4o-mini-2024-07-18")).toEqual(find("openai:gpt-4o-mini"));
    expect(find("anthropic:claude-haiku-4-5-20251001")).toEqual(find("anthropic:claude-haiku-4-5"));
  });

  test("knows neither price nor window of a server's model, whatever it is called", () => {
    expect(find("http://localhost/v1#gpt-4o-mini")).toEqual({ family: "openai", contextTokens: 32_768, price: undefined });
  });

  test.each([
    ["http://localhost/v1#Qwen/Qwen2.5-72B-Instruct", "qwen"],
    ["http://localhost/v1#deepseek-r1-distill-qwen-7b", "deepseek"],
    ["http://localhost/v1#mistralai/Mixtral-8x7B", "mistral"],
    ["http://localhost/v1#gpt-oss:20b", "openai"],
    ["http://localhost/v1#Our-Own", "our-own"],
    ["anthropic:claude-new-9", "anthropic"],
  ])("%s is of the family %s", (name, family) => {
    expect(find(name).family).toBe(family);
  });

  test("takes an announced price from its day on", () => {
    expect(find("google:gemini-3.8-flash", undefined, new Date("2026-12-31T23:59:59Z")).price?.input).toBe(0.75);
    expect(find("google:gemini-3.8-flash", undefined, new Date("2027-01-01T00:00:00Z")).price?.input).toBe(1.5);
  });

  test("puts a user's file over what is built in", () => {
    const file = path.join(scratch(), "prices.json");
    writeFileSync(
      file,
      JSON.stringify({
        models: {
          "openai:gpt-4o": { price: { input: 1, output: 2 } },
          "http://localhost/v1#m": { family: "ours", contextTokens: 8192, price: { input: 0, output: 0 } },
        },
      }),
    );
    expect(find("openai:gpt-4o", file)).toEqual({ family: "openai", contextTokens: 128_000, price: { input: 1, output: 2 } });
    expect(find("http://localhost/v1#m", file)).toEqual({ family: "ours", contextTokens: 8192, price: { input: 0, output: 0 } });
  });

  test.each([
    ["no JSON", "{"],
    ["another form", `{"gpt-4o": 1}`],
    ["a negative price", `{"models": {"openai:gpt-4o": {"price": {"input": -1, "output": 0}}}}`],
  ])("refuses a file with %s", (_, text) => {
    const file = path.join(scratch(), "prices.json");
    writeFileSync(file, text);
    expect(() => loadModelTable(file)).toThrow(file);
  });
});
