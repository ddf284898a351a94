import { expect, test } from "vitest";
import type { Json } from "../../../src/base/json.ts";
import { readMessages } from "../../../src/sources/shared/messages/read-messages.ts";
import { readTools } from "../../../src/sources/shared/read-tools.ts";
import { outline } from "../read-runs.ts";

const go = { role: "user", content: "Go." };

/** Steps, then what was lost. */
function told(messages: Json[]): string[] {
  const read = readMessages(messages);
  return read === undefined ? [] : [...outline(read), ...read.losses];
}

test("Anthropic: documents, redacted thinking, MCP and blocks of unknown kinds", () => {
  expect(
    told([
      {
        role: "user",
        content: [
          { type: "document", source: { type: "text", data: "The tide table." } },
          { type: "text", text: "Go." },
        ],
      },
      {
        role: "assistant",
        content: [
          { type: "redacted_thinking", data: "eA==" },
          { type: "mcp_tool_use", id: "m", name: "tide", server_name: "sea", input: {} },
          { type: "mcp_tool_result", tool_use_id: "m", is_error: true, content: [{ type: "text", text: "no server" }] },
          { type: "container_upload", file_id: "f" },
        ],
      },
      { role: "user", content: [{ type: "tool_result", tool_use_id: "nobody", content: "stray" }] },
    ]),
  ).toMatchInlineSnapshot(`
    [
      "human: The tide table.
    Go.",
      "agent: tide({}) => error: no server | {"type":"container_upload","file_id":"f"}",
      "environment: stray",
      "reasoning that is encrypted",
      "server_name of mcp_tool_use parts",
      "the form of container_upload parts (kept as JSON text)",
      "that a text is a tool's result (it answers no call and is kept as an environment step)",
    ]
  `);
});

test("Responses: tools that the provider runs, with and without what they gave", () => {
  expect(
    told([
      { type: "message", ...go },
      { type: "mcp_list_tools", server_label: "sea", tools: [{ name: "tide", input_schema: { type: "object" } }] },
      { type: "code_interpreter_call", id: "ci", code: "1+1", outputs: [{ type: "logs", logs: "2" }], status: "completed" },
      { type: "local_shell_call", call_id: "ls", action: { type: "exec", command: ["ls"] } },
      { type: "local_shell_call_output", call_id: "ls", output: "notes.txt" },
      { type: "computer_call", call_id: "cc", action: { type: "click", x: 1, y: 2 } },
      { type: "computer_call_output", call_id: "cc", output: { type: "computer_screenshot", image_url: "data:image/png;base64,AA" } },
      { type: "image_generation_call", id: "ig", result: "AAAA", status: "completed" },
      { type: "mcp_call", id: "mc", name: "tide", arguments: "{}", error: "no server" },
      { type: "file_search_call", id: "fs", queries: ["tide"], results: null, status: "completed" },
      { type: "item_reference", id: "old" },
      { type: "compaction", encrypted_content: "x" },
    ]),
  ).toMatchInlineSnapshot(`
    [
      "human: Go.",
      "agent: code_interpreter({"code":"1+1"}) => ok: [{"type":"logs","logs":"2"}] | local_shell({"action":{"type":"exec","command":["ls"]}}) => ok: notes.txt",
      "agent: computer({"action":{"type":"click","x":1,"y":2}}) => ok: [image]",
      "agent: image_generation({}) => ok: [image] | tide({}) => error: no server | file_search({"queries":["tide"]}) => missing: ",
      "images in messages (replaced by [image])",
      "what file_search gave back (the record does not hold it)",
      "items that are only referred to (item_reference)",
      "history that was compacted",
    ]
  `);
});

test("Responses: an answer is what has the phase of one", () => {
  const said = (text: string, phase: string): Json => ({
    type: "message",
    role: "assistant",
    phase,
    content: [{ type: "output_text", text }],
  });
  const items = [{ type: "message", ...go }, said("I look.", "commentary"), said("42.", "final_answer")];
  expect(readMessages(items)?.finalAnswer).toBe("42.");
  expect(readMessages([...items, said("And?", "commentary")])?.steps).toHaveLength(2);
});

test("Gemini: code, streamed arguments, files and parts of unknown kinds", () => {
  expect(
    told([
      { role: "user", parts: [{ text: "Go." }, { fileData: { fileUri: "gs://a", mimeType: "video/mp4" } }] },
      {
        role: "model",
        parts: [
          { executable_code: { code: "1/0" } },
          { code_execution_result: { outcome: "OUTCOME_FAILED", output: "ZeroDivisionError" } },
          { functionCall: { name: "tide", partialArgs: [{ jsonPath: "$.day", stringValue: "Fri" }] } },
          { toolCall: { id: "t" } },
        ],
      },
    ]),
  ).toMatchInlineSnapshot(`
    [
      "human: Go.
    [video]",
      "agent: code_execution({"code":"1/0"}) => error: ZeroDivisionError | tide([{"jsonPath":"$.day","stringValue":"Fri"}]) => missing:  | {"toolCall":{"id":"t"}}",
      "videos in messages (replaced by [video])",
      "the form of untyped parts (kept as JSON text)",
    ]
  `);
});

test("AI SDK: the states of a tool part", () => {
  const part = (state: string, more: Record<string, Json>): Json => ({ type: "tool-book", toolCallId: state, state, input: {}, ...more });
  expect(
    told([
      {
        id: "1",
        role: "user",
        parts: [
          { type: "text", text: "Go." },
          { type: "file", mediaType: "image/png", url: "data:" },
        ],
      },
      {
        id: "2",
        role: "assistant",
        parts: [
          part("input-available", {}),
          part("approval-requested", { approval: { id: "p" } }),
          part("output-denied", { approval: { id: "p", approved: false, reason: "too dear" } }),
          part("output-available", { output: [{ type: "text", text: "done" }], preliminary: true }),
          { type: "text", text: "After the result: a new turn." },
        ],
      },
    ]),
  ).toMatchInlineSnapshot(`
    [
      "human: Go.
    [image]",
      "agent: book({}) => missing:  | book({}) => missing:  | book({}) => error: too dear | book({}) => ok: done",
      "agent: After the result: a new turn.",
      "images in messages (replaced by [image])",
      "approval of tool-book parts",
    ]
  `);
});

test("LangChain: messages that are removed, roles of a generic message, the provider's own blocks", () => {
  expect(
    told([
      ["human", "Go."],
      { type: "generic", data: { role: "assistant", content: "I go." } },
      { type: "remove", content: "", id: "x" },
      {
        type: "ai",
        content: [
          { type: "reasoning", summary: [{ type: "summary_text", text: "Hm." }] },
          { type: "function_call", call_id: "c", name: "tide", arguments: "{}" },
        ],
      },
      { type: "tool", tool_call_id: "c", content: [{ url: "https://tides.example" }], artifact: { rows: 1 } },
    ]),
  ).toMatchInlineSnapshot(`
    [
      "human: Go.",
      "agent: I go.",
      "agent: Hm. | tide({}) => ok: [{"url":"https://tides.example"}]",
      "messages that only remove others",
    ]
  `);
});

test("OpenTelemetry: content that was not captured, blobs, tools of the provider", () => {
  expect(
    told([
      {
        role: "user",
        parts: [
          { type: "text", content: "Go." },
          { type: "blob", modality: "image", content: "AAAA" },
        ],
      },
      {
        role: "assistant",
        parts: [
          { type: "server_tool_call", id: "s", name: "web_search", server_tool_call: { query: "tide" } },
          { type: "server_tool_call_response", id: "s", server_tool_call_response: { hits: 1 } },
          { type: "text" },
        ],
      },
    ]),
  ).toMatchInlineSnapshot(`
    [
      "human: Go.
    [image]",
      "agent: web_search({"query":"tide"}) => ok: {"hits":1}",
      "images in messages (replaced by [image])",
      "texts that were not captured",
    ]
  `);
});

test.each<[string, Json, Json]>([
  [
    "OpenAI's",
    [{ type: "function", function: { name: "a", parameters: { type: "object" } } }],
    [{ name: "a", parameters: { type: "object" } }],
  ],
  ["the Responses API's", [{ type: "function", name: "a", description: "d", strict: true }], [{ name: "a", description: "d" }]],
  ["Anthropic's", [{ name: "a", input_schema: { type: "object" } }], [{ name: "a", parameters: { type: "object" } }]],
  [
    "a tool that the provider runs",
    [{ type: "web_search_preview" }, { googleSearch: {} }],
    [{ name: "web_search_preview" }, { name: "googleSearch" }],
  ],
  [
    "Gemini's",
    [{ functionDeclarations: [{ name: "a", parameters: { type: "OBJECT", properties: { type: { type: "STRING", enum: ["STRING"] } } } }] }],
    [{ name: "a", parameters: { type: "object", properties: { type: { type: "string", enum: ["STRING"] } } } }],
  ],
  [
    "the AI SDK's, by name",
    { a: { description: "d", inputSchema: { jsonSchema: { type: "object" } } } },
    [{ name: "a", description: "d", parameters: { type: "object" } }],
  ],
  ["JSON text of each", ['{"name": "a"}'], [{ name: "a" }]],
])("tool definitions: %s", (_case, written, expected) => {
  expect(readTools(written, new Set())).toEqual(expected);
});
