import type { Json } from "../base/json.ts";
import { answerStructured } from "./answer-structured.ts";
import { cacheKey } from "./cache-key.ts";
import type { ModelRole, PromptPart, StructuredModel, Usage } from "./port.ts";
import type { ChatRequest, Finish } from "./providers/chat.ts";

/** One turn that a scripted model is asked. */
export interface ScriptedQuestion {
  role: ModelRole;
  system: string;
  parts: readonly PromptPart[];
  /** The parts as one text. */
  text: string;
  temperature: number;
  sample: number;
  /** Present in the turn that asks for a mended answer. */
  repair?: ChatRequest["repair"];
  /** How many turns were asked before, from 0. */
  index: number;
}

/**
 * What a scripted model says: a value (as JSON), a text as it is, a raw answer with how it ended, or an error that is thrown instead (a `ModelError`, to
 * play a provider that fails).
 */
export type ScriptedAnswer = Json | Error | { raw: string; finish: Finish };

/** Answers one after another, or a function of the question. A list that has come to its end is an error of the test. */
export type Script = readonly ScriptedAnswer[] | ((question: ScriptedQuestion) => ScriptedAnswer | Promise<ScriptedAnswer>);

/** Settings of `createScriptedModel`. */
export interface ScriptedSettings {
  /** `scripted` unless given. */
  name?: string;
  family?: string;
  contextTokens?: number;
  /** US dollars per turn; 0 unless given. */
  costPerTurn?: number;
}

/** A model without a provider, with what it was asked. */
export interface ScriptedModel extends StructuredModel {
  readonly questions: readonly ScriptedQuestion[];
}

/**
 * A model for tests. Its answers pass through the same reading, checking and repair turn as those of a real one; there is no cache, retry or limit.
 * Tokens are counted as characters divided by four.
 */
export function createScriptedModel(script: Script, settings: ScriptedSettings = {}): ScriptedModel {
  const { name = "scripted", family = "scripted", contextTokens = 128_000, costPerTurn = 0 } = settings;
  const questions: ScriptedQuestion[] = [];
  return {
    name,
    family,
    contextTokens,
    questions,
    ask: (request) =>
      answerStructured(name, request, {
        async answer(turn) {
          const { role, system, parts, temperature, sample } = request;
          const text = parts.map((part) => part.text).join("");
          const question: ScriptedQuestion = { role, system, parts, text, temperature, sample, index: questions.length };
          if (turn.repair !== undefined) question.repair = turn.repair;
          questions.push(question);
          const answer = typeof script === "function" ? await script(question) : next(script, question.index);
          if (answer instanceof Error) throw answer;
          const { raw, finish } = rawOf(answer);
          return {
            key: cacheKey(name, request, turn),
            raw,
            finish,
            usage: usageOf(system + text, raw),
            cost: costPerTurn,
            fromCache: false,
          };
        },
        discard: () => undefined,
      }),
  };
}

function next(script: readonly ScriptedAnswer[], index: number): ScriptedAnswer {
  const answer = script[index];
  if (answer === undefined) throw new Error(`The script has ${script.length} answers and was asked for number ${index + 1}.`);
  return answer;
}

function rawOf(answer: Exclude<ScriptedAnswer, Error>): { raw: string; finish: Finish } {
  if (typeof answer === "string") return { raw: answer, finish: "whole" };
  if (isRaw(answer)) return answer;
  return { raw: JSON.stringify(answer), finish: "whole" };
}

function isRaw(answer: Exclude<ScriptedAnswer, Error>): answer is { raw: string; finish: Finish } {
  return typeof answer === "object" && answer !== null && !Array.isArray(answer) && Object.keys(answer).toSorted().join() === "finish,raw";
}

function usageOf(prompt: string, raw: string): Usage {
  return { inputTokens: Math.ceil(prompt.length / 4), cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: Math.ceil(raw.length / 4) };
}
