import type { JsonObject } from "../../../base/json.ts";
import { remembered } from "../../../base/remembered.ts";
import { verbatimIn } from "../../../evidence/payload.ts";
import type { ReadCall } from "../../../evidence/reading.ts";
import { singular } from "../../../evidence/words.ts";
import type { GoalDraft } from "../goal-draft.ts";
import { plainOf, toolWords } from "../goals/named-call.ts";
import { isPlace, isQuery } from "./arguments.ts";
import type { Listed } from "./listed.ts";
import { nameOrTitle, quoted } from "./names.ts";

/** What a search found first. */
export function firstFound(listed: Listed): GoalDraft | undefined {
  const { call, listing } = listed;
  const [first] = listing.items;
  const search = first === undefined || listed.switched || isReordered(call) ? undefined : searchOf(listed);
  return first === undefined || search === undefined || isPlacedLater(first) ? undefined : draftOf(listed, search, first);
}

/** True for an item that says itself that it is not the first: others before it were left out of the answer. */
function isPlacedLater(item: JsonObject): boolean {
  return Object.entries(item).some(([key, value]) => typeof value === "number" && value > 1 && countsPlaces(key));
}

const countsPlaces = remembered((key) => /(?:^|_)(?:position|rank)$/i.test(key));

function draftOf(listed: Listed, search: Search, first: JsonObject): GoalDraft | undefined {
  const { call, text } = listed;
  const name = nameOrTitle(first);
  const form = name === undefined || plainOf(name.value) === plainOf(search.query) ? undefined : verbatimIn(text, name.value);
  if (name === undefined || form === undefined) return undefined;
  const one = singular(listed.noun ?? "results");
  const [field] = listed.fieldsOf(first, name.value, 1);
  const evidence = [form, ...(field?.quotes ?? [])].map((quote) => ({ step: call.step, in: "observation" as const, quote }));
  const also = field === undefined ? "" : ` and ${field.label}`;
  return {
    questions: [
      `Search ${search.where === "" ? "" : `${search.where} `}for "${search.query}" and tell me the ${name.label}${also} of the first ${one}.`,
      `What is the first ${one} that comes up when you search ${search.where === "" ? "" : `${search.where} `}for "${search.query}"? I need its ${name.label}${also}.`,
    ],
    strategy: "prefix",
    prefixEnd: call.step,
    supports: new Set([call.step]),
    claims: [{ text: `The first ${one} for ${search.query} is ${name.value}.`, evidence }],
    closing: {
      text: `The first ${one} is ${quoted(name.value)}.${field === undefined ? "" : ` Its ${field.label} is ${field.value}${/[.!?]$/.test(field.value) ? "" : "."}`}`,
      evidence,
    },
    answers: [name.value, ...(field === undefined ? [] : [field.value])],
    grounds: { guess: 0.72 },
  };
}

/** True for a call after whose arguments what comes first is not what a plain search gives first. */
function isReordered({ call }: ReadCall): boolean {
  return Object.entries(call.arguments).some(([key, value]) => {
    if (value === null || value === "" || value === false) return false;
    switch (orderKey(key)) {
      case "page":
        return Number(value) > 1;
      case "offset":
        return Number(value) > 0;
      case "order":
        return value !== "relevance";
      default:
        return false;
    }
  });
}

/** How an argument of this name changes what comes first. */
const orderKey = remembered((key) => {
  if (/^page(?:_?(?:number|num))?$/i.test(key)) return "page";
  if (/^offset$/i.test(key)) return "offset";
  return /^(?:cursor|sort|order)$/i.test(key) ? "order" : undefined;
});

interface Search {
  query: string;
  /** Where was looked, as words before the query; empty where nothing says so. */
  where: string;
}

/** What a search was given, in words, where all of it can be said. */
function searchOf({ call, own }: Listed): Search | undefined {
  if (!toolWords(call).some((word) => /^(?:search|find|lookup|query|products?)$/.test(word))) return undefined;
  let query: string | undefined;
  const where: string[] = [];
  for (const { key, value } of own) {
    if (value.length > 80 || /["\n[\]{}<>]/.test(value)) return undefined;
    if (isQuery(key) && query === undefined && value.length >= 2) query = value;
    else if (/^(?:services?|platforms?|providers?|sites?|stores?|sources?)$/.test(key))
      where.unshift(
        value
          .split(/,\s*/)
          .join(", ")
          .replace(/, ([^,]+)$/, " and $1"),
      );
    else if (isPlace(key)) where.push(`in ${/^[A-Z]{2,3}$/.test(value) ? "the " : ""}${value}`);
    else return undefined;
  }
  // A place where to search reads well only after the name of what is searched or alone.
  return query === undefined || where.length > 2 ? undefined : { query, where: where.join(" ") };
}
