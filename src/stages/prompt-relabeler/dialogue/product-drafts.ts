import { isObject, type JsonObject } from "../../../base/json.ts";
import type { GoalDraft } from "../goal-draft.ts";
import type { Chain, Dialogue } from "./chain.ts";
import { spokenOption } from "./entries.ts";
import { introduction } from "./identity.ts";
import { recordOf, type Lookup } from "./lookups.ts";
import { capital, fieldQuote, type Telling } from "./speaking.ts";

const maxVariants = 16;

/** Goals from the record of a product that a catalogue listed by name: which variants can be had, and at what price. */
export function productDrafts(dialogue: Dialogue, tellingOf: (lookup: Lookup) => Telling): GoalDraft[] {
  return dialogue.lookups.flatMap((lookup) => {
    const record = recordOf(lookup);
    const chain = record === undefined || !isObject(record["variants"]) ? undefined : dialogue.chainOf(lookup);
    // The product must have been found by its name alone, in a list that is nobody's.
    if (record === undefined || chain === undefined || chain.lookups.length !== 2 || chain.named.length > 0 || chain.person.length > 0)
      return [];
    const opened = dialogue.open(chain, lookup.step);
    const draft = opened === undefined ? undefined : draftOf(dialogue, lookup, record, opened, tellingOf(lookup));
    return draft === undefined ? [] : [draft];
  });
}

function draftOf(dialogue: Dialogue, lookup: Lookup, record: JsonObject, chain: Chain, telling: Telling): GoalDraft | undefined {
  const { name } = record;
  const who = introduction(chain.person);
  const variants = isObject(record["variants"]) ? Object.values(record["variants"]) : [];
  if (typeof name !== "string" || who === undefined || variants.length === 0 || variants.length > maxVariants) return undefined;
  if (dialogue.policy.forbids(`${name} product price variants options`)) return undefined;
  const lines: string[] = [];
  const quotes: string[] = [];
  for (const variant of variants) {
    if (!isObject(variant) || typeof variant["available"] !== "boolean" || !isObject(variant["options"])) return undefined;
    if (!variant["available"]) continue;
    const options = Object.entries(variant["options"]).map(([key, value]) => spokenOption(key, value));
    const { price } = variant;
    const quote = fieldQuote(telling.text, "price", price);
    if (typeof price !== "number" || quote === undefined || options.length === 0 || options.includes(undefined)) return undefined;
    lines.push(`- ${options.join(", ")}: ${telling.money(price)}`);
    quotes.push(quote);
  }
  if (lines.length === 0) return undefined;
  const evidence = [...new Set(quotes)].map((quote) => ({ step: lookup.step, in: "observation" as const, quote }));
  const questions = [
    `Which versions of the ${name} are in stock at the moment, and what does each cost?`,
    `I'd like to know which versions of the ${name} you have in stock, with their prices.`,
    `Could you list the versions of the ${name} that are available right now, with the price of each?`,
  ];
  return {
    questions: questions.map((question) => (who === "" ? question : `${question} ${capital(who)}.`)),
    strategy: "prefix",
    prefixEnd: lookup.step,
    supports: new Set(chain.lookups.map(({ step }) => step)),
    claims: [{ text: `Versions of the ${name} that can be had:\n${lines.join("\n")}`, evidence }],
    closing: { text: `These versions of the ${name} are in stock:\n${lines.join("\n")}`, evidence },
    answers: [],
    grounds: { way: "dialogue" },
  };
}
