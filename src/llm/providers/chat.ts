import type { Json, JsonObject } from "../../base/json.ts";
import type { PromptPart, Usage } from "../port.ts";

/** How a provider is asked to keep to JSON: by the schema, only to JSON, or not at all. */
export type OutputFormat = "schema" | "json" | "text";

/** One request to a model, as all providers understand it. */
export interface ChatRequest {
  system: string;
  parts: readonly PromptPart[];
  /** An earlier answer and what is wrong with it: the turn that asks for a mended one. */
  repair?: { answer: string; complaint: string };
  wireSchema: JsonObject;
  temperature: number;
  maxOutputTokens: number;
  format: OutputFormat;
}

/** How an answer ended: by itself, at the limit of tokens, or in a refusal (the provider's filter included). */
export type Finish = "whole" | "truncated" | "refused";

/** What a model answered. */
export interface ChatReply {
  text: string;
  finish: Finish;
  usage: Usage;
  /** Lower-case names. */
  headers: Readonly<Record<string, string>>;
}

/** The request as it goes over the wire, for batch files. */
export interface WireRequest {
  /** Path of the endpoint, `/v1/chat/completions`. */
  url: string;
  body: JsonObject;
}

/** A model at its provider: no retry, no cache, no limits. */
export interface ChatModel {
  /** @throws CallFailure */
  send(request: ChatRequest): Promise<ChatReply>;
  /** What `send` would send. */
  toWire(request: ChatRequest): Promise<WireRequest>;
  /**
   * Reads the body of an answer that came another way (a batch).
   *
   * @throws CallFailure when it is no answer
   */
  fromWire(body: Json): Promise<ChatReply>;
}
