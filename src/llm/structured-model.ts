import { turns } from "../base/turns.ts";
import { answerStructured, type Turn, type TurnAnswer } from "./answer-structured.ts";
import { cacheKey } from "./cache-key.ts";
import type { ModelRole, StructuredModel, StructuredRequest } from "./port.ts";
import type { ChatRequest } from "./providers/chat.ts";
import type { KeptAnswer, ResponseCache } from "./response-cache.ts";

/** What a structured model is made of. */
export interface StructuredModelParts {
  name: string;
  family: string;
  contextTokens: number;
  cache: ResponseCache;
  /** Gets an answer that the cache does not have, and keeps it there before it gives it. */
  askAnew: (key: string, role: ModelRole, question: Omit<ChatRequest, "format">) => Promise<KeptAnswer>;
  /** Told of every answer from the cache. */
  cached: (role: ModelRole) => void;
  /** Told of every error, before it is thrown. */
  fail: (error: unknown) => void;
}

/** A model that looks into the cache first, and asks a question once however many ask it at the same time. */
export function structuredModel({ name, family, contextTokens, cache, askAnew, cached, fail }: StructuredModelParts): StructuredModel {
  const underWay = new Map<string, Promise<KeptAnswer>>();

  const answerTurn = async (request: StructuredRequest<unknown>, turn: Turn): Promise<TurnAnswer> => {
    const key = cacheKey(name, request, turn);
    const known = cache.read(key) ?? underWay.get(key);
    if (known !== undefined) {
      const answer = await known;
      cached(request.role);
      return { key, ...answer, fromCache: true };
    }
    const { role, system, parts, wireSchema, temperature } = request;
    const asking = askAnew(key, role, { system, parts, wireSchema, temperature, ...turn }).finally(() => underWay.delete(key));
    underWay.set(key, asking);
    const answer = await asking;
    // Answers come in swarms. What is made of them waits until the requests that take their places are sent.
    await turns.next();
    return { key, ...answer, fromCache: false };
  };

  return {
    name,
    family,
    contextTokens,
    async ask(request) {
      try {
        return await answerStructured(name, request, {
          answer: (turn) => answerTurn(request, turn),
          discard: (keys) => cache.discard(keys),
        });
      } catch (error) {
        fail(error);
        throw error;
      }
    },
  };
}
