import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import type { ProviderAccess } from "./access.ts";
import type { SdkProvider } from "./sdk-chat.ts";

/**
 * A server that speaks the chat interface of OpenAI (vLLM, Ollama, llama.cpp, LM Studio, LiteLLM). The user's message is one text, because templates of
 * some servers take no lists.
 */
export function server(id: string, { baseUrl = "", key }: ProviderAccess): SdkProvider {
  return {
    model: (fetch, format) =>
      createOpenAICompatible({
        name: "server",
        baseURL: baseUrl,
        fetch,
        supportsStructuredOutputs: format === "schema",
        ...(key === undefined ? {} : { apiKey: key }),
      }).chatModel(id),
    providerOptions: () => ({}),
  };
}
