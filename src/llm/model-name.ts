import { UsageError } from "../base/errors.ts";

/** Where a model is asked: a provider that is known by name, or a server that speaks the chat interface of OpenAI. */
export type ProviderKind = "openai" | "anthropic" | "google" | "server";

/** What the user's name for a model says. */
export interface ModelName {
  /** As the user wrote it: `openai:gpt-4o-mini`, `http://localhost:8000/v1#Qwen/Qwen2.5-72B-Instruct`. */
  name: string;
  provider: ProviderKind;
  /** Name of the model at its provider. */
  id: string;
  /** Address of the server without a closing slash; only with `server`. */
  baseUrl?: string;
}

const forms =
  "Write openai:NAME, anthropic:NAME, google:NAME, or a server's address and the model's name there: http://localhost:8000/v1#NAME.";

/**
 * Reads a model's name.
 *
 * A server is written as the address of its OpenAI-compatible interface (with `/v1` where it has that), `#`, and the name of the model as the server
 * has it. The name may hold slashes and colons (`http://localhost:11434/v1#llama3.1:8b`).
 *
 * @throws UsageError `bad_model_name`; an address with a user, a password or a query is refused because names are written down
 */
export function parseModelName(name: string): ModelName {
  if (/^https?:\/\//i.test(name)) return parseServer(name);
  const colon = name.indexOf(":");
  const provider = name.slice(0, Math.max(0, colon));
  const id = name.slice(colon + 1);
  if (provider !== "openai" && provider !== "anthropic" && provider !== "google")
    throw badName(`"${printable(name)}" names no known provider. ${forms}`);
  if (!/^[^\s#]+$/.test(id)) throw badName(`"${printable(name)}" has no model after "${provider}:", or one with spaces or "#". ${forms}`);
  return { name, provider, id };
}

function parseServer(name: string): ModelName {
  if (!URL.canParse(name)) throw badName(`"${printable(name)}" is no address. ${forms}`);
  const url = new URL(name);
  if (url.username !== "" || url.password !== "") {
    throw badName(
      `The address of ${url.host} holds a user or a password. Model names are written down: leave it out and set AGENTHER_API_KEY.`,
    );
  }
  if (url.search !== "")
    throw badName(`The address of ${url.host} has a query ("?"), which an OpenAI-compatible server's base address does not have. ${forms}`);
  const id = name.slice(name.indexOf("#") + 1);
  if (!name.includes("#") || !/^\S+$/.test(id))
    throw badName(`"${printable(name)}" does not say which model of the server. Add "#" and its name. ${forms}`);
  const baseUrl = `${url.origin}${url.pathname}`.replace(/\/+$/, "");
  if (/\/(chat\/)?completions$/.test(baseUrl)) {
    throw badName(
      `"${printable(name)}" is the address of one call. Write the base address: ${baseUrl.replace(/\/(chat\/)?completions$/, "")}#${id}.`,
    );
  }
  return { name, provider: "server", id, baseUrl };
}

/** The name without a password that somebody may have put into it, and not endless. */
function printable(name: string): string {
  return name
    .replace(/\/\/[^/#]*@/, "//***@")
    .replace(/\?[^#]*/, "?***")
    .slice(0, 200);
}

function badName(message: string): UsageError {
  return new UsageError("bad_model_name", message);
}
