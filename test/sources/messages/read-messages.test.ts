import { describe, expect, test } from "vitest";
import type { Json } from "../../../src/base/json.ts";
import type { Step } from "../../../src/trajectory/trajectory.ts";
import { detectMessages } from "../../../src/sources/shared/messages/detect-messages.ts";
import { findMessages } from "../../../src/sources/shared/messages/find-messages.ts";
import { readMessages } from "../../../src/sources/shared/messages/read-messages.ts";
import { lists, plainer } from "./lists.ts";

describe.each(Object.entries(lists))("%s", (name, messages) => {
  test("is recognised", () => {
    const detected = detectMessages(messages);
    expect(detected?.shape).toBe(name.replace(/,.*/, ""));
    expect(detected?.why).not.toBe("");
  });

  test("is the same run as in every other shape", () => {
    const read = readMessages(messages);
    expect(read?.steps.map(outline)).toEqual([
      "user: When do trams leave from the quay and the mill?",
      'agent: [Two stops.] tram({"stop":"quay"}) => ok: 14:05 | tram({"stop":"mill"}) => error: no such stop',
      "agent: Quay 14:05.",
    ]);
    expect(read?.finalAnswer).toBe("Quay 14:05.");
  });
});

describe.each(Object.entries(plainer))("%s", (name, messages) => {
  test("is recognised and read", () => {
    const read = readMessages(messages);
    expect(read?.shape).toBe(name.replace(/,.*/, ""));
    const [user, turn, ...others] = read?.steps.map(outline) ?? [];
    expect([user, turn]).toEqual([
      "user: When do trams leave from the quay and the mill?",
      'agent: [Two stops.] tram({"stop":"quay"}) => ok: 14:05',
    ]);
    expect(others.at(-1)).toContain("Quay 14:05.");
    expect(read?.finalAnswer).toBe("Quay 14:05.");
  });
});

test.each<[string, string, string]>([
  ["name[input]", "Thought: a\nAction: search[quay]", 'agent: [a] search({"input":"quay"}) => missing: '],
  ["an input that is no JSON", "Action: search\nAction Input: the quay", 'agent: search({"input":"the quay"}) => missing: '],
  ["LangChain's JSON", 'Action: {"action": "search", "action_input": "quay"}', 'agent: search({"input":"quay"}) => missing: '],
  [
    "an observation of its own making",
    "Action: search[quay]\nObservation: 14:05",
    'agent: Observation: 14:05 search({"input":"quay"}) => missing: ',
  ],
  ["words that are no call", "Action: go to the quay", "agent: Action: go to the quay"],
])("a ReAct action as %s", (_case, content, expected) => {
  const list = [{ role: "assistant", content }];
  expect(readMessages(list)?.steps.map(outline)).toEqual([expected]);
});

test("roles and text alone are OpenAI's, with less certainty than a shape that is shown", () => {
  const plain: Json[] = [
    { role: "user", content: "Hello?" },
    { role: "assistant", content: "Hello!" },
  ];
  expect(detectMessages(plain)).toEqual({ shape: "openai", confidence: 0.6, why: "roles and content" });
  expect(detectMessages([])).toBeUndefined();
  expect(detectMessages([{ role: "user", content: "a" }, 1, 2])).toBeUndefined();
});

test("an answer of another shape than its request is read by its own", () => {
  const input = findMessages(
    { messages: lists["anthropic"]?.slice(0, 1) ?? [], system: "Be brief.", tools: [{ name: "tram", input_schema: { type: "object" } }] },
    "input",
  );
  const output = findMessages(
    { choices: [{ message: { role: "assistant", content: null, tool_calls: [{ id: "a", function: { name: "tram", arguments: "{" } }] } }] },
    "output",
  );
  const read = readMessages([...(input?.messages ?? []), ...(output?.messages ?? [])], { system: input?.system, tools: input?.tools });
  expect(read?.steps.map(outline)).toEqual([
    "system: Be brief.",
    "user: When do trams leave from the quay and the mill?",
    "agent: tram({) => missing: ",
  ]);
  expect(read?.tools).toEqual([{ name: "tram", parameters: { type: "object" } }]);
});

test.each<[string, Json, "input" | "output", number]>([
  ["bare text", "Hello?", "input", 1],
  ["JSON text of a list", JSON.stringify(lists["openai"]), "input", 5],
  ["a batch of one list", [lists["langchain"] ?? []], "input", 5],
  ["generations", { generations: [[{ message: lists["langchain"]?.[1] ?? null }]] }, "output", 1],
  ["a response", { object: "response", output: lists["openai-responses"]?.slice(1, 4) ?? [] }, "output", 3],
  ["candidates", { candidates: [{ content: lists["gemini"]?.[1] ?? null }] }, "output", 1],
  ["parts without a message", [{ type: "text", text: "Hello!" }], "output", 1],
])("messages are found in %s", (_case, value, side, count) => {
  expect(findMessages(value, side)?.messages).toHaveLength(count);
});

test.each<[string, Json]>([
  ["numbers", [1, 2]],
  ["an object of something else", { latitude: 3 }],
  ["nothing", null],
  ["blank text", "  "],
])("no messages are found in %s", (_case, value) => {
  expect(findMessages(value, "input")).toBeUndefined();
});

function outline(step: Step): string {
  if (step.kind !== "agent") return `${step.kind}: ${step.text}`;
  const said = step.blocks.flatMap((block) => (block.kind === "call" ? [] : [block.kind === "text" ? block.text : `[${block.text}]`]));
  const calls = step.blocks.flatMap((block) => {
    if (block.kind !== "call") return [];
    const { name, arguments: given, rawArguments, result } = block.call;
    return [`${name}(${rawArguments ?? JSON.stringify(given)}) => ${result.status}: ${result.text}`];
  });
  return `agent: ${[...said, calls.join(" | ")].filter((text) => text !== "").join(" ")}`;
}
