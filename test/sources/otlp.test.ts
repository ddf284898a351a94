import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tryParseJson, type Json, type JsonObject } from "../../src/base/json.ts";
import { otlp } from "../../src/sources/otlp.ts";
import type { SourceRecord, SourceTrajectory } from "../../src/sources/source.ts";
import { placedCalls } from "../../src/trajectory/views.ts";
import { describeSource } from "./contract.ts";
import { expectReadOrRefused, outline, readFile, readFixture, realFiles } from "./read-runs.ts";

describeSource("otlp", {
  fixtures: [
    { file: "genai.jsonl", failure: 1, unknown: 1 },
    { file: "openinference.json", success: 1 },
    { file: "ai-sdk.json", unknown: 1 },
    { file: "legacy.jsonl", unknown: 2 },
    { file: "content-off.json", errors: ["no_content"] },
  ],
});

describe("otlp", () => {
  test("puts the batches of a trace together, joins tools' spans, and gives sub-agents runs of their own", async () => {
    const { trajectories } = await readFixture("otlp/genai.jsonl", otlp);
    expect(trajectories.map(shown)).toMatchInlineSnapshot(`
      [
        [
          "desk, small-1-2026, main, failure by judge: evaluation TaskCompletion is 0, evaluation task_completion is fail",
          "system: You are the desk of the Ulmen branch library.",
          "human: Reserve 'Tidal Maps' for card 4471 and tell me when I can fetch it.",
          "agent: First the shelf. | find_title({"title":"Tidal Maps"}) => ok: {"shelf":"depot","copies":1} | ask_depot({"question":"When does the van come?"}) => ok: On Thursday at nine.",
          "agent: reserve({"card":4471,"title":"Tidal Maps"}) => error: CardBlocked: card 4471 is blocked",
          "lost: what the spans say besides messages, tools and results (times, tokens, names)",
          "lost: 1 other traces of the file, which cannot be read (first: None of the 1 spans of the trace is a model's, an agent's or a tool's.)",
        ],
        [
          "depot, small-1, depot, unknown by none: no evaluation on the run",
          "simulated: When does the van come?",
          "agent: van_plan({}) => ok: Thu 09:00",
          "agent: On Thursday at nine.",
          "lost: what the spans say besides messages, tools and results (times, tokens, names)",
          "lost: 1 other traces of the file, which cannot be read (first: None of the 1 spans of the trace is a model's, an agent's or a tool's.)",
        ],
      ]
    `);
    const [desk, depot] = trajectories;
    expect(desk?.steps[2]?.extra).toEqual({ subagents: { c2: depot?.provenance.part } });
    expect(desk?.outcome.reason).toBe("nothing was reserved");
    expect(desk?.extra).toMatchObject({ resource: { "service.name": "branch-desk" }, attributes: { branch: "Ulmen" } });
    expect(desk?.tools.map(({ name }) => name)).toEqual(["find_title", "ask_depot", "reserve"]);
  });

  test("reads OpenInference, the AI SDK's spans, and the conventions of before", async () => {
    const read = await Promise.all(["openinference.json", "ai-sdk.json", "legacy.jsonl"].map((file) => readFixture(`otlp/${file}`, otlp)));
    expect(read.flatMap(({ trajectories }) => trajectories).map(shown)).toMatchInlineSnapshot(`
      [
        [
          "greenhouse, small-1, main, success by human: evaluation correctness is correct",
          "system: You mind the greenhouse.",
          "human: Water bed 3 until it is moist.",
          "agent: read_moisture({"bed":3}) => ok: dry | water({"bed":3,"litres":2}) => ok: done",
          "agent: Bed 3 is moist now.",
          "lost: 1 single questions to a model beside the conversation (plans, titles, summaries and the like)",
          "lost: what the spans say besides messages, tools and results (times, tokens, names)",
        ],
        [
          "no name, small-1, main, unknown by none: no evaluation on the run",
          "system: You sell tickets.",
          "human: Two seats for Saturday, please.",
          "agent: seats({"day":"Saturday"}) => ok: {"free":0}",
          "agent: No seat is free. | Saturday is sold out.",
          "lost: what the spans say besides messages, tools and results (times, tokens, names)",
        ],
        [
          "no name, small-1, main, unknown by none: no evaluation on the run",
          "system: You forecast frost.",
          "human: Will it freeze in Ulmen tonight?",
          "agent: reading({"place":"Ulmen"}) => ok: -2 C",
          "agent: Yes, it is at -2 C already.",
          "lost: what the spans say besides messages, tools and results (times, tokens, names)",
        ],
        [
          "no name, small-1, main, unknown by none: no evaluation on the run",
          "human: Is the well frozen?",
          "agent: reading({"place":"well"}) => ok: 4 C",
          "agent: No, the well is at 4 C.",
        ],
      ]
    `);
  });

  test("says how to record content where there is none", async () => {
    const { errors } = await readFixture("otlp/content-off.json", otlp);
    expect(errors[0]?.message).toContain("models (1), agents (1) and tools (1) but no messages");
  });

  test("a trace of nothing that an agent does is no run", () => {
    expect(() => parse([span("1", { "http.request.method": "GET" })])).toThrow(/None of the 1 spans/);
  });

  test.each<[string, JsonObject, string, string]>([
    ["nothing", {}, "unknown", "no evaluation on the run"],
    ["a quality", annotated("helpfulness", { score: 1 }), "unknown", "no evaluation that is a verdict (helpfulness 1)"],
    ["a label", annotated("correctness", { score: 0.9, label: "incorrect" }), "failure", "evaluation correctness is incorrect"],
    ["a share", annotated("accuracy", { score: 0.5 }), "unknown", "evaluation accuracy is 0.5 (neither yes nor no)"],
    ["of the trace", annotated("resolved", { score: 1 }, "trace.annotations"), "success", "evaluation resolved is 1"],
    ["an error", { "error.type": "timeout" }, "unknown", "no evaluation on the run"],
  ])("the verdict: %s", (_case, noted, status, rule) => {
    const [read] = parse([span("1", { ...said, ...noted })]);
    expect(read?.outcome).toMatchObject({ status, rule });
  });

  test("an evaluation of a span inside the run says nothing of the run", () => {
    const inner = span("3", { "openinference.span.kind": "TOOL", ...annotated("correctness", { score: 0 }) }, "1");
    expect(parse([span("1", { "openinference.span.kind": "AGENT" }), span("2", said, "1"), inner])[0]?.outcome.status).toBe("unknown");
  });

  test("reads structured content as it reads JSON text", () => {
    const texts = Object.fromEntries(
      Object.entries(said).map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]),
    );
    expect(parse([span("1", texts)])[0]?.steps).toEqual(parse([span("1", said)])[0]?.steps);
  });

  test("reads content on the event that tells of the operation", () => {
    const { "gen_ai.operation.name": operation, ...content } = said;
    const event = { name: "gen_ai.client.inference.operation.details", attributes: attributes(content) };
    const [read] = parse([{ ...span("1", { "gen_ai.operation.name": operation ?? "" }), events: [event] }]);
    expect(read?.steps).toEqual(parse([span("1", said)])[0]?.steps);
  });

  test("content that was cut off is no message", () => {
    const cut = { ...said, "gen_ai.input.messages": '[{"role":"user","parts":[{"type":"te' };
    expect(() => parse([span("1", cut)])).toThrow(/do not say what the agent was asked/);
  });

  test("an evaluation that was logged later counts for the span that it names", () => {
    const evaluation = {
      "gen_ai.evaluation.name": "correctness",
      "gen_ai.evaluation.score.value": 0,
      "gen_ai.evaluation.explanation": "wrong",
    };
    const logged = { eventName: "gen_ai.evaluation.result", traceId: "t", spanId: "1", attributes: attributes(evaluation) };
    const [read] = parseValue([document([span("1", said)]), { resourceLogs: [{ scopeLogs: [{ logRecords: [logged] }] }] }]);
    expect(read?.outcome).toMatchObject({ status: "failure", by: "judge", reason: "wrong", reward: 0 });
  });

  test("a call that two programs recorded, one inside the other, is one turn", () => {
    const outer = { "openinference.span.kind": "LLM", "input.value": "Look.", "output.value": "I looked." };
    const [read, ...others] = parse([span("1", outer), span("2", said, "1")]);
    expect(read === undefined ? [] : outline(read)).toEqual(["human: Look.", "agent: I looked."]);
    expect(others).toEqual([]);
  });

  test("agents one after another are runs of their own, and the first stands for the trace", () => {
    const agent = (name: string): JsonObject => ({ "gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": name });
    const asks = (text: string): JsonObject => ({
      ...said,
      "gen_ai.input.messages": [{ role: "user", parts: [{ type: "text", content: text }] }],
      "gen_ai.output.messages": [{ role: "assistant", parts: [{ type: "tool_call", id: text, name: "look", arguments: {} }] }],
    });
    const spans = ["a", "b"].flatMap((name) => [span(name, agent(name), "root"), span(`${name}1`, asks(name), name)]);
    const read = parse([span("root", {}), ...spans]);
    expect(read.map((one) => [one.agent.name, one.provenance.part, one.task.goal])).toEqual([
      ["a", undefined, "a"],
      ["b", "b", "b"],
    ]);
  });

  test("questions that bring only results go on with the conversation", () => {
    const messages = (...list: Json[]): Json => list;
    const call = { role: "assistant", parts: [{ type: "tool_call", id: "c", name: "look", arguments: {} }] };
    const result = { role: "tool", parts: [{ type: "tool_call_response", id: "c", response: "nothing there" }] };
    const answer = { role: "assistant", parts: [{ type: "text", content: "Nothing." }] };
    const [read] = parse([
      span("1", { ...said, "gen_ai.output.messages": messages(call) }),
      span("2", { ...said, "gen_ai.input.messages": messages(result), "gen_ai.output.messages": messages(answer) }),
    ]);
    expect(read === undefined ? [] : outline(read)).toEqual(["human: Look.", "agent: look({}) => ok: nothing there", "agent: Nothing."]);
  });

  test("a failed run keeps its error as how it ended", () => {
    const failed = { ...span("1", { "openinference.span.kind": "AGENT" }), status: { code: "STATUS_CODE_ERROR", message: "rate limit" } };
    expect(parse([failed, span("2", said, "1")])[0]?.outcome).toMatchObject({ status: "unknown", termination: "rate limit" });
  });

  test("parents that lead in a circle are no endless loop", () => {
    const agent = { "gen_ai.operation.name": "invoke_agent" };
    const read = parse([span("1", agent, "2"), span("2", agent, "1"), span("3", said, "2"), span("4", said, "4")]);
    expect(read.length).toBeGreaterThan(0);
  });

  test("a deep trace takes no longer than a flat one", () => {
    const deep = Array.from({ length: 20_000 }, (_, index) =>
      span(`n${index}`, index === 19_999 ? said : {}, index === 0 ? "" : `n${index - 1}`),
    );
    expect(parse(deep)).toHaveLength(1);
  });

  test("log records alone, whose spans stand in another file, are read too", () => {
    const record = (eventName: string, content: string): JsonObject => ({
      eventName,
      traceId: "t",
      spanId: "s",
      body: { kvlistValue: { values: attributes({ content }) } },
    });
    const logRecords = [
      record("gen_ai.user.message", "Look."),
      record("gen_ai.assistant.message", "I look."),
      record("gen_ai.user.message", "And?"),
    ];
    const choice = { ...record("gen_ai.choice", ""), body: typed({ message: { content: "Nothing." } }) };
    const [read] = parseValue({ resourceLogs: [{ scopeLogs: [{ logRecords: [...logRecords, choice] }] }] });
    expect(read === undefined ? [] : outline(read)).toEqual(["human: Look.", "agent: I look.", "human: And?", "agent: Nothing."]);
  });

  test("any attributes are read or refused", () => {
    const names = fc.constantFrom(
      "gen_ai.input.messages",
      "gen_ai.output.messages",
      "gen_ai.operation.name",
      "gen_ai.prompt.0.content",
      "llm.input_messages.0.message.role",
      "llm.output_messages.0.message.tool_calls.0.tool_call.function.name",
      "openinference.span.kind",
      "ai.operationId",
      "ai.prompt",
      "ai.response.toolCalls",
      "input.value",
      "__proto__",
    );
    const values = fc.oneof(
      fc.constantFrom("LLM", "chat", "ai.toolCall", "AGENT", "execute_tool", "assistant", "user"),
      fc.json({ maxDepth: 3 }),
      fc.jsonValue({ maxDepth: 2 }),
    );
    const spans = fc.array(fc.tuple(fc.nat(4), fc.nat(4), fc.array(fc.tuple(names, values))), { maxLength: 6 });
    fc.assert(
      fc.property(spans, (list) => {
        const made = list.map(([id, parent, pairs]) => {
          const noted = pairs.map(([key, value]) => ({ key, value: typed(toJson(value)) }));
          return { ...span(`${id}`, {}, `${parent}`), attributes: noted };
        });
        expectReadOrRefused(otlp, JSON.stringify(document(made)));
      }),
      { numRuns: 300 },
    );
  });
});

describe("real traces", () => {
  const fixture = realFiles("formats", /^otlp_/);
  const traces = realFiles("otel");

  test.skipIf(fixture.length === 0)("a question and the tool that answers it", async () => {
    const [read] = (await readFile(fixture[0] ?? "", otlp)).trajectories;
    expect(read === undefined ? [] : summary(read)).toMatchInlineSnapshot(`
      [
        "system user agent",
        "unknown",
        "0 tools",
        "get_weather(location) ok",
      ]
    `);
  });

  test.skipIf(traces.length === 0)("a chain, and an agent with a sub-agent", async () => {
    const read = await Promise.all(traces.map((file) => readFile(file, otlp)));
    expect(read.flatMap(({ errors }) => errors)).toEqual([]);
    const all = read.flatMap(({ trajectories }) => trajectories);
    expect(all.map((one) => [one.provenance.part, ...summary(one), ...one.provenance.losses])).toMatchInlineSnapshot(`
      [
        [
          undefined,
          "user agent",
          "unknown",
          "0 tools",
          "what the spans say besides messages, tools and results (times, tokens, names)",
        ],
        [
          undefined,
          "system user agent user agent user agent",
          "unknown",
          "0 tools",
          "2 single questions to a model beside the conversation (plans, titles, summaries and the like)",
          "what the spans say besides messages, tools and results (times, tokens, names)",
        ],
        [
          "agent-2",
          "system user agent user agent user agent",
          "unknown",
          "9 tools",
          "final_answer(answer) missing",
          "what the spans say besides messages, tools and results (times, tokens, names)",
        ],
      ]
    `);
  });
});

const said: JsonObject = {
  "gen_ai.operation.name": "chat",
  "gen_ai.input.messages": [{ role: "user", parts: [{ type: "text", content: "Look." }] }],
  "gen_ai.output.messages": [{ role: "assistant", parts: [{ type: "text", content: "I looked." }] }],
};

function annotated(name: string, fields: JsonObject, prefix = "annotations"): JsonObject {
  const entries = Object.entries({ name, ...fields }).map(([field, value]) => [`${prefix}.0.annotation.${field}`, value]);
  return Object.fromEntries(entries);
}

function span(spanId: string, noted: JsonObject, parentSpanId = ""): JsonObject {
  return { traceId: "t", spanId, parentSpanId, name: spanId, startTimeUnixNano: "1760000000000000000", attributes: attributes(noted) };
}

function attributes(noted: JsonObject): Json[] {
  return Object.entries(noted).map(([key, value]) => ({ key, value: typed(value) }));
}

function typed(value: Json): JsonObject {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "number") return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  if (value === null) return {};
  return Array.isArray(value) ? { arrayValue: { values: value.map(typed) } } : { kvlistValue: { values: attributes(value) } };
}

function toJson(value: unknown): Json {
  const parsed = tryParseJson(JSON.stringify(value));
  return parsed.ok ? parsed.value : null;
}

function document(spans: JsonObject[]): JsonObject {
  return { resourceSpans: [{ resource: {}, scopeSpans: [{ scope: {}, spans }] }] };
}

function parse(spans: JsonObject[]): SourceTrajectory[] {
  return parseValue(document(spans));
}

function parseValue(value: Json): SourceTrajectory[] {
  const record: SourceRecord = { file: "f", line: 1, text: JSON.stringify(value), json: () => value };
  return [...otlp.parse(record, { branches: false })];
}

/** What a run is made of, without its words. */
function summary({ steps, outcome, tools }: SourceTrajectory): string[] {
  const calls = placedCalls({ steps }).map(({ call }) => `${call.name}(${Object.keys(call.arguments).join(", ")}) ${call.result.status}`);
  return [steps.map(({ kind }) => kind).join(" "), outcome.status, `${tools.length} tools`, ...calls];
}

/** What a run says, in short lines. */
function shown(read: SourceTrajectory | undefined): string[] {
  if (read === undefined) return [];
  const { agent, outcome, provenance } = read;
  return [
    `${agent.name ?? "no name"}, ${agent.model ?? "no model"}, ${provenance.part ?? "main"}, ${outcome.status} by ${outcome.by}: ${outcome.rule}`,
    ...outline(read),
    ...provenance.losses.map((loss) => `lost: ${loss}`),
    ...provenance.synthesized.map((made) => `made up: ${made}`),
  ];
}
