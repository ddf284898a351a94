import { isObject, type Json, type JsonObject } from "../../../base/json.ts";
import { remembered } from "../../../base/remembered.ts";
import { readPayload, verbatimIn } from "../../../evidence/payload.ts";
import type { ReadCall } from "../../../evidence/reading.ts";
import type { GoalDraft, GoalFinder } from "../goal-draft.ts";
import { ownArguments } from "./named-call.ts";

/** Goals from calls that turn an amount of one currency into another: what it was given and the one number that came back say all there is to ask. */
export const conversionGoals: GoalFinder = {
  name: "conversion",
  *find(run) {
    for (const call of run.untouched) {
      const draft = call.kind === "content" ? draftOf(call) : undefined;
      if (draft !== undefined) yield draft;
    }
  },
};

function draftOf(call: ReadCall): GoalDraft | undefined {
  const asked = askedOf(call);
  const payload = asked === undefined ? undefined : readPayload(call.call);
  const answer = asked === undefined || payload === undefined || !payload.whole ? undefined : answerIn(payload.value, asked);
  const quote = answer === undefined ? undefined : verbatimIn(call.call.result.text, answer);
  if (asked === undefined || answer === undefined || quote === undefined) return undefined;
  const sum = `${asked.amount} ${asked.from}`;
  const text = `${sum} is ${answer} ${asked.to}.`;
  const evidence = [{ step: call.step, in: "observation" as const, quote }];
  return {
    questions: [`How much is ${sum} in ${asked.to}?`, `Convert ${sum} to ${asked.to}.`, `What is ${sum} worth in ${asked.to}?`],
    strategy: "prefix",
    prefixEnd: call.step,
    supports: new Set([call.step]),
    claims: [{ text, evidence }],
    closing: { text, evidence },
    answers: [answer],
    grounds: { guess: 0.75 },
  };
}

interface Asked {
  amount: string;
  from: string;
  to: string;
}

/** The amount and the currencies that a call was given, where it was given nothing else. Without an amount a rate is for one. */
function askedOf(call: ReadCall): Asked | undefined {
  const own = ownArguments(call);
  if (own.length < 2) return undefined;
  const asked: Partial<Asked> = {};
  for (const { key, value } of own) {
    const part = partOf(key);
    if (part === undefined || asked[part] !== undefined) return undefined;
    asked[part] = part === "amount" ? value : value.toUpperCase();
  }
  const { amount = "1", from = "", to = "" } = asked;
  const isSaid =
    /^[A-Z]{3}$/.test(from) && /^[A-Z]{3}$/.test(to) && from !== to && /^\d{1,12}(?:\.\d{1,6})?$/.test(amount) && Number(amount) > 0;
  return isSaid ? { amount, from, to } : undefined;
}

/** What an argument of this name says of a conversion. */
const partOf = remembered((key): keyof Asked | undefined => {
  if (/^(?:amount|q|quantity|value|from_?amount)$/.test(key)) return "amount";
  if (fromKeys.test(key)) return "from";
  return toKeys.test(key) ? "to" : undefined;
});

const fromKeys = /^(?:from|base|source|have|(?:from|base|source)_?(?:currency|code|symbol)|currency_?from)$/;
const toKeys = /^(?:to|target|want|quote|(?:to|target|quote|dest(?:ination)?)_?(?:currency|code|symbol)|currency_?to)$/;

const sums = /^(?:result|results?_?amount|new_?amount|converted_?(?:amount|value)?|conversion_?result|to_?amount)$/i;
const rates = /^(?:rate|exchange_?rate|conversion_?rate|price)$/i;

/** The one number that can be the converted amount, as it stands in the answer. */
function answerIn(value: Json, asked: Asked): string | undefined {
  if (typeof value === "number" || typeof value === "string") return numberIn(value);
  if (!isObject(value) || speaksOfOthers(value, asked)) return undefined;
  const fields = [...flat(value)];
  const wanted =
    Number(asked.amount) === 1
      ? [...fields.filter(([key]) => rates.test(key)), ...fields.filter(([key]) => sums.test(key))]
      : fields.filter(([key]) => sums.test(key));
  const numbers = new Set(wanted.flatMap(([, one]) => numberIn(one) ?? []));
  const [only] = numbers;
  return numbers.size === 1 ? only : undefined;
}

/** The plain fields of a record and of the records within it. */
function* flat(record: JsonObject): Generator<[string, Json]> {
  for (const [key, value] of Object.entries(record)) {
    if (isObject(value)) yield* flat(value);
    else yield [key, value];
  }
}

/** True for an answer that names another currency than those asked for. */
function speaksOfOthers(record: JsonObject, { from, to }: Asked): boolean {
  return [...flat(record)].some(([, value]) => typeof value === "string" && /^[A-Z]{3}$/.test(value) && value !== from && value !== to);
}

function numberIn(value: Json): string | undefined {
  const text = typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : "";
  return /^\d+(?:\.\d+)?$/.test(text) && Number(text) > 0 ? text : undefined;
}
