import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isObject, type Json, type JsonObject } from "../../src/base/json.ts";
import { readHead } from "../../src/reader/head.ts";
import { langfuse } from "../../src/sources/langfuse.ts";
import type { SourceRecord, SourceTrajectory } from "../../src/sources/source.ts";
import { placedCalls, textOf } from "../../src/trajectory/views.ts";
import { describeSource } from "./contract.ts";
import { expectReadOrRefused, outline, readFile, readFixture, realFiles } from "./read-runs.ts";

describeSource("langfuse", {
  fixtures: [
    { file: "download.json", success: 1, failure: 1 },
    { file: "api.jsonl", success: 1, failure: 1, errors: ["no_content"] },
    { file: "page.json", unknown: 2 },
    { file: "observations.jsonl", success: 1, unknown: 1 },
  ],
});

describe("langfuse", () => {
  test("reads a trace whatever the order of its observations, and its sub-agents", async () => {
    const { trajectories } = await readFixture("langfuse/download.json", langfuse);
    expect(trajectories.map(shown)).toMatchInlineSnapshot(`
      [
        [
          "boat-desk, small-1, main, failure by human: score resolved is 0",
          "system: You rent out boats.",
          "human: Rent me a canoe for Sunday.",
          "agent: stock({"boat":"canoe"}) => error: 0 left | ask_warden({"question":"Is the lake open on Sunday?"}) => ok: Yes.",
          "agent: There is no canoe left for Sunday.",
          "lost: what the spans say besides messages, tools and results (times, tokens, names)",
        ],
        [
          "warden, small-1, warden, success by judge: score correctness is 1",
          "simulated: Is the lake open on Sunday?",
          "agent: calendar({}) => ok: open",
          "lost: what the spans say besides messages, tools and results (times, tokens, names)",
        ],
      ]
    `);
    const [desk, warden] = trajectories;
    expect(desk?.steps[2]?.extra).toEqual({ subagents: { b2: warden?.provenance.part } });
    expect(desk?.provenance.recordId).toBe("lf-1");
    expect(desk?.extra).toMatchObject({ name: "boat-desk", sessionId: "sess-4", tags: ["demo"], metadata: { harbour: "Vik" } });
    expect(desk?.outcome.reason).toBe("no boat was rented");
    expect(desk?.tools).toEqual([{ name: "stock", description: "Boats left.", parameters: { type: "object" } }]);
  });

  test("reads traces and pages of the API, and tables", async () => {
    const read = await Promise.all(
      ["api.jsonl", "page.json", "observations.jsonl"].map((file) => readFixture(`langfuse/${file}`, langfuse)),
    );
    expect(read.flatMap(({ trajectories }) => trajectories).map(shown)).toMatchInlineSnapshot(`
      [
        [
          "no name, no model, main, success by human: score user-feedback is 1",
          "human: What does a rowing boat cost?",
          "agent: 12 an hour.",
        ],
        [
          "no name, no model, main, failure by judge: score task_completion is failed",
          "human: Book the raft.",
          "agent: Booked.",
        ],
        [
          "no name, no model, main, unknown by none: no score on the run",
          "human: How deep is the lake?",
          "agent: 31 metres.",
        ],
        [
          "no name, no model, main, unknown by none: no score on the run",
          "human: How cold is it?",
          "agent: 9 degrees.",
        ],
        [
          "sounder, no model, main, success by verifier: score success is 1",
          "human: How deep is it at the pier?",
          "agent: depth({"place":"pier"}) => ok: 3 m",
          "agent: 3 metres.",
          "lost: what the spans say besides messages, tools and results (times, tokens, names)",
          "made up: the agent's turns (one for each tool span; the trace holds no message with a call)",
        ],
        [
          "no name, no model, main, unknown by none: no score on the run",
          "human: Hello?",
          "agent: Good morning.",
        ],
      ]
    `);
  });

  test.each<[string, JsonObject[], string, string]>([
    ["no scores", [], "none", "no score on the run"],
    ["a quality", [{ name: "helpfulness", value: 1 }], "none", "no score that is a verdict (helpfulness 1)"],
    ["a number", [{ name: "Answer Correctness", value: 1, dataType: "NUMERIC", source: "EVAL" }], "judge", "score Answer Correctness is 1"],
    ["a share", [{ name: "accuracy", value: 0.4 }], "none", "score accuracy is 0.4 (neither yes nor no)"],
    [
      "a boolean",
      [{ name: "success", value: 0, stringValue: "False", dataType: "BOOLEAN", source: "API" }],
      "verifier",
      "score success is 0",
    ],
    [
      "a category",
      [{ name: "passed", stringValue: "Fail", dataType: "CATEGORICAL", source: "ANNOTATION" }],
      "human",
      "score passed is Fail",
    ],
    [
      "a scale",
      [{ name: "resolved", stringValue: "partly", dataType: "CATEGORICAL" }],
      "none",
      "score resolved is partly (neither yes nor no)",
    ],
    ["a text", [{ name: "correct", stringValue: "12 an hour", dataType: "CORRECTION" }], "none", "no score on the run"],
    [
      "two words",
      [
        { name: "correct", value: 1 },
        { name: "user-feedback", value: 0 },
      ],
      "none",
      "score correct is 1, score user-feedback is 0 (not the same)",
    ],
    ["of an observation inside", [{ name: "correct", value: 0, observationId: "b" }], "none", "no score on the run"],
    ["of the first observation", [{ name: "correct", value: 0, observationId: "a" }], "verifier", "score correct is 0"],
  ])("the verdict: %s", (_case, scores, by, rule) => {
    expect(parse(exported({ scores }))[0]?.outcome).toMatchObject({ by, rule });
  });

  test("an error is how a run ended and no verdict", () => {
    const failed = { level: "ERROR", statusMessage: "the model is gone" };
    expect(parse(exported({}, failed))[0]?.outcome).toMatchObject({ status: "unknown", termination: "the model is gone" });
  });

  test("the order of observations changes nothing", async () => {
    const file = path.join(import.meta.dirname, "../fixtures/sources/langfuse/download.json");
    const value: Json = JSON.parse(readFileSync(file, "utf8"));
    if (!isObject(value) || !Array.isArray(value["observations"])) throw new Error("no observations");
    const { observations } = value;
    const expected = parse(value).map(outline);
    fc.assert(
      fc.property(fc.shuffledSubarray(observations, { minLength: observations.length }), (shuffled) => {
        expect(parse({ ...value, observations: shuffled }).map(outline)).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  test("any input and output are read or refused", () => {
    const content = fc.oneof(fc.json({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), fc.string());
    const types = fc.constantFrom("GENERATION", "AGENT", "TOOL", "SPAN", "EVENT");
    const observation = fc.tuple(fc.nat(4), fc.nat(4), types, content, content, content);
    fc.assert(
      fc.property(fc.array(observation, { maxLength: 6 }), content, (list, asked) => {
        const observations = list.map(([id, parent, type, input, output, metadata]) => {
          return { id: `${id}`, traceId: "t", parentObservationId: `${parent}`, type, startTime: "2026-01-01", input, output, metadata };
        });
        expectReadOrRefused(langfuse, JSON.stringify({ trace: { id: "t", input: asked, output: asked }, observations }));
      }),
      { numRuns: 300 },
    );
  });
});

describe("real traces", () => {
  const formats = realFiles("formats", /^langfuse_/);
  const traces = [...formats.filter((file) => !file.includes(".chatml.")), ...realFiles("langfuse")];
  const pairs = formats.filter((file) => file.includes(".chatml."));

  test.skipIf(traces.length === 0)("hold what they are known to hold", async () => {
    const read = await Promise.all(traces.map((file) => readFile(file, langfuse)));
    expect(read.flatMap(({ errors }) => errors)).toEqual([]);
    const summaries = read.map(({ trajectories }, index) => [
      path.basename(traces[index] ?? "").replace(/^langfuse_|(\.trace)?\.json$/g, ""),
      ...trajectories.flatMap((one) => [...summary(one), ...one.provenance.losses.filter((loss) => !loss.startsWith("what the spans"))]),
    ]);
    expect(summaries).toMatchInlineSnapshot(`
      [
        [
          "autogen-2025-06-06",
          "system human agent",
          "unknown by none",
          "0 tools",
        ],
        [
          "claude-agent-2025-12-22",
          "system human agent agent agent agent",
          "failure by judge",
          "0 tools",
          "mcp__weather__get_weather(city) ok",
          "mcp__weather__get_weather(city) ok",
        ],
        [
          "crewai-2025-07-11",
          "system human agent",
          "unknown by none",
          "0 tools",
        ],
        [
          "langgraph-2025-08-22",
          "injected human agent agent",
          "unknown by none",
          "1 tools",
          "Web-Search(query) ok",
        ],
        [
          "openai-agents-2025-09-30",
          "system human agent agent",
          "unknown by none",
          "1 tools",
          "get_weather(city) ok",
          "fields of tool definitions besides name, description and parameters",
        ],
        [
          "pydantic-ai-2025-06-06",
          "system human agent",
          "unknown by none",
          "0 tools",
        ],
        [
          "vercel-aisdk-2025-11-17",
          "human agent",
          "unknown by none",
          "1 tools",
          "getWeather(location) ok",
        ],
        [
          "langfuse-1",
          "system agent human agent",
          "unknown by none",
          "3 tools",
        ],
        [
          "langfuse-3",
          "system agent human agent agent",
          "success by human",
          "3 tools",
          "searchLangfuseDocs(query) ok",
          "providerMetadata of tool-call parts",
          "dynamic of tool-call parts",
        ],
      ]
    `);
    // Whatever is larger than its conversation says that the rest was left out.
    expect(read.every(({ trajectories }) => trajectories.every(({ provenance }) => provenance.losses.length > 0))).toBe(true);
  });

  test.skipIf(pairs.length === 0)("hold the messages, calls and results that Langfuse itself finds in them", async () => {
    expect(pairs).toHaveLength(5);
    for (const pair of pairs) {
      const { trajectories } = await readFile(pair.replace(".chatml.", ".trace."), langfuse);
      const ours = new Set(trajectories.flatMap(saidIn));
      const theirs = normalisedIn(JSON.parse(readFileSync(pair, "utf8")));
      expect([path.basename(pair), theirs.filter((text) => !ours.has(text))]).toEqual([path.basename(pair), []]);
      const calls = (texts: Iterable<string>): string[] => [...new Set(texts)].filter((text) => text.startsWith("call ")).toSorted();
      expect(calls(ours)).toEqual(calls(theirs));
    }
  });

  test.skipIf(pairs.length === 0)("messages without their trace are set aside", async () => {
    for (const pair of pairs) {
      const { head } = await readHead(pair);
      expect(langfuse.detect(head)).toBeUndefined();
      expect(langfuse.aside?.(head)).toContain("the trace itself is another file");
    }
  });
});

/** What a run is made of, without its words. */
function summary({ steps, outcome, tools }: SourceTrajectory): string[] {
  const calls = placedCalls({ steps }).map(({ call }) => `${call.name}(${Object.keys(call.arguments).join(", ")}) ${call.result.status}`);
  const kinds = steps.map((step) => (step.kind === "user" ? step.by : step.kind));
  return [kinds.join(" "), `${outcome.status} by ${outcome.by}`, `${tools.length} tools`, ...calls];
}

/** Messages, calls and results of a trajectory, one text each. */
function saidIn({ steps }: SourceTrajectory): string[] {
  return steps.flatMap((step) => {
    if (step.kind !== "agent") return [`${step.kind}: ${step.text.trim()}`];
    const calls = step.blocks.flatMap((block) =>
      block.kind === "call"
        ? [`call ${block.call.name} ${JSON.stringify(block.call.arguments)}`, `result: ${block.call.result.text.trim()}`]
        : [],
    );
    return [...(textOf(step) === "" ? [] : [`agent: ${textOf(step).trim()}`]), ...calls];
  });
}

/**
 * The same of Langfuse's own reading, which has a list for the input and the output of each observation. It holds no system prompt that
 * stands beside the messages, and a crew's result (an object with `raw`) is no message.
 */
function normalisedIn(golden: Json): string[] {
  if (!isObject(golden)) return [];
  return Object.values(golden).flatMap((observation) =>
    ["input", "output"].flatMap((side) => {
      const read = isObject(observation) ? observation[side] : undefined;
      const data = isObject(read) ? read["data"] : undefined;
      return (Array.isArray(data) ? data : []).flatMap(messageIn);
    }),
  );
}

function messageIn(value: Json): string[] {
  if (!isObject(value)) return [];
  const { json, role, content, tool_calls: calls } = value;
  if (role === undefined && isObject(json)) {
    if ("raw" in json) return [];
    return isObject(json["message"]) ? messageIn(json["message"]) : [`result: ${JSON.stringify(json)}`];
  }
  const parts = Array.isArray(content) ? content.filter(isObject) : [];
  const text =
    typeof content === "string" ? content : parts.flatMap((part) => (typeof part["text"] === "string" ? part["text"] : [])).join("\n");
  const speaker = role === undefined ? "result" : role === "assistant" ? "agent" : word(role);
  const made = [
    ...parts.filter(({ type }) => type === "tool_use").map(({ name, input }) => `call ${word(name)} ${JSON.stringify(input)}`),
    ...(Array.isArray(calls) ? calls.filter(isObject) : []).map(({ name, arguments: given }) => `call ${word(name)} ${word(given)}`),
  ];
  return [...(text.trim() === "" ? [] : [`${speaker}: ${text.trim()}`]), ...made];
}

function word(value: Json | undefined): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}

function exported(trace: JsonObject, root: JsonObject = {}): JsonObject {
  const observation = (id: string, parent: string | null, type: string, fields: JsonObject): JsonObject => {
    return { id, traceId: "t", parentObservationId: parent, type, name: id, startTime: "2026-02-03T10:00:00.000Z", ...fields };
  };
  const observations = [
    observation("b", "a", "TOOL", { input: {}, output: "7" }),
    observation("a", null, "AGENT", { input: "Count.", output: "Seven.", ...root }),
  ];
  return { trace: { id: "t", ...trace }, observations };
}

function parse(value: JsonObject): SourceTrajectory[] {
  const record: SourceRecord = { file: "f", line: 1, text: JSON.stringify(value), json: () => value };
  return [...langfuse.parse(record, { branches: false })];
}

/** What a run says, in short lines. */
function shown(read: SourceTrajectory): string[] {
  const { agent, outcome, provenance } = read;
  return [
    `${agent.name ?? "no name"}, ${agent.model ?? "no model"}, ${provenance.part ?? "main"}, ${outcome.status} by ${outcome.by}: ${outcome.rule}`,
    ...outline(read),
    ...provenance.losses.map((loss) => `lost: ${loss}`),
    ...provenance.synthesized.map((made) => `made up: ${made}`),
  ];
}
