import type { JsonObject } from "../../../base/json.ts";
import { measuresDiffer, saysGone, verbatimIn } from "../../../evidence/payload.ts";
import type { GoalDraft } from "../goal-draft.ts";
import { fieldsOf } from "../goals/fields.ts";
import { nameIn } from "../goals/record.ts";
import { wordsOfArguments } from "./arguments.ts";
import type { Listed } from "./listed.ts";
import { quoted } from "./names.ts";

/** Numbers of which a person asks for the highest or the lowest. */
const comparable: ReadonlyArray<readonly [key: string, highest: string, lowest: string | undefined]> = [
  ["price", "most expensive", "cheapest"],
  ["cost", "most expensive", "cheapest"],
  ["rating", "best rated", undefined],
  ["population", "most populous", undefined],
  ["distance", "farthest", "closest"],
  ["duration", "longest", "shortest"],
];

/** Which of all that are listed has the most or least of something. */
export function extreme(listed: Listed): GoalDraft | undefined {
  const { items, whole } = listed.listing;
  if (!whole || items.length < 3 || listed.switched) return undefined;
  const best = comparable.flatMap(([key, highest, lowest]) => bestOf(items, key, highest, lowest) ?? []);
  // Prices in several currencies cannot be compared, and what is gone may be the cheapest of nothing.
  if (best.length === 0 || measuresDiffer(items) || items.some(saysGone)) return undefined;
  const where = wordsOfArguments(listed.own, listed.run.trajectory.task.goal);
  const noun = where === undefined ? undefined : listed.noun;
  if (where === undefined || noun === undefined) return undefined;
  for (const one of best) {
    const draft = draftOf(listed, one, noun, where);
    if (draft !== undefined) return draft;
  }
  return undefined;
}

interface Best {
  item: JsonObject;
  key: string;
  /** `cheapest`. */
  way: string;
}

/** The one thing with the lowest of a number that all have, or with the highest where nobody asks for the lowest. */
function bestOf(items: readonly JsonObject[], key: string, highest: string, lowest: string | undefined): Best | undefined {
  const values = items.map((item) => item[key]);
  if (!values.every((value): value is number => typeof value === "number" && Number.isFinite(value) && value > 0)) return undefined;
  const best = lowest === undefined ? Math.max(...values) : Math.min(...values);
  const item = items[values.indexOf(best)];
  return item === undefined || values.filter((value) => value === best).length !== 1 ? undefined : { item, key, way: lowest ?? highest };
}

function draftOf({ call, text }: Listed, { item, key, way }: Best, noun: string, where: string): GoalDraft | undefined {
  const name = nameIn(item);
  const form = name === undefined ? undefined : verbatimIn(text, name.value);
  const [field] = fieldsOf({ [key]: item[key] ?? null }, text, { stems: new Set(), most: 1 });
  if (name === undefined || form === undefined || field === undefined) return undefined;
  const evidence = [form, ...field.quotes].map((quote) => ({ step: call.step, in: "observation" as const, quote }));
  return {
    questions: [
      `Which is the ${way} of the ${noun}${where}, and what is its ${field.label}?`,
      `Find the ${way} of the ${noun}${where} and tell me its ${field.label}.`,
    ],
    strategy: "prefix",
    prefixEnd: call.step,
    supports: new Set([call.step]),
    claims: [{ text: `Of all ${noun} that came back, ${name.value} is the ${way}.`, evidence }],
    closing: { text: `The ${way} is ${quoted(name.value)}, with a ${field.label} of ${field.value}.`, evidence },
    answers: [name.value],
    grounds: { guess: 0.75 },
  };
}
