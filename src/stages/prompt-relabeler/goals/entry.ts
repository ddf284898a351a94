import { readLookup, type Lookup } from "../../../evidence/lookup.ts";
import type { Definition } from "../../../evidence/prose.ts";
import type { ProseFact } from "../../../evidence/prose-facts.ts";
import { contentStems, wordsOf } from "../../../evidence/words.ts";
import type { Evidence } from "../../replay-outcome.ts";
import type { GoalDraft, GoalFinder, RunView } from "../goal-draft.ts";

interface PlacedLookup extends Lookup {
  step: number;
  /** What a sentence calls it. */
  name: string;
}

/** Goals from look-ups: a question about the thing that was looked up, answered by what its entry says. */
export const entryGoals: GoalFinder = {
  name: "entry",
  *find(run) {
    const lookups = distinctIn(run);
    const pair = lookups.filter((lookup) => /\p{Lu}/u.test(lookup.query)).slice(-2);
    if (pair.length === 2 && areAlike(pair)) yield aboutSeveral(pair);
    for (const lookup of lookups.toReversed()) yield aboutOne(lookup);
  },
};

/** The look-ups of a run that were answered with an entry, each entry once. */
function distinctIn(run: RunView): PlacedLookup[] {
  const lookups: PlacedLookup[] = [];
  const told = new Set<string>();
  for (const { kind, call, step } of run.calls) {
    const lookup = kind === "content" ? readLookup(call) : undefined;
    if (lookup === undefined || narrows(lookup) || told.has(lookup.entry.definition.sentence)) continue;
    told.add(lookup.entry.definition.sentence);
    lookups.push({ ...lookup, step, name: nameOf(lookup) });
  }
  return lookups;
}

/** True when the look-up says more than the subject's name (`Idaho Vandals football`): a goal with the name alone would not explain it. */
function narrows({ query, entry }: Lookup): boolean {
  const own = new Set(wordsOf(entry.definition.subject));
  return !entry.person && wordsOf(query.replace(/\([^)]*\)/g, "")).some((word) => !own.has(word) && !/^(?:the|a|an)$/.test(word));
}

/** People, or things whose descriptions share a subject word: nobody asks for a band and a film in one breath. */
function areAlike(lookups: PlacedLookup[]): boolean {
  const [first, second] = lookups.map((lookup) => lookup.entry);
  if (first === undefined || second === undefined || first.person !== second.person) return false;
  if (first.person) return true;
  const other = contentStems(second.definition.predicate);
  return [...contentStems(first.definition.predicate)].some((word) => other.has(word));
}

function aboutOne(lookup: PlacedLookup): GoalDraft {
  const { entry, query, step } = lookup;
  const fact = entry.facts.find(({ kind, value }) => questionsFor[kind] !== undefined && !query.includes(value));
  const quotes = [entry.definition.sentence, ...(entry.more === "" ? [] : [entry.more])];
  const evidence: Evidence[] = quotes.map((quote) => ({ step, in: "observation", quote }));
  const ask = fact === undefined ? undefined : questionsFor[fact.kind];
  const questions = ask === undefined || fact === undefined ? identityQuestions(lookup) : ask(lookup.name, entry.definition.verb);
  return {
    questions,
    strategy: "prefix",
    prefixEnd: step,
    supports: new Set([step]),
    claims: [{ text: definitionText(lookup), evidence }],
    closing: { text: ask === undefined || fact === undefined ? identityText(lookup) : factText(lookup, fact), evidence },
    answers: fact === undefined ? [] : [fact.value],
    grounds: {
      way: fact === undefined ? "identity" : fact.kind === "birth_date" ? "birth" : "fact",
      doubts: isSharedName(query) ? ["name"] : [],
    },
  };
}

/** True for a name that other things are likely to go by too: one word, or one that something is added to (`House (TV series)`, `Mirny, Sakha Republic`). */
export function isSharedName(query: string): boolean {
  return !query.trim().includes(" ") || /[(,]/.test(query);
}

function aboutSeveral(lookups: PlacedLookup[]): GoalDraft {
  const names = lookups.map(({ name }) => name).join(" and ");
  const people = lookups.every((lookup) => lookup.entry.person);
  const past = lookups.every((lookup) => lookup.entry.definition.verb === "was");
  const verb = past ? "were" : "are";
  const evidence: Evidence[] = lookups.map((lookup) => ({ step: lookup.step, in: "observation", quote: lookup.entry.definition.sentence }));
  return {
    questions: people
      ? [
          `Who ${verb} ${names}?`,
          `Look up ${names} for me and tell me who they ${verb}.`,
          `I keep reading about ${names}. Who ${verb} they?`,
        ]
      : [`What can you tell me about ${names}?`, `Give me a one-sentence description of each of these: ${names}.`],
    strategy: "prefix",
    prefixEnd: lookups.at(-1)?.step ?? 1,
    supports: new Set(lookups.map((lookup) => lookup.step)),
    claims: lookups.map((lookup, at) => ({ text: definitionText(lookup), evidence: evidence.slice(at, at + 1) })),
    closing: { text: lookups.map(definitionText).join(" "), evidence },
    answers: [],
    grounds: { way: "identities" },
  };
}

function identityQuestions(lookup: PlacedLookup): string[] {
  const { entry, name } = lookup;
  const verb = entry.definition.verb;
  if (entry.person)
    return [
      `Who ${verb} ${name}?`,
      `Tell me who ${name} ${verb}.`,
      ...(name.startsWith("the ") ? [] : [`I came across the name ${name}. Who ${verb} this person?`]),
    ];
  return [`What ${verb} ${name}?`, `Can you explain what ${name} ${verb}?`, `Find out what ${name} ${verb}.`];
}

type Ask = (subject: string, be: Definition["verb"]) => string[];

const questionsFor: Record<string, Ask> = {
  birth_date: (subject) => [`When was ${subject} born?`, `Find out when ${subject} was born.`],
  director: (subject) => [`Who directed ${subject}?`, `Who was the director of ${subject}?`],
  developer: (subject) => [`Who developed ${subject}?`, `Which company or person developed ${subject}?`],
  creator: (subject) => [`Who created ${subject}?`, `Find out who is credited with creating ${subject}.`],
  author: (subject) => [`Who wrote ${subject}?`, `Who is the author of ${subject}?`],
  founder: (subject) => [`Who founded ${subject}?`, `Find out by whom ${subject} was founded.`],
  founding_year: (subject) => [`In what year was ${subject} founded?`, `When was ${subject} founded?`],
  forming_year: (subject) => [`In what year was ${subject} formed?`, `When did ${subject} form?`],
  origin: (subject, be) => [`Where ${be} ${subject} from?`, `Find out where ${subject} ${be} from.`],
  headquarters: (subject, be) => [`Where ${be} ${subject} based?`, `In which city ${be} ${subject} based?`],
  release_date: (subject) => [`When was ${subject} released?`, `What was the release date of ${subject}?`],
};

const answersFor: Record<string, (subject: string, value: string, be: Definition["verb"]) => string> = {
  birth_date: (subject, value) => `${subject} was born on ${value}.`,
  director: (subject, value) => `${subject} was directed by ${value}.`,
  developer: (subject, value) => `${subject} was developed by ${value}.`,
  creator: (subject, value) => `${subject} was created by ${value}.`,
  author: (subject, value) => `${subject} was written by ${value}.`,
  founder: (subject, value, be) => `${subject} ${wasOf(be)} founded by ${value}.`,
  founding_year: (subject, value, be) => `${subject} ${wasOf(be)} founded in ${value}.`,
  forming_year: (subject, value, be) => `${subject} ${wasOf(be)} formed in ${value}.`,
  origin: (subject, value, be) => `${subject} ${be} from ${value}.`,
  headquarters: (subject, value, be) => `${subject} ${be} based in ${value}.`,
  release_date: (subject, value) => `${subject} was released on ${value}.`,
};

function wasOf(be: Definition["verb"]): string {
  return be === "are" || be === "were" ? "were" : "was";
}

/** A subject as a sentence takes it: without the clause that only stands there between two commas. */
function spoken(subject: string): string {
  return subject.replace(/\s+/g, " ").replace(/, (?:née|né|born) .*$/, "");
}

function factText(lookup: PlacedLookup, fact: ProseFact): string {
  const subject = spoken(lookup.entry.definition.subject);
  const value = fact.value.replace(/\.+$/, "");
  if (fact.kind === "birth_date" && /^[A-Z]\w+ \d{4}$/.test(value)) return `${subject} was born in ${value}.`;
  const say = answersFor[fact.kind];
  return say === undefined ? definitionText(lookup) : say(subject, value, lookup.entry.definition.verb);
}

function definitionText({ entry }: PlacedLookup): string {
  const { subject, verb, predicate } = entry.definition;
  return `${spoken(subject)} ${verb} ${predicate.replace(/\.+$/, "")}.`;
}

/** The definition, and the next sentence where the definition alone says little of who or what somebody or something is. */
function identityText(lookup: PlacedLookup): string {
  const { definition, more } = lookup.entry;
  const text = definitionText(lookup);
  return definition.predicate.length < 90 && more !== ""
    ? `${text} ${more.replace(/\[[^\][]{1,30}\]/g, "").replace(/\.{2,}$/, ".")}`
    : text;
}

/** The name as the agent looked it up, with the entry's article, and what the title puts into brackets said in words. */
function nameOf({ query, entry }: Lookup): string {
  const { subject } = entry.definition;
  const [, bare = query, hint] = /^(.*?)\s*\(([^)]*)\)$/.exec(query) ?? [];
  const words = wordsOf(subject);
  const own = wordsOf(bare).every((word) => words.includes(word)) || !/\p{Lu}/u.test(bare);
  const name = own || entry.person ? bare : subject.replace(/^(?:The|A|An) /, "");
  const article = /^(?:The|A|An) /.exec(subject)?.[0];
  const title = /\b(?:film|play|novel|series|album|song|book|episode|magazine|newspaper|opera|poem|show)\b/.test(
    entry.definition.predicate.slice(0, 80),
  );
  const full = article !== undefined && !/^(?:the|a|an) /i.test(name) ? `${title ? article : article.toLowerCase()}${name}` : name;
  if (hint === undefined || !/^[\w .-]+$/.test(hint)) return full;
  return `the ${hint} ${name}`;
}
