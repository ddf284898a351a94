import { remembered } from "../base/remembered.ts";

/** Words that carry no subject matter, English. */
const stopWords = new Set(
  (
    "a an the this that these those it its they them their theirs he him his she her hers we us our ours you your yours i me my mine " +
    "is are was were be been being am do does did done doing have has had having can could shall should will would may might must need " +
    "and or but nor so yet if then than as at by for from in into of off on onto out over to up with within without about after again " +
    "against all also any anything are because before below between both each every few first further here how however just last least less let " +
    "like many more most much next no none not nothing now only other otherwise own same some something such there therefore too under until upon very via " +
    "what when where whether which while who whom whose why yes please thank thanks want wants wanted would like get gets getting got give gives " +
    "given find finds finding found know knows help tell tells show shows use uses used using look looks looking make makes made see sees one two " +
    "try tries tried able thing things way well okay ok sure able since still per"
  ).split(" "),
);

const plainWord = /[a-z0-9][a-z0-9'._-]*/g;
const anyWord = /[\p{L}\p{N}][\p{L}\p{N}'’._-]*/gu;
// oxlint-disable-next-line no-control-regex -- the range is what ASCII is
const plainText = /^[\u0000-\u007f]*$/;

/** Words of a corpus that are remembered, of each kind. */
const maxWords = 10_000;

/** The words of a text in lower case, without punctuation at their ends and without a genitive `'s`. */
export function wordsOf(text: string): string[] {
  const words: string[] = rawWords(text) ?? [];
  for (let at = 0; at < words.length; at++) words[at] = trimmed(words[at] ?? "");
  return words;
}

function rawWords(text: string): string[] | null {
  const lower = text.toLowerCase();
  return lower.match(plainText.test(lower) ? plainWord : anyWord);
}

function trimmed(word: string): string {
  // Of nearly all words nothing is to be taken off, and their last letter says so.
  const last = word.charCodeAt(word.length - 1);
  if ((last >= 0x61 && last <= 0x7a && last !== 0x73) || (last >= 0x30 && last <= 0x39)) return word;
  let end = word.length;
  if (word.endsWith("'s") || word.endsWith("’s")) end -= 2;
  while (end > 1 && "'’._-".includes(word.charAt(end - 1))) end--;
  return end === word.length ? word : word.slice(0, end);
}

/** Stems of the words that carry subject matter. Numbers are kept as they are. */
export function contentStems(text: string): Set<string> {
  const found = new Set<string>();
  const words = rawWords(text);
  if (words === null) return found;
  for (const word of words) {
    const first = word.charCodeAt(0);
    // What begins with a digit is its own stem. Numbers seldom come again, and remembering them would push out the words that do.
    const known = first >= 0x30 && first <= 0x39 ? trimmed(word) : subjectStem(word);
    if (known !== null) found.add(known);
  }
  return found;
}

/** The same for a text that is asked about again and again, such as a goal or the description of a tool: worked out once. */
export const knownStems: (text: string) => ReadonlySet<string> = remembered(contentStems, 400);

/** The stem of a word as it was found, with what stands at its end, when it carries subject matter, or null. */
const subjectStem = remembered((found) => {
  const word = trimmed(found);
  return !stopWords.has(word) && (word.length > 1 || /\d/.test(word)) ? stemOf(word) : null;
}, maxWords);

/**
 * A word without its most common English endings, so that `makers` meets `maker` and `produced` meets `producing`. It is made for comparing
 * words of one run with each other, not for looking them up.
 */
export const stem = remembered(stemOf, maxWords);

function stemOf(word: string): string {
  if (/\d/.test(word)) return word.replace(/,/g, "");
  if (word.length > 5 && word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  if (word.length > 5 && word.endsWith("ing")) return trimDouble(word.slice(0, -3));
  if (word.length > 4 && word.endsWith("ed")) return trimDouble(word.slice(0, -2));
  if (word.length > 4 && /(ses|xes|zes|ches|shes)$/.test(word)) return trimEnd(word.slice(0, -2));
  if (word.length > 3 && word.endsWith("s") && !/(ss|us|is)$/.test(word)) return trimEnd(word.slice(0, -1));
  return trimEnd(word);
}

/** True for a word that carries no subject matter. */
export function isStopWord(word: string): boolean {
  return stopWords.has(word);
}

/** Identifier to words: `CountryCode`, `date_of_treatment`, `num-dogs` become lower-case words with spaces. */
export const humanize = remembered(
  (identifier) =>
    identifier
      .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
      .replace(/[_\-.\s]+/g, " ")
      .trim()
      .toLowerCase(),
  maxWords,
);

/** `dogs` to `dog`, `countries` to `country`, `data` and `status` unchanged. */
export const singular: (noun: string) => string = remembered((noun) => {
  const lower = noun.toLowerCase();
  if (/(data|info|news|series|species|status|address|ss|us|is)$/.test(lower)) return noun;
  if (lower === "people") return "person";
  if (lower.endsWith("ies") && lower.length > 4) return `${noun.slice(0, -3)}y`;
  if (/(ches|shes|sses|xes|zes)$/.test(lower)) return noun.slice(0, -2);
  return lower.endsWith("s") ? noun.slice(0, -1) : noun;
}, 20_000);

/** `dog` to `dogs`, `country` to `countries`; a word that is plural already stays. */
export function plural(noun: string): string {
  const [, head, of] = /^(\S+)( of .+)$/.exec(noun) ?? [];
  if (head !== undefined && of !== undefined) return plural(head) + of;
  const lower = noun.toLowerCase();
  if (lower === "person") return "people";
  if (lower === "people" || /(data|info|news|series|species)$/.test(lower)) return noun;
  if (singular(noun) !== noun) return noun;
  if (/[^aeiou]y$/.test(lower)) return `${noun.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh)$/.test(lower) ? `${noun}es` : `${noun}s`;
}

function trimDouble(word: string): string {
  const last = word.at(-1);
  const doubled = last !== undefined && last === word.at(-2) && !"lsz".includes(last);
  return trimEnd(doubled ? word.slice(0, -1) : word);
}

function trimEnd(word: string): string {
  return word.length > 3 && word.endsWith("e") ? word.slice(0, -1) : word;
}
