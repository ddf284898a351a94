/** The shapes in which providers and frameworks write a list of messages. */
export type MessageShape =
  | "ai-sdk-ui"
  | "ai-sdk-model"
  | "langchain"
  | "anthropic"
  | "gemini"
  | "openai-responses"
  | "otel-genai"
  | "openai"
  | "react";

/** What people call a shape, for messages. In the order in which the marks of a message are looked for: the first that fits is taken. */
export const shapeTitles: Readonly<Record<MessageShape, string>> = {
  "ai-sdk-ui": "AI SDK UI messages",
  "ai-sdk-model": "AI SDK model messages",
  langchain: "LangChain messages",
  anthropic: "Anthropic messages",
  gemini: "Gemini contents",
  "openai-responses": "OpenAI Responses items",
  "otel-genai": "OpenTelemetry GenAI messages",
  openai: "OpenAI chat messages",
  react: "chat messages with ReAct actions in their text",
};
