import { createHash } from "node:crypto";
import { createOpenAI } from "@ai-sdk/openai";
import { isStrictSchema } from "../strict-schema.ts";
import type { ProviderAccess } from "./access.ts";
import type { ChatRequest } from "./chat.ts";
import type { SdkProvider } from "./sdk-chat.ts";

/**
 * Models of OpenAI, over the chat interface (the one that batch files use). The schema goes into `response_format` as `json_schema`: strict where it
 * lets itself be enforced (every property required, none beside them), otherwise as a hint.
 *
 * OpenAI sends requests with one beginning to one machine by itself only up to some fifteen a minute; the key says which of our calls share the long part.
 */
export function openai(id: string, { baseUrl, key }: ProviderAccess): SdkProvider {
  return {
    model: (fetch) => createOpenAI({ apiKey: key ?? "", fetch, ...(baseUrl === undefined ? {} : { baseURL: baseUrl }) }).chat(id),
    providerOptions: (request) => ({
      openai: { strictJsonSchema: isStrictSchema(request.wireSchema), promptCacheKey: sharedPart(request) },
    }),
  };
}

/** Names the text up to the end of the last part that other calls share. */
function sharedPart({ system, parts }: ChatRequest): string {
  const hash = createHash("sha256").update(system);
  for (const part of parts.slice(0, parts.findLastIndex((each) => each.cache === true) + 1)) hash.update(part.text);
  return hash.digest("hex").slice(0, 32);
}
