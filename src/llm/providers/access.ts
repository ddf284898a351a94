import { UsageError } from "../../base/errors.ts";
import type { ModelName } from "../model-name.ts";

/** Where a provider is reached and with which key. */
export interface ProviderAccess {
  /** Without a closing slash; the provider's own address when not given. */
  baseUrl?: string;
  key?: string;
}

/** Environment variables of the providers; the first key that is set counts. */
const variables = {
  openai: { keys: ["OPENAI_API_KEY"], url: "OPENAI_BASE_URL" },
  anthropic: { keys: ["ANTHROPIC_API_KEY"], url: "ANTHROPIC_BASE_URL" },
  google: { keys: ["GEMINI_API_KEY", "GOOGLE_GENERATIVE_AI_API_KEY", "GOOGLE_API_KEY"], url: "GOOGLE_GENERATIVE_AI_BASE_URL" },
} as const;

/**
 * Finds key and address of a model's provider in the environment.
 *
 * A server by address gets `AGENTHER_API_KEY`, or none. It gets `OPENAI_API_KEY` only when it is on this machine or `OPENAI_BASE_URL` names it: a key of
 * OpenAI must not go to whoever is named in a configuration.
 *
 * @throws UsageError `no_key` when a provider that wants a key has none; `bad_base_url`
 */
export function accessOf({ name, provider, baseUrl }: ModelName, environment: NodeJS.ProcessEnv): ProviderAccess {
  if (provider === "server") {
    const key =
      valueOf(environment, "AGENTHER_API_KEY") ??
      (baseUrl !== undefined && isOpenAis(baseUrl, environment) ? valueOf(environment, "OPENAI_API_KEY") : undefined);
    return { ...(baseUrl === undefined ? {} : { baseUrl }), ...(key === undefined ? {} : { key }) };
  }
  const { keys, url } = variables[provider];
  const key = keys.map((variable) => valueOf(environment, variable)).find((value) => value !== undefined);
  if (key === undefined) throw new UsageError("no_key", `${name} needs a key. Set ${keys.join(" or ")} in the environment.`);
  const address = valueOf(environment, url)?.replace(/\/+$/, "");
  if (address !== undefined && !/^https?:\/\/[^\s@?#]+$/.test(address)) {
    throw new UsageError(
      "bad_base_url",
      `${url} is no plain http or https address (no user, password or query). Correct it, or unset it to ask the provider itself.`,
    );
  }
  return { key, ...(address === undefined ? {} : { baseUrl: address }) };
}

/** Every key in the environment that we know of, for taking them out of texts. */
export function knownSecrets(environment: NodeJS.ProcessEnv): string[] {
  const names = [...Object.values(variables).flatMap(({ keys }) => keys), "AGENTHER_API_KEY"];
  return names.map((name) => valueOf(environment, name)).filter((value) => value !== undefined);
}

function isOpenAis(baseUrl: string, environment: NodeJS.ProcessEnv): boolean {
  const { hostname, origin } = new URL(baseUrl);
  const own = valueOf(environment, "OPENAI_BASE_URL");
  return (
    hostname === "localhost" ||
    hostname === "[::1]" ||
    hostname.startsWith("127.") ||
    (own !== undefined && URL.canParse(own) && new URL(own).origin === origin)
  );
}

function valueOf(environment: NodeJS.ProcessEnv, name: string): string | undefined {
  const value = environment[name]?.trim();
  return value === "" ? undefined : value;
}
