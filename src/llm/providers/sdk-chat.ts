import type { LanguageModel } from "ai";
import { isObject, tryParseJson, type Json, type JsonObject } from "../../base/json.ts";
import { CallFailure } from "../call-failure.ts";
import type { PromptPart } from "../port.ts";
import type { Scrub } from "../scrub.ts";
import type { ChatModel, ChatReply, ChatRequest, Finish, OutputFormat, WireRequest } from "./chat.ts";
import { classify } from "./classify.ts";
import type { Http } from "./http.ts";

/** A language model of the AI SDK, as its providers build it. */
export type SdkModel = Extract<LanguageModel, { specificationVersion: "v4" }>;
type SdkOptions = Parameters<SdkModel["doGenerate"]>[0];
type SdkResult = Awaited<ReturnType<SdkModel["doGenerate"]>>;
type Fetch = Http["fetch"];

/** What differs between providers. */
export interface SdkProvider {
  /** Builds the model on a way to make requests. */
  model(fetch: Fetch, format: OutputFormat): SdkModel;
  /** The parts of the user's message; one text of all of them when not given. */
  userParts?(parts: readonly PromptPart[]): Array<{ text: string; providerOptions?: ProviderOptions }>;
  /** Options that only this provider knows. */
  providerOptions?(request: ChatRequest): ProviderOptions;
}

type ProviderOptions = NonNullable<SdkOptions["providerOptions"]>;

/**
 * A model of the AI SDK behind our own small interface. `doGenerate` is called directly: the functions around it would retry out of our sight and cost
 * more than the call itself. One `send` is one HTTP request (Gemini's own continuation of very long answers excepted).
 */
export function sdkChat(provider: SdkProvider, http: Http, scrub: Scrub): ChatModel {
  const models = new Map<OutputFormat, SdkModel>();
  return {
    async send(request) {
      let model = models.get(request.format);
      if (model === undefined) models.set(request.format, (model = provider.model(http.fetch, request.format)));
      return generate(model, provider, request, scrub);
    },
    async toWire(request) {
      let wire: WireRequest | undefined;
      const model = provider.model(async (input, init) => {
        wire = { url: pathOf(input), body: bodyOf(init) };
        // The request is all that is wanted. Nothing is sent, and the provider's code need not understand this answer.
        return new Response("{}", { status: 200 });
      }, request.format);
      try {
        await model.doGenerate(toSdk(provider, request));
      } catch {
        // The empty answer is none.
      }
      if (wire === undefined) throw new CallFailure("bad_request", "The provider's package built no request.");
      return wire;
    },
    async fromWire(body: Json) {
      const model = provider.model(
        async () => new Response(JSON.stringify(body), { headers: { "content-type": "application/json" } }),
        "text",
      );
      return generate(model, provider, { ...nothing }, scrub);
    },
  };
}

const nothing: ChatRequest = { system: "", parts: [{ text: "." }], wireSchema: {}, temperature: 0, maxOutputTokens: 1, format: "text" };

async function generate(model: SdkModel, provider: SdkProvider, request: ChatRequest, scrub: Scrub): Promise<ChatReply> {
  let result: SdkResult;
  try {
    result = await model.doGenerate(toSdk(provider, request));
  } catch (error) {
    throw classify(error, scrub);
  }
  return fromSdk(result);
}

function toSdk(provider: SdkProvider, request: ChatRequest): SdkOptions {
  const { system, parts, repair, wireSchema, temperature, maxOutputTokens, format } = request;
  const userParts = provider.userParts?.(parts) ?? [{ text: parts.map((part) => part.text).join("") }];
  const prompt: SdkOptions["prompt"] = [];
  if (system !== "") prompt.push({ role: "system", content: system });
  prompt.push({ role: "user", content: userParts.map((part) => ({ type: "text", ...part })) });
  if (repair !== undefined) {
    prompt.push({ role: "assistant", content: [{ type: "text", text: repair.answer }] });
    prompt.push({ role: "user", content: [{ type: "text", text: repair.complaint }] });
  }
  const options: SdkOptions = { prompt, temperature, maxOutputTokens };
  if (format !== "text") options.responseFormat = { type: "json", name: "answer", ...(format === "schema" ? { schema: wireSchema } : {}) };
  const providerOptions = provider.providerOptions?.(request);
  if (providerOptions !== undefined) options.providerOptions = providerOptions;
  return options;
}

function fromSdk({ content, structuredOutputText, finishReason, usage, response }: SdkResult): ChatReply {
  const text = structuredOutputText ?? content.map((part) => (part.type === "text" ? part.text : "")).join("");
  return {
    text,
    finish: finishOf(finishReason.unified),
    usage: {
      inputTokens: usage.inputTokens.total ?? 0,
      cachedInputTokens: usage.inputTokens.cacheRead ?? 0,
      cacheWriteTokens: usage.inputTokens.cacheWrite ?? 0,
      outputTokens: usage.outputTokens.total ?? 0,
    },
    headers: response?.headers ?? {},
  };
}

function finishOf(reason: string): Finish {
  // An answer that broke off on the server is as incomplete as one that met the limit.
  if (reason === "length" || reason === "error" || reason === "interrupted") return "truncated";
  if (reason === "content-filter") return "refused";
  return "whole";
}

function pathOf(input: string | URL | Request): string {
  return new URL(input instanceof Request ? input.url : input).pathname;
}

function bodyOf(init: RequestInit | undefined): JsonObject {
  const parsed = tryParseJson(typeof init?.body === "string" ? init.body : "");
  return parsed.ok && isObject(parsed.value) ? parsed.value : {};
}
