import { createAnthropic } from "@ai-sdk/anthropic";
import type { ProviderAccess } from "./access.ts";
import type { SdkProvider } from "./sdk-chat.ts";

/** Anthropic takes at most four marks of what to cache. */
const mostMarks = 4;

/**
 * Models of Anthropic. The schema goes into the output format where the model has one, otherwise into a tool that the model must call; both stand before
 * the prompt and are the same in every call, so the cached beginning stays shared. Marks are set where a part says so: at the last four of them.
 */
export function anthropic(id: string, { baseUrl, key }: ProviderAccess): SdkProvider {
  return {
    // Anthropic's own programs take the address without the version, the package below wants it with.
    model: (fetch) =>
      createAnthropic({ apiKey: key ?? "", fetch, ...(baseUrl === undefined ? {} : { baseURL: withVersion(baseUrl) }) })(id),
    userParts: (parts) => {
      const marked = new Set(parts.filter((part) => part.cache === true && part.text !== "").slice(-mostMarks));
      // An empty text is refused.
      return parts
        .filter((part) => part.text !== "")
        .map((part) =>
          marked.has(part)
            ? { text: part.text, providerOptions: { anthropic: { cacheControl: { type: "ephemeral" } } } }
            : { text: part.text },
        );
    },
  };
}

function withVersion(baseUrl: string): string {
  return new URL(baseUrl).pathname === "/" ? `${baseUrl}/v1` : baseUrl;
}
