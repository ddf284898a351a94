import { createGoogle } from "@ai-sdk/google";
import type { ProviderAccess } from "./access.ts";
import type { SdkProvider } from "./sdk-chat.ts";

/** Models of Google, over the Gemini interface. The schema goes into `generationConfig.responseJsonSchema`. */
export function google(id: string, { baseUrl, key }: ProviderAccess): SdkProvider {
  return {
    model: (fetch) => createGoogle({ apiKey: key ?? "", fetch, ...(baseUrl === undefined ? {} : { baseURL: baseUrl }) })(id),
  };
}
