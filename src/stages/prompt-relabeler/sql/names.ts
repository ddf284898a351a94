import { remembered } from "../../../base/remembered.ts";
import { contentStems, humanize, plural, singular, stem, wordsOf } from "../../../evidence/words.ts";
import type { Column } from "../../../evidence/sql/select.ts";

/** Turns names of tables and columns into the nouns a person would use for them. */
export interface Namer {
  /** One row of the table: `dog`, `car maker`. */
  row(table: string): string;
  rows(table: string): string;
  /** `cost of treatment`, `country code`. */
  column(column: Column): string;
}

/**
 * @param vocabulary words known to be English in this run (the original goal, names of other tables and columns): run-together names such as
 *   `countrylanguage` are split by them
 */
export function createNamer(vocabulary: ReadonlySet<string>): Namer {
  const split = (identifier: string): string =>
    humanize(identifier)
      .split(" ")
      .map((word) => completed(splitByKnown(word, vocabulary), vocabulary))
      .join(" ");
  // A sentence about a query says the same names several times.
  const columns = remembered((name) => readable(split(name)));
  return {
    row: remembered((table) => singularPhrase(withoutFiller(split(table)))),
    rows: remembered((table) => pluralPhrase(withoutFiller(split(table)))),
    column: ({ name }) => columns(name),
  };
}

/** Words of these texts, for `createNamer`. */
export function vocabularyOf(texts: Iterable<string>): Set<string> {
  const words = new Set<string>();
  for (const text of texts) {
    for (const word of wordsOf(text)) {
      if (word.length < 3) continue;
      words.add(word);
      words.add(singular(word));
    }
  }
  return words;
}

/** True when the noun's head word is one that the run's own texts use, so that a person would say it. */
export function soundsNatural(phrase: string, spoken: ReadonlySet<string>): boolean {
  return [...contentStems(phrase)].every((word) => spoken.has(word) || spoken.has(stem(word)));
}

function splitByKnown(word: string, vocabulary: ReadonlySet<string>): string {
  if (word.length < 8) return word;
  for (let at = 3; at <= word.length - 3; at++) {
    const [head, tail] = [word.slice(0, at), word.slice(at)];
    if (vocabulary.has(head) && (vocabulary.has(tail) || vocabulary.has(singular(tail)))) return `${head} ${tail}`;
  }
  return word;
}

/** `cars data` and `model list` hold cars and models. */
function withoutFiller(phrase: string): string {
  return phrase
    .replace(/^(?:ref|tbl|dim|fact) /, "")
    .replace(/^has (\w+(?: \w+)?)$/, (_, noun: string) => `${singularPhrase(noun)} ownership record`)
    .replace(/(?<!ownership) (?:data|list|info|details?|tables?|records?)$/, "");
}

/** Spells out a word that the run's texts use in full: `indep` where they speak of independence. */
function completed(word: string, vocabulary: ReadonlySet<string>): string {
  if (word.length < 4 || vocabulary.has(word) || vocabulary.has(singular(word))) return word;
  for (const known of vocabulary) if (known.length > word.length + 2 && known.startsWith(word)) return known;
  return word;
}

function singularPhrase(phrase: string): string {
  const words = phrase.split(" ");
  return [...words.slice(0, -1), singular(words.at(-1) ?? "")].join(" ");
}

function pluralPhrase(phrase: string): string {
  const words = phrase.split(" ");
  return [...words.slice(0, -1), plural(words.at(-1) ?? "")].join(" ");
}

/** Expands what databases abbreviate. */
const expansions: Record<string, string> = {
  id: "ID",
  fname: "first name",
  lname: "last name",
  yn: "flag",
  num: "number",
  no: "number",
  qty: "quantity",
  addr: "address",
  dob: "date of birth",
  avg: "average",
  dept: "department",
  dest: "destination",
  src: "source",
  desc: "description",
  lat: "latitude",
  lon: "longitude",
  lng: "longitude",
  stu: "student",
  indep: "independence",
  gov: "government",
  gnp: "GNP",
  mpg: "MPG",
};

const agents: Record<string, string> = {
  directed: "director",
  written: "writer",
  created: "creator",
  produced: "producer",
  founded: "founder",
  published: "publisher",
};

function readable(phrase: string): string {
  return phrase
    .replace(/^(year|date|place) of (found|establish|releas|publish|open)ed$/, (_, noun: string, verb: string) => `${verb}ing ${noun}`)
    .replace(/^(?:number|num|no) (?!of )(\w+s)$/, "number of $1")
    .replace(/^(\w+) by$/, (whole, verb: string) => agents[verb] ?? whole)
    .split(" ")
    .map((word) => expansions[word] ?? word)
    .join(" ");
}
