import { joinAnd } from "../../../evidence/join-and.ts";
import { isObject, type Json, type JsonObject } from "../../../base/json.ts";
import { givesPages, isPageful } from "../../../evidence/pages.ts";
import { measuresDiffer, saysGone } from "../../../evidence/payload.ts";
import { plural, singular } from "../../../evidence/words.ts";
import { shortHash } from "../../../trajectory/identity.ts";
import type { GoalDraft } from "../goal-draft.ts";
import type { Dialogue } from "./chain.ts";
import { introduction } from "./identity.ts";
import { subjectOf, type Given, type Lookup } from "./lookups.ts";
import { capital, fieldQuote, plainWords, shortDate, spokenTime, type Telling } from "./speaking.ts";

/** One thing that a search found. */
interface Found {
  name: string;
  /** `leaves at 06:00 and arrives at 12:00`; empty when the record does not say. */
  when: string;
  /** Price by class; one without a name where there is one price. Classes that are sold out are not among them. */
  prices: { of: string; amount: number }[];
  /** `a night`, where the price is for a part of what is looked for. */
  per: string;
  soldOut: string[];
  quotes: string[];
}

const maxFound = 8;

/** Goals from searches: what there is, and what is cheapest, both from the whole list that came back. */
export function searchDrafts(dialogue: Dialogue, tellingOf: (lookup: Lookup) => Telling): GoalDraft[] {
  const drafts: GoalDraft[] = [];
  for (const lookup of dialogue.lookups.toReversed()) {
    if (!/^(?:search|find|list|get_available|query)/.test(lookup.call.call.name) || drafts.length >= 2) continue;
    const draft = draftOf(dialogue, lookup, tellingOf(lookup));
    if (draft !== undefined) drafts.push(draft);
  }
  return drafts;
}

function draftOf(dialogue: Dialogue, lookup: Lookup, telling: Telling): GoalDraft | undefined {
  const searched = searchedFor(lookup.given, dialogue.policy.text);
  const subject = subjectOf(lookup);
  if (givesPages(dialogue.trajectory.tools, lookup.call.call.name)) return undefined;
  if (searched === undefined || searched === "" || subject === "" || !Array.isArray(lookup.payload) || isPageful(lookup.payload.length))
    return undefined;
  const found = foundIn(lookup.payload, telling);
  if (found === undefined || dialogue.policy.forbids(subject)) return undefined;
  const chain = dialogue.open({ lookups: [lookup], person: [], named: [] }, lookup.step);
  const who = chain === undefined ? undefined : introduction(chain.person);
  if (chain === undefined || who === undefined) return undefined;
  const asking =
    cheapest(found, subject, searched, telling, `${dialogue.trajectory.id} ${lookup.step}`) ?? listing(found, subject, searched, telling);
  if (asking === undefined) return undefined;
  const evidence = [...new Set(found.flatMap(({ quotes }) => quotes))].map((quote) => ({
    step: lookup.step,
    in: "observation" as const,
    quote,
  }));
  return {
    questions: asking.questions.map((question) => (who === "" ? question : `${question} ${capital(who)}.`)),
    strategy: "prefix",
    prefixEnd: lookup.step,
    supports: new Set(chain.lookups.map(({ step }) => step)),
    claims: [{ text: asking.answer, evidence }],
    closing: { text: asking.answer, evidence },
    answers: asking.answers,
    grounds: { way: "dialogue" },
  };
}

interface Asking {
  questions: string[];
  answer: string;
  answers: string[];
}

const places: [RegExp, (value: string) => string][] = [
  [/^(?:origin|from|from_city|departure_city|departure_airport)$/, (value) => `from ${value}`],
  [/^(?:destination|to|to_city|arrival_city|arrival_airport)$/, (value) => `to ${value}`],
  [/^(?:city|location|town|area)$/, (value) => `in ${value}`],
];

/** `from JFK to SEA on May 20`, or undefined when one of the arguments cannot be said so, or cuts the list. */
function searchedFor(given: readonly Given[], known: string): string | undefined {
  const rest = new Map(given.map(({ key, value }) => [key, value]));
  const parts: string[] = [];
  for (const [pattern, say] of places) {
    const key = [...rest.keys()].find((one) => pattern.test(one));
    if (key === undefined) continue;
    parts.push(say(rest.get(key) ?? ""));
    rest.delete(key);
  }
  const date = (pattern: RegExp): string | undefined => {
    const key = [...rest.keys()].find((one) => pattern.test(one));
    const said = key === undefined ? undefined : shortDate(rest.get(key) ?? "", known);
    if (key !== undefined && said !== undefined) rest.delete(key);
    return said;
  };
  const arrival = date(/^check_?in(?:_date)?$/);
  const departure = date(/^check_?out(?:_date)?$/);
  if (arrival !== undefined && departure !== undefined) parts.push(`from ${arrival} to ${departure}`);
  else if (arrival !== undefined || departure !== undefined) return undefined;
  const day = date(/^(?:date|departure_date|travel_date)$/);
  if (day !== undefined) parts.push(`on ${day}`);
  const guests = rest.get("guests") ?? rest.get("party_size");
  if (guests !== undefined) parts.push(`for ${guests} ${guests === "1" ? "person" : "people"}`);
  rest.delete("guests");
  rest.delete("party_size");
  return rest.size > 0 ? undefined : parts.join(" ");
}

function foundIn(list: readonly Json[], telling: Telling): Found[] | undefined {
  if (list.length === 0 || list.length > maxFound || measuresDiffer(list.filter(isObject))) return undefined;
  const found: Found[] = [];
  for (const one of list) {
    const read = isObject(one) ? readFound(one, telling) : undefined;
    if (read === undefined || found.some(({ name }) => name === read.name)) return undefined;
    // A price for a night is not compared with one for the whole stay.
    if (found.some(({ per }) => per !== read.per)) return undefined;
    found.push(read);
  }
  return found;
}

function readFound(one: JsonObject, telling: Telling): Found | undefined {
  const key = ["flight_number", "train_number", "name", "title", "hotel_name"].find((known) => typeof one[known] === "string");
  const name = key === undefined ? undefined : one[key];
  const quote = key === undefined ? undefined : fieldQuote(telling.text, key, name);
  const status = one["status"];
  if (typeof name !== "string" || quote === undefined || (status !== undefined && status !== "available") || saysGone(one))
    return undefined;
  const prices = pricesOf(one, telling);
  const when = timesOf(one, telling);
  if (prices === undefined || when === undefined) return undefined;
  return {
    name,
    when: when.say,
    prices: prices.prices,
    per: prices.per,
    soldOut: prices.soldOut,
    quotes: [quote, ...prices.quotes, ...when.quotes],
  };
}

function pricesOf(one: JsonObject, telling: Telling): Pick<Found, "prices" | "per" | "soldOut" | "quotes"> | undefined {
  const entry = Object.entries(one).find(([key]) => /^(?:prices?|fares?|price_per_night|nightly_rate|price_per_month|cost)$/.test(key));
  if (entry === undefined) return undefined;
  const [key, value] = entry;
  const per = /night/.test(key) ? " a night" : key.endsWith("month") ? " a month" : "";
  if (typeof value === "number") {
    const quote = fieldQuote(telling.text, key, value);
    return quote === undefined ? undefined : { prices: [{ of: "", amount: value }], per, soldOut: [], quotes: [quote] };
  }
  if (!isObject(value)) return undefined;
  const seats = one["available_seats"] ?? one["availability"] ?? one["available"];
  const prices: Found["prices"] = [];
  const soldOut: string[] = [];
  const quotes: string[] = [];
  for (const [of, amount] of Object.entries(value)) {
    const quote = fieldQuote(telling.text, of, amount);
    const left = isObject(seats) ? seats[of] : undefined;
    if (typeof amount !== "number" || quote === undefined || (left !== undefined && typeof left !== "number")) return undefined;
    quotes.push(quote);
    if (left === 0) soldOut.push(plainWords(of));
    else prices.push({ of: plainWords(of), amount });
  }
  return { prices, per, soldOut, quotes };
}

function timesOf(one: JsonObject, telling: Telling): { say: string; quotes: string[] } | undefined {
  const find = (pattern: RegExp): [string, Json] | undefined => Object.entries(one).find(([key]) => pattern.test(key));
  const [leaves, arrives] = [find(/departure_time|departs_at/), find(/arrival_time|arrives_at/)];
  if (leaves === undefined && arrives === undefined) return { say: "", quotes: [] };
  if (leaves === undefined || arrives === undefined || typeof leaves[1] !== "string" || typeof arrives[1] !== "string") return undefined;
  const [from, to] = [spokenTime(leaves[1]), spokenTime(arrives[1])];
  const quotes = [fieldQuote(telling.text, ...leaves), fieldQuote(telling.text, ...arrives)].filter((quote) => quote !== undefined);
  return from === undefined || to === undefined || quotes.length < 2
    ? undefined
    : { say: `leaves at ${from} and arrives at ${to}`, quotes };
}

/** The one that is cheapest in a class, where there is one and something to compare it with. */
function cheapest(found: readonly Found[], subject: string, searched: string, telling: Telling, key: string): Asking | undefined {
  const classes = [...new Set(found.flatMap(({ prices }) => prices.map(({ of }) => of)))];
  const open = classes.flatMap((of) => {
    const offers = found.flatMap((one) => one.prices.filter((price) => price.of === of).map(({ amount }) => ({ one, amount })));
    const [first, second] = offers.toSorted((a, b) => a.amount - b.amount);
    return first !== undefined && second !== undefined && first.amount < second.amount ? [{ of, ...first }] : [];
  });
  const turn = Number.parseInt(shortHash(key).slice(0, 8), 16);
  const best = open[turn % Math.max(1, open.length)];
  // Every second search asks for the whole list.
  if (best === undefined || turn % 2 === 1) return undefined;
  const thing = singular(subject);
  const price = `${telling.money(best.amount)}${best.one.per}`;
  const rest = best.one.when === "" ? "" : ` It ${best.one.when}.`;
  if (best.of === "") {
    return {
      questions: [
        `What is the cheapest ${thing} ${searched}, and what does it cost?`,
        `I'm looking for the cheapest ${thing} ${searched}. Which one is it, and what does it cost?`,
      ],
      answer: `The cheapest ${thing} ${searched} is ${best.one.name}, at ${price}.${rest}`,
      answers: [best.one.name],
    };
  }
  return {
    questions: [
      `What is the cheapest ${best.of} seat on a ${thing} ${searched}, and which one is it on?`,
      `Which ${thing} ${searched} is the cheapest in ${best.of}, and what does it cost?`,
      `Hi! Which ${thing} ${searched} has the cheapest ${best.of} fare, and how much is it?`,
    ],
    answer: `The cheapest ${best.of} seat on a ${thing} ${searched} is on ${best.one.name}, at ${price}.${rest}`,
    answers: [best.one.name],
  };
}

function listing(found: readonly Found[], subject: string, searched: string, telling: Telling): Asking | undefined {
  if (found.some(({ prices }) => prices.length === 0)) return undefined;
  const things = plural(subject);
  const timed = found.every(({ when }) => when !== "");
  const lines = found.map(({ name, when, prices, per, soldOut }) => {
    const costs = joinAnd(prices.map(({ of, amount }) => `${of === "" ? "" : `${of} at `}${telling.money(amount)}${per}`));
    return `- ${name}${when === "" ? "" : ` ${when}`}: ${costs}${soldOut.length === 0 ? "" : ` (${joinAnd(soldOut)} sold out)`}`;
  });
  const when = timed ? "when do they leave and arrive, " : "";
  return {
    questions: [
      `Which ${things} are there ${searched}, ${when}and what do they cost?`,
      `Can you show me the ${things} ${searched}${timed ? ", with their times and prices" : " and what they cost"}?`,
      `Hi! I'd like to see the ${things} ${searched}${timed ? ", with times and fares" : " and their prices"}.`,
    ],
    answer: `${found.length === 1 ? `There is one ${singular(subject)}` : `These are the ${things}`} ${searched}:\n${lines.join("\n")}`,
    answers: found.map(({ name }) => name),
  };
}
