import { answerStructured, type Turn, type TurnAnswer } from "./answer-structured.ts";
import { cacheKey } from "./cache-key.ts";
import { liveCall, type LiveModel, type PaidReply } from "./live-call.ts";
import type { ModelRole, StructuredModel, StructuredRequest } from "./port.ts";
import type { KeptAnswer, ResponseCache } from "./response-cache.ts";

/** What a structured model is made of. */
export interface StructuredModelParts {
  live: LiveModel;
  family: string;
  contextTokens: number;
  cache: ResponseCache;
  /** Told of every error, before it is thrown. */
  fail: (error: unknown) => void;
}

/** A model that looks into the cache first, asks one question once however many ask it at the same time, and keeps every answer before it is used. */
export function structuredModel({ live, family, contextTokens, cache, fail }: StructuredModelParts): StructuredModel {
  const underWay = new Map<string, Promise<KeptAnswer>>();

  const answerTurn = async (request: StructuredRequest<unknown>, turn: Turn): Promise<TurnAnswer> => {
    const key = cacheKey(live.name, request, turn);
    const kept = cache.read(key);
    const asked = kept === undefined ? underWay.get(key) : undefined;
    if (kept !== undefined || asked !== undefined) {
      const answer = kept ?? (await asked);
      if (answer !== undefined) {
        live.counters.cached(live.name, request.role);
        return { key, ...answer, fromCache: true };
      }
    }
    const asking = askAndKeep(key, request, turn).finally(() => underWay.delete(key));
    underWay.set(key, asking);
    return { key, ...(await asking), fromCache: false };
  };

  const askAndKeep = async (key: string, request: StructuredRequest<unknown>, turn: Turn): Promise<KeptAnswer> => {
    const { role, system, parts, wireSchema, temperature } = request;
    const question = { system, parts, wireSchema, temperature, ...turn };
    const reply = await liveCall(live, role, question, (useless) => cache.charge(key, toKept(live.name, role, useless)));
    const answer = toKept(live.name, role, reply);
    cache.keep(key, answer);
    live.tell({ kind: "model-answer", model: live.name, role, cost: reply.cost, concurrency: live.limiter.concurrency });
    return answer;
  };

  return {
    name: live.name,
    family,
    contextTokens,
    async ask(request) {
      try {
        return await answerStructured(live.name, request, {
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

function toKept(model: string, role: ModelRole, { text, finish, usage, cost }: PaidReply): KeptAnswer {
  return { model, role, raw: text, finish, usage, cost, batch: false };
}
