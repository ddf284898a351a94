import { definitionOf, sentencesIn, type Definition } from "./prose.ts";

/** Something a text says of its subject, with the words that say it. */
export interface ProseFact {
  /** What is said, for choosing how to ask: `birth_date`, `director`, ... */
  kind: string;
  /** The answer, verbatim from the text. */
  value: string;
  /** The sentence it stands in, verbatim. */
  sentence: string;
}

/** A text that begins by saying what its subject is, as encyclopedia entries do. */
export interface Entry {
  definition: Definition;
  person: boolean;
  facts: ProseFact[];
  /** The sentence after the definition, when it goes on about the subject (`He is best known for ...`); otherwise empty. */
  more: string;
}

const month = "(?:January|February|March|April|May|June|July|August|September|October|November|December)";
const date = `(?:${month} \\d{1,2}, \\d{4}|\\d{1,2} ${month} \\d{4}|${month} \\d{4})`;
/** A name or a list of names: words that begin with capitals, joined by small link words. */
const names =
  "((?:the )?[\\p{Lu}\\p{N}][\\p{L}\\p{N}.'’&-]*(?:(?:,? and |, | of the | of | the | de | van | von | & | )[\\p{Lu}\\p{N}][\\p{L}\\p{N}.'’&-]*)*)";
const place = "([\\p{Lu}][\\p{L}.'’-]*(?:(?:, | of | the | de | )[\\p{Lu}][\\p{L}.'’-]*)*)";

/** Patterns over the first sentence's bracket and predicate. The first group is the answer; `word` is in whatever they fit, and found much sooner. */
const patterns: { kind: string; in: "bracket" | "predicate"; word: string; pattern: RegExp }[] = [
  { kind: "birth_date", in: "bracket", word: "born ", pattern: new RegExp(`\\bborn (?:[\\p{L}.' ]+ on |on )?(${date})`, "u") },
  { kind: "birth_date", in: "bracket", word: " ", pattern: new RegExp(`^(?:[^;]*; )?(${date}) ?[–-] ?${date}$`, "u") },
  { kind: "death_date", in: "bracket", word: " ", pattern: new RegExp(`(?:^|; )${date} ?[–-] ?(${date})$`, "u") },
  { kind: "director", in: "predicate", word: "directed by ", pattern: new RegExp(`\\bdirected by ${names}`, "u") },
  {
    kind: "director",
    in: "predicate",
    word: "directed by ",
    pattern: new RegExp(`\\b(?:written|devised|produced|created) and directed by ${names}`, "u"),
  },
  { kind: "developer", in: "predicate", word: "developed by ", pattern: new RegExp(`\\bdeveloped by ${names}`, "u") },
  { kind: "creator", in: "predicate", word: "created by ", pattern: new RegExp(`\\bcreated by ${names}`, "u") },
  {
    kind: "author",
    in: "predicate",
    word: " by ",
    pattern: new RegExp(
      // A film that is based on a book by somebody was not written by them.
      `^(?:an?|the) (?![^.;]*\\b(?:based|adapted|adaptation|inspired|film|series|remake|sequel)\\b)[^,.;]*\\b(?:novel|book|play|memoir|poem|story|short story|essay|opera)\\b[^,.;]* by ${names}`,
      "u",
    ),
  },
  { kind: "founder", in: "predicate", word: "founded ", pattern: new RegExp(`\\bfounded (?:in \\d{4} )?by ${names}`, "u") },
  { kind: "founding_year", in: "predicate", word: "ed ", pattern: /\b(?:founded|established) (?:by [^,.;]+ )?in (\d{4})\b/ },
  { kind: "forming_year", in: "predicate", word: "ed in ", pattern: /\b(?:formed|started) in (?:[^,.;]+ in )?(\d{4})\b/ },
  {
    kind: "origin",
    in: "predicate",
    word: " from ",
    pattern: new RegExp(`\\b(?:band|group|duo|trio|quartet|rapper|singer|musician)\\b(?: (?:duo|band|group))? from ${place}(?!['’]s)`, "u"),
  },
  { kind: "headquarters", in: "predicate", word: "ed in ", pattern: new RegExp(`\\b(?:headquartered|based) in ${place}`, "u") },
  {
    kind: "release_date",
    in: "predicate",
    word: "released ",
    pattern: new RegExp(`\\breleased (?:worldwide |theatrically )?on (${date})`, "u"),
  },
];

/**
 * Reads an observation as an entry about one subject.
 *
 * @param query what was looked up; an entry about something else is not an answer to it
 * @returns undefined when none of the first sentences says what the thing looked up is
 */
export function readEntry(text: string, query: string): Entry | undefined {
  if (/^\d+$/.test(query)) return undefined;
  const start = text.slice(0, 600);
  if (start.includes("refer") && /\b(?:may|can|often|also) refers? to\b/.test(start)) return undefined;
  const sentences = sentencesIn(text.slice(0, 1500));
  for (let at = 0; at < 3; at++) {
    const sentence = sentences.next().value;
    if (sentence === undefined) return undefined;
    const definition = definitionOf(sentence);
    // A first sentence about the subject that does not say what it is: what a later one says is only half of it.
    if (definition === undefined && mentions(sentence, query)) return undefined;
    if (definition === undefined) continue;
    if (!sameSubject(definition, query) || isCommonNoun(text, query)) return undefined;
    const next = sentences.next().value ?? "";
    const goesOn = /^(?:He|She|It|They) (?:is|was|are|were|has|had|served|founded|played|won|wrote) /.test(next) && /[.!]$/.test(next);
    const person = isPerson(definition);
    return { definition, person, facts: factsOf(definition, person), more: goesOn && next.length <= 260 ? next : "" };
  }
  return undefined;
}

function mentions(sentence: string, query: string): boolean {
  const said = new Set(nameWords(sentence));
  return nameWords(query.replace(/\([^)]*\)/g, "")).some((word) => said.has(word));
}

/** True when the text itself writes the words small: a house, not a House. */
function isCommonNoun(text: string, query: string): boolean {
  const word = query.replace(/\s*\([^)]*\)/g, "").trim();
  return word !== word.toLowerCase() && text.includes(` ${word.toLowerCase()}`);
}

const occupations =
  /\b(?:act(?:or|ress)|singer|songwriter|musician|rapper|composer|politician|officer|player|footballer|cricketer|boxer|wrestler|driver|athlete|swimmer|coach|manager|author|novelist|writer|poet|playwright|journalist|director|producer|screenwriter|filmmaker|model|comedian|artist|painter|sculptor|architect|engineer|scientist|physicist|chemist|biologist|mathematician|historian|philosopher|economist|psychologist|professor|lawyer|judge|businessman|businesswoman|entrepreneur|investor|king|queen|emperor|president|senator|governor|general|admiral|bishop|pope|saint|activist|dancer|chef|designer|inventor|explorer|astronaut|trainer|executive|attorney|knight|warrior|soldier|leader|nobleman|noblewoman|rebel|outlaw|character|superhero|superheroine|wizard|district attorney|minister|ambassador|diplomat|judge|mayor|governor)s?\b/i;

const lifeSpan = new RegExp(`(?:${date}|\\b\\d{1,2} \\w+)[^–-]*[–-] ?(?:${date})`);

/** What lasts from one day to another as people do. */
const spans =
  /\b(?:war|battle|conflict|siege|campaign|revolution|rebellion|revolt|uprising|crisis|treaty|empire|republic|kingdom|dynasty|state|period|era|union|party|movement|organi[sz]ation|league|agency|department|program(?:me)?|mission|project|process|event|operation|tour|festival|exhibition|series)s?\b/i;

function isPerson({ subject, bracket, predicate }: Definition): boolean {
  const what =
    predicate
      .slice(0, 90)
      .split(/\b(?:by|of|in|for|at|from|that|which|about|starring|featuring|directed|written|produced|published)\b/)[0] ?? "";
  if (/\bborn\b/.test(bracket) || occupations.test(what)) return true;
  return (
    lifeSpan.test(bracket) &&
    !spans.test(`${subject} ${predicate}`) &&
    !/\b(?:film|album|series|novel|war|company|episode|song|game|band|team|club|magazine|newspaper|ship|horse|racehorse)\b/.test(what)
  );
}

function factsOf(definition: Definition, person: boolean): ProseFact[] {
  const facts: ProseFact[] = [];
  for (const { kind, in: part, word, pattern } of patterns) {
    // What stands in brackets is when people were born and died.
    if (!definition[part].includes(word) || (part === "bracket" && !person)) continue;
    if (facts.some((fact) => fact.kind === kind)) continue;
    const match = pattern.exec(definition[part]);
    // `based on the team created by ...` says who created the team.
    if (
      match !== null &&
      part === "predicate" &&
      /\b(?:based on|adapt(?:ed|ation)|inspired by|featuring|starring|about|sequel|spin-off|characters?|team|version)\b/.test(
        definition.predicate.slice(0, match.index),
      )
    )
      continue;
    const value = match?.[1]?.replace(/[.,]$/, "");
    if (value !== undefined && value.length <= 100 && !isAdjective(value, definition[part]))
      facts.push({ kind, value, sentence: definition.sentence });
  }
  return facts;
}

/** `by British author John le Carré`: what looks like a name says where somebody comes from. */
function isAdjective(value: string, text: string): boolean {
  const next = text.slice(text.indexOf(value) + value.length, text.indexOf(value) + value.length + 2);
  return !value.includes(" ") && /^ [a-z]/.test(next) && /(?:an|ish|ese|ch|sh|ic|li)$/.test(value);
}

/**
 * True when the entry is about what was looked up, so that `Creed` is not answered by an entry on creeds. At least one word must be the
 * subject's own; the others may be a short form of one (`Pete` for `Peter`) or stand in the rest of the sentence (`Hilo, Hawaii`).
 */
function sameSubject(definition: Definition, query: string): boolean {
  const wanted = nameWords(query.replace(/\([^)]*\)/g, ""));
  const said = nameWords(definition.subject);
  if (wanted.length === 0 || said.length === 0) return false;
  const others = wanted.filter((word) => !said.includes(word));
  if (others.length === 0) return true;
  if (others.length === wanted.length) return false;
  const rest = new Set(nameWords(definition.sentence));
  return others.every((word) => rest.has(word) || said.some((name) => isShortFor(word, name)));
}

function isShortFor(short: string, name: string): boolean {
  return short.length >= 2 && name.length > short.length && name.slice(0, 2) === short.slice(0, 2);
}

function nameWords(name: string): string[] {
  // oxlint-disable-next-line no-control-regex -- the range is what ASCII is
  const words = /^[\u0000-\u007f]*$/.test(name)
    ? name.toLowerCase().match(/[a-z0-9]+/g)
    : name
        .normalize("NFD")
        .replace(/\p{M}/gu, "")
        .toLowerCase()
        .match(/[\p{L}\p{N}]+/gu);
  return words === null ? [] : words.filter((word) => !linkWords.has(word));
}

const linkWords: ReadonlySet<string> = new Set(["the", "a", "an", "of", "and"]);
