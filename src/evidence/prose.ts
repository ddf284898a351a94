/** The first sentences of a prose text, with abbreviations and initials kept together. */
export function sentencesOf(text: string, limit: number): string[] {
  const sentences: string[] = [];
  for (const sentence of sentencesIn(text)) {
    sentences.push(sentence);
    if (sentences.length >= limit) break;
  }
  return sentences;
}

const boundary = /[.!?](?:["')\]]*)(?=\s+["'([]?[\p{Lu}\p{N}]|(?=[A-Z][a-z]+ )|\s*$|\n)|\n+/gu;

/** All of them, each cut off when it is asked for. */
export function* sentencesIn(text: string): Generator<string, void, undefined> {
  let start = 0;
  let from = 0;
  for (;;) {
    // One pattern for all texts; between two sentences somebody else may have used it.
    boundary.lastIndex = from;
    const match = boundary.exec(text);
    if (match === null) break;
    from = match.index + match[0].length;
    const end = match.index + match[0].trimEnd().length;
    const sentence = text.slice(start, end).trim();
    if (match[0].startsWith(".") && endsInAbbreviation(sentence)) continue;
    start = from;
    if (sentence !== "") yield sentence;
  }
  const rest = text.slice(start).trim();
  if (rest !== "") yield rest;
}

const abbreviation =
  /(?:^|[\s(.])(?:[A-Z]|Mr|Mrs|Ms|Dr|St|Jr|Sr|vs|no|No|lit|ca|c|b|d|approx|Inc|Ltd|Co|Corp|Bros|e\.g|i\.e|a\.k\.a|U\.S|U\.K|U\.N|Rev|Gen|Col|Sgt|Capt|Lt|Prof|Vol|vol|pp|est|fl|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)\.$/;

function endsInAbbreviation(sentence: string): boolean {
  return abbreviation.test(sentence) || openBrackets(sentence) > 0;
}

function openBrackets(text: string): number {
  let open = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 40) open++;
    else if (code === 41) open--;
  }
  return open;
}

/** `Kent Lex Baer (born May 2, 1951) is an American coach.` read as subject, bracket, verb and the rest. */
export interface Definition {
  sentence: string;
  subject: string;
  /** What stands in brackets after the subject, without them; empty when nothing does. */
  bracket: string;
  verb: "is" | "are" | "was" | "were";
  /** From the article on, without the final stop, footnote marks and doubled spaces. */
  predicate: string;
}

const definition =
  /^(["“']?[\p{Lu}\p{N}](?:[^.!?;()]|\.(?=[A-Z]?[.\s,]?\s?[A-Z,(i])){0,110}?)\s*(?:,?\s*\(([^()]*(?:\([^()]*\)[^()]*)*)\)\s*)*,?(?:\s*(?:,\s*)?(?:nicknamed|also known as|known as|known professionally as|commonly known as|better known as|commonly referred to as|legally|formerly)[^,()]{1,60}(?:\([^()]*\))?,?)?\s+(is|are|was|were)\s+((?:an?|the|one of|any of)\s[\s\S]*)$/u;

/** False for a subject that has swallowed a part of what is said of it. A comma is trusted only where a bracket closes the name. */
function isName(subject: string, closed: boolean): boolean {
  if (/\b(?:born|which|who|called)\b|\b(?:and|or|that|was|is|were|are)$|;/.test(subject)) return false;
  return closed || !subject.includes(",") || /^[^,]+, (?:Inc|Ltd|LLC|Jr|Sr|Esq)\.?$/.test(subject);
}

const footnote = /\[[^\][]{1,30}\]/g;

/** `Lionel Messi, born on June 24, 1987, in Rosario, Argentina, is ...`: the birth stands between commas instead of in a bracket. */
const bornBetweenCommas = /^([^,()]{2,60}), (born (?:on |in )?[^()]{4,80}?), (is|was) (?=an? |the |one of )/;

/** What every such sentence holds; to find that one has no such words takes the whole pattern much longer. */
const saysWhat = /\s(?:is|are|was|were)\s+(?:an?|the|one of|any of)\s/;

/** Reads a sentence that says what its subject is. Returns undefined for any other sentence. */
export function definitionOf(sentence: string): Definition | undefined {
  if (sentence.length > 420 || !saysWhat.test(sentence)) return undefined;
  const match = definition.exec(sentence.includes(", born ") ? sentence.replace(bornBetweenCommas, "$1 ($2) $3 ") : sentence);
  if (match === null) return undefined;
  const [, subject, bracket, verb, predicate] = match;
  if (subject === undefined || predicate === undefined) return undefined;
  if (verb !== "is" && verb !== "are" && verb !== "was" && verb !== "were") return undefined;
  if (
    /^(it|this|that|these|those|he|she|they|there|in|on|at|for|as|with|by|from|one|some|many|most|under|after|before|since|during)\b/i.test(
      subject,
    )
  )
    return undefined;
  if (!isName(subject.trim(), bracket !== undefined)) return undefined;
  return {
    sentence,
    subject: subject
      .replace(/^["“']|["”'],?$/g, "")
      .replace(footnote, "")
      .trim(),
    bracket: bracket ?? "",
    verb,
    predicate: (predicate.split(/\.\[[^\]]*\]\s/)[0] ?? "")
      .replace(footnote, "")
      .replace(/\s+/g, " ")
      .replace(/[.\s]+$/, ""),
  };
}
