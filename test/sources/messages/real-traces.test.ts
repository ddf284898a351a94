import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { isObject, type Json, type JsonObject } from "../../../src/base/json.ts";
import { findMessages } from "../../../src/sources/shared/messages/find-messages.ts";
import { readMessages } from "../../../src/sources/shared/messages/read-messages.ts";
import { realFiles } from "../read-runs.ts";

/** What a model took and gave in a trace: shape and number of calls, of results and of tools. */
interface Seen {
  shape: string;
  calls: number;
  results: number;
  tools: number;
}

const langfuse = [...realFiles("formats", /^langfuse_(?!.*chatml)/), ...realFiles("langfuse", /json/)];
const otel = realFiles("otel", /json/);

describe("messages in real traces", () => {
  test.skipIf(langfuse.length === 0)(
    "every input and output of a model in a Langfuse export is read, in the shape of its framework",
    () => {
      const seen = langfuse.map((file) => [path.basename(file), ...summaryOf(generationsIn(file))]);
      expect(seen).toMatchInlineSnapshot(`
        [
          [
            "langfuse_autogen-2025-06-06.trace.json",
            "openai: 0 calls, 0 results, 0 tools",
          ],
          [
            "langfuse_claude-agent-2025-12-22.trace.json",
            "openai: 0 calls, 0 results, 0 tools",
            "anthropic: 2 calls, 0 results, 0 tools",
          ],
          [
            "langfuse_crewai-2025-07-11.trace.json",
            "openai: 0 calls, 0 results, 0 tools",
          ],
          [
            "langfuse_langgraph-2025-08-22.json",
            "langchain: 2 calls, 1 results, 2 tools",
          ],
          [
            "langfuse_openai-agents-2025-09-30.json",
            "openai-responses: 2 calls, 1 results, 2 tools",
            "openai: 0 calls, 0 results, 0 tools",
          ],
          [
            "langfuse_pydantic-ai-2025-06-06.trace.json",
            "otel-genai: 0 calls, 0 results, 0 tools",
          ],
          [
            "langfuse_vercel-aisdk-2025-11-17.trace.json",
            "openai: 0 calls, 0 results, 0 tools",
            "ai-sdk-model: 2 calls, 0 results, 0 tools",
          ],
          [
            "langfuse-1.json",
            "openai: 0 calls, 0 results, 0 tools",
          ],
          [
            "langfuse-3.json",
            "openai: 0 calls, 0 results, 0 tools",
          ],
        ]
      `);
    },
  );

  test.skipIf(otel.length === 0)("every input and output of a model in an OpenInference trace is read", () => {
    const seen = otel.map((file) => [path.basename(file), ...summaryOf(modelSpansIn(file))]);
    expect(seen).toMatchInlineSnapshot(`
      [
        [
          "openinference-rag-earnings.json",
          "langchain: 0 calls, 0 results, 0 tools",
        ],
        [
          "openinference-smol-deep-research.json",
          "openai: 2 calls, 0 results, 18 tools",
        ],
      ]
    `);
  });
});

/** The shapes with their sums, one text each. Throws when something is not read. */
function summaryOf(pairs: readonly (readonly [Json | undefined, "input" | "output"])[]): string[] {
  const sums = new Map<string, Seen>();
  for (const [value, side] of pairs) {
    if (value === undefined || value === null) continue;
    const found = findMessages(value, side);
    const read = found === undefined ? undefined : readMessages(found.messages, { system: found.system, tools: found.tools });
    if (read === undefined) throw new Error(`not read: ${JSON.stringify(value).slice(0, 200)}`);
    const calls = read.steps.flatMap((step) => (step.kind === "agent" ? step.blocks : [])).filter((block) => block.kind === "call");
    const sum = sums.get(read.shape) ?? { shape: read.shape, calls: 0, results: 0, tools: 0 };
    sum.calls += calls.length;
    sum.results += calls.filter((block) => block.kind === "call" && block.call.result.status !== "missing").length;
    sum.tools += read.tools.length;
    sums.set(read.shape, sum);
  }
  return [...sums.values()].map(({ shape, calls, results, tools }) => `${shape}: ${calls} calls, ${results} results, ${tools} tools`);
}

function generationsIn(file: string): (readonly [Json | undefined, "input" | "output"])[] {
  const { observations }: { observations: JsonObject[] } = JSON.parse(readFileSync(file, "utf8"));
  return observations
    .filter(({ type }) => type === "GENERATION")
    .flatMap(({ input, output }) => [[input, "input"] as const, [output, "output"] as const]);
}

function modelSpansIn(file: string): (readonly [Json | undefined, "input" | "output"])[] {
  const exports: Json = JSON.parse(readFileSync(file, "utf8"));
  return objectsIn(exports)
    .filter((span) => Array.isArray(span["attributes"]) && attribute(span, "openinference.span.kind") === "LLM")
    .flatMap((span) => [[attribute(span, "input.value"), "input"] as const, [attribute(span, "output.value"), "output"] as const]);
}

function attribute(span: JsonObject, key: string): Json | undefined {
  const list = Array.isArray(span["attributes"]) ? span["attributes"] : [];
  const value = list.filter(isObject).find((one) => one["key"] === key)?.["value"];
  return isObject(value) ? value["stringValue"] : undefined;
}

function objectsIn(value: Json): JsonObject[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  return isObject(value) ? [value, ...Object.values(value).flatMap(objectsIn)] : [];
}
