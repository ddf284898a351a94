import type { Json } from "../../../src/base/json.ts";

const asked = "When do trams leave from the quay and the mill?";
const answer = "Quay 14:05.";
const refused = "no such stop";

/** One run in every shape: a thought, two calls at once, a result and an error, an answer. A name can have a variant after a comma. */
export const lists: Record<string, Json[]> = {
  openai: [
    { role: "user", content: asked },
    { role: "assistant", content: null, reasoning_content: "Two stops.", tool_calls: [openAiCall("a", "quay"), openAiCall("b", "mill")] },
    { role: "tool", tool_call_id: "b", content: refused, is_error: true },
    { role: "tool", tool_call_id: "a", content: "14:05" },
    { role: "assistant", content: answer },
  ],
  anthropic: [
    { role: "user", content: asked },
    {
      role: "assistant",
      content: [
        { type: "thinking", thinking: "Two stops.", signature: "x" },
        { type: "tool_use", id: "a", name: "tram", input: { stop: "quay" } },
        { type: "tool_use", id: "b", name: "tram", input: { stop: "mill" } },
      ],
    },
    {
      role: "user",
      content: [
        { type: "tool_result", tool_use_id: "b", content: refused, is_error: true },
        { type: "tool_result", tool_use_id: "a", content: [{ type: "text", text: "14:05" }] },
      ],
    },
    { role: "assistant", content: [{ type: "text", text: answer }] },
  ],
  gemini: [
    { role: "user", parts: [{ text: asked }] },
    {
      role: "model",
      parts: [
        { text: "Two stops.", thought: true },
        { functionCall: { name: "tram", args: { stop: "quay" } } },
        { functionCall: { name: "tram", args: { stop: "mill" } } },
      ],
    },
    {
      role: "user",
      parts: [
        { functionResponse: { name: "tram", response: { output: "14:05" } } },
        { functionResponse: { name: "tram", response: { error: refused } } },
      ],
    },
    { role: "model", parts: [{ text: answer }] },
  ],
  "gemini, in snake_case": [
    { role: "user", parts: [{ text: asked }] },
    {
      role: "model",
      parts: [
        { text: "Two stops.", thought: true },
        { function_call: { id: "a", name: "tram", args: { stop: "quay" } } },
        { function_call: { id: "b", name: "tram", args: { stop: "mill" } } },
      ],
    },
    { role: "function", parts: [{ function_response: { id: "b", name: "tram", response: { error: refused } } }] },
    { role: "function", parts: [{ function_response: { id: "a", name: "tram", response: { result: "14:05" } } }] },
    { role: "model", parts: [{ text: answer }] },
  ],
  "openai-responses": [
    { role: "user", content: asked },
    { type: "reasoning", id: "rs_1", summary: [{ type: "summary_text", text: "Two stops." }] },
    { type: "function_call", id: "fc_1", call_id: "a", name: "tram", arguments: '{"stop":"quay"}' },
    { type: "function_call", id: "fc_2", call_id: "b", name: "tram", arguments: '{"stop":"mill"}' },
    { type: "function_call_output", call_id: "b", output: refused, status: "incomplete" },
    { type: "function_call_output", call_id: "a", output: [{ type: "input_text", text: "14:05" }] },
    { type: "message", role: "assistant", content: [{ type: "output_text", text: answer, annotations: [] }] },
  ],
  "ai-sdk-model": [
    { role: "user", content: [{ type: "text", text: asked }] },
    {
      role: "assistant",
      content: [
        { type: "reasoning", text: "Two stops." },
        { type: "tool-call", toolCallId: "a", toolName: "tram", input: { stop: "quay" } },
        { type: "tool-call", toolCallId: "b", toolName: "tram", input: { stop: "mill" } },
      ],
    },
    {
      role: "tool",
      content: [
        { type: "tool-result", toolCallId: "b", toolName: "tram", output: { type: "error-text", value: refused } },
        { type: "tool-result", toolCallId: "a", toolName: "tram", output: { type: "text", value: "14:05" } },
      ],
    },
    { role: "assistant", content: answer },
  ],
  "ai-sdk-model, version 4": [
    { role: "user", content: asked },
    {
      role: "assistant",
      content: [
        { type: "reasoning", text: "Two stops." },
        { type: "tool-call", toolCallId: "a", toolName: "tram", args: { stop: "quay" } },
        { type: "tool-call", toolCallId: "b", toolName: "tram", args: { stop: "mill" } },
      ],
    },
    {
      role: "tool",
      content: [
        { type: "tool-result", toolCallId: "a", toolName: "tram", result: "14:05" },
        { type: "tool-result", toolCallId: "b", toolName: "tram", result: refused, isError: true },
      ],
    },
    { role: "assistant", content: [{ type: "text", text: answer }] },
  ],
  "ai-sdk-ui": [
    { id: "1", role: "user", parts: [{ type: "text", text: asked }] },
    {
      id: "2",
      role: "assistant",
      parts: [
        { type: "step-start" },
        { type: "reasoning", text: "Two stops.", state: "done" },
        { type: "tool-tram", toolCallId: "a", state: "output-available", input: { stop: "quay" }, output: "14:05" },
        { type: "dynamic-tool", toolName: "tram", toolCallId: "b", state: "output-error", input: { stop: "mill" }, errorText: refused },
        { type: "step-start" },
        { type: "text", text: answer, state: "done" },
      ],
    },
  ],
  langchain: [
    { type: "human", content: asked },
    {
      type: "ai",
      content: "",
      additional_kwargs: { reasoning_content: "Two stops." },
      tool_calls: [
        { name: "tram", args: { stop: "quay" }, id: "a", type: "tool_call" },
        { name: "tram", args: { stop: "mill" }, id: "b", type: "tool_call" },
      ],
    },
    { type: "tool", content: refused, tool_call_id: "b", status: "error" },
    { type: "tool", content: "14:05", tool_call_id: "a", status: "success" },
    { type: "ai", content: answer },
  ],
  "langchain, as constructors": [
    constructed("HumanMessage", { content: asked }),
    constructed("AIMessageChunk", {
      content: [
        { type: "thinking", thinking: "Two stops." },
        { type: "tool_use", id: "a", name: "tram", input: {} },
      ],
      tool_calls: [
        { name: "tram", args: { stop: "quay" }, id: "a", type: "tool_call" },
        { name: "tram", args: { stop: "mill" }, id: "b", type: "tool_call" },
      ],
    }),
    constructed("ToolMessage", { content: "14:05", tool_call_id: "a" }),
    constructed("ToolMessage", { content: refused, tool_call_id: "b", status: "error" }),
    constructed("AIMessage", { content: answer, tool_calls: [], invalid_tool_calls: [] }),
  ],
  "langchain, as stored": [
    { type: "human", data: { content: asked } },
    {
      type: "ai",
      data: {
        content: "<think>Two stops.</think>",
        additional_kwargs: { tool_calls: [openAiCall("a", "quay"), openAiCall("b", "mill")] },
      },
    },
    { type: "tool", data: { content: "14:05", tool_call_id: "a" } },
    { type: "tool", data: { content: refused, tool_call_id: "b", status: "error" } },
    { type: "ai", data: { content: answer } },
  ],
};

/** Shapes that have no mark for an error, and no call that is made beside another where results are text. */
export const plainer: Record<string, Json[]> = {
  "otel-genai": [
    { role: "user", parts: [{ type: "text", content: asked }] },
    {
      role: "assistant",
      parts: [
        { type: "reasoning", content: "Two stops." },
        { type: "tool_call", id: "a", name: "tram", arguments: { stop: "quay" } },
      ],
      finish_reason: "tool_calls",
    },
    { role: "tool", parts: [{ type: "tool_call_response", id: "a", response: "14:05" }] },
    { role: "assistant", parts: [{ type: "text", content: answer }], finish_reason: "stop" },
  ],
  "otel-genai, as events": [
    { "event.name": "gen_ai.user.message", role: "user", content: asked },
    {
      "event.name": "gen_ai.choice",
      index: 0,
      message: { role: "assistant", reasoning_content: "Two stops.", tool_calls: [openAiCall("a", "quay")] },
    },
    { "event.name": "gen_ai.tool.message", id: "a", content: "14:05" },
    { "event.name": "gen_ai.choice", index: 0, message: { role: "assistant", content: answer } },
  ],
  "react, with JSON": [
    { role: "user", content: asked },
    { role: "assistant", content: 'Thought: Two stops.\nAction: {"name": "tram", "arguments": {"stop": "quay"}}' },
    { role: "user", content: "Observation: 14:05" },
    { role: "assistant", content: `Thought: I know it.\nFinal Answer: ${answer}` },
  ],
  "react, with an input": [
    { role: "user", content: asked },
    { role: "assistant", content: 'Thought: Two stops.\nAction: tram\nAction Input: {"stop": "quay"}' },
    { role: "user", content: "Observation: 14:05" },
    { role: "assistant", content: answer },
  ],
};

function openAiCall(id: string, stop: string): Json {
  return { id, type: "function", function: { name: "tram", arguments: JSON.stringify({ stop }) } };
}

function constructed(name: string, kwargs: Record<string, Json>): Json {
  return { lc: 1, type: "constructor", id: ["langchain_core", "messages", name], kwargs };
}
