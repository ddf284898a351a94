import { checkAnswer, complaintTurn } from "./check-answer.ts";
import { ModelError } from "./model-error.ts";
import type { StructuredAnswer, StructuredRequest, Usage } from "./port.ts";
import type { ChatRequest, Finish } from "./providers/chat.ts";

/** What sets one turn of a question apart from its other turns. */
export type Turn = Pick<ChatRequest, "repair" | "maxOutputTokens">;

/** The raw answer to one turn. */
export interface TurnAnswer {
  /** Name of the turn in the cache. */
  key: string;
  raw: string;
  finish: Finish;
  usage: Usage;
  cost: number | null;
  /** Nothing was paid for it now. */
  fromCache: boolean;
}

/** How turns are answered, and who is told that the answers led nowhere. */
export interface TurnAnswerer {
  answer(turn: Turn): Promise<TurnAnswer>;
  /** The answers to these turns were paid for and are of no use. */
  discard(keys: readonly string[]): void;
}

/**
 * Takes a question to an answer of its schema: one turn; a second one with twice the tokens when the answer was cut off; and one that shows what is wrong
 * when the answer does not fit.
 *
 * @throws ModelError `model_bad_answer`, `model_refused`, and what a turn throws
 */
export async function answerStructured<Value>(
  model: string,
  request: StructuredRequest<Value>,
  answerer: TurnAnswerer,
): Promise<StructuredAnswer<Value>> {
  const turns: TurnAnswer[] = [];
  const ask = async (turn: Turn) => {
    const given = await answerer.answer(turn);
    turns.push(given);
    return checkAnswer(given.raw, given.finish, request.schema);
  };
  const giveUp = (code: "model_bad_answer" | "model_refused", why: string): never => {
    answerer.discard(turns.map((turn) => turn.key));
    throw new ModelError(code, `${model} as ${request.role}: ${why}`);
  };

  let { maxOutputTokens } = request;
  let check = await ask({ maxOutputTokens });
  if (check.is === "truncated") check = await ask({ maxOutputTokens: (maxOutputTokens *= 2) });
  if (check.is === "bad") {
    check = await ask({ maxOutputTokens, repair: { answer: turns.at(-1)?.raw ?? "", complaint: complaintTurn(check.complaint) } });
  }
  if (check.is === "refused") return giveUp("model_refused", `the model or its provider's filter declined to answer. ${shown(turns)}`);
  if (check.is === "truncated")
    return giveUp("model_bad_answer", `the answer broke off, also with ${maxOutputTokens} tokens. ${shown(turns)}`);
  if (check.is === "bad")
    return giveUp("model_bad_answer", `the answer does not fit after it was told why: ${check.complaint} ${shown(turns)}`);
  return {
    value: check.value,
    raw: turns.at(-1)?.raw ?? "",
    model,
    usage: sumUsage(turns.map((turn) => turn.usage)),
    cost: sumCosts(turns.map((turn) => turn.cost)),
    calls: turns.length,
    fromCache: turns.every((turn) => turn.fromCache),
  };
}

/** Sum of several usages. */
export function sumUsage(usages: readonly Usage[]): Usage {
  const sum: Usage = { inputTokens: 0, cachedInputTokens: 0, cacheWriteTokens: 0, outputTokens: 0 };
  for (const usage of usages) {
    sum.inputTokens += usage.inputTokens;
    sum.cachedInputTokens += usage.cachedInputTokens;
    sum.cacheWriteTokens += usage.cacheWriteTokens;
    sum.outputTokens += usage.outputTokens;
  }
  return sum;
}

/** Sum of several costs; null when one of them is not known. */
function sumCosts(costs: ReadonlyArray<number | null>): number | null {
  return costs.reduce((sum, cost) => (sum === null || cost === null ? null : sum + cost), 0);
}

function shown(turns: readonly TurnAnswer[]): string {
  const raw = turns.at(-1)?.raw.trim() ?? "";
  return raw === "" ? "It wrote nothing." : `It wrote: ${raw.length > 200 ? `${raw.slice(0, 200)} …` : raw}`;
}
