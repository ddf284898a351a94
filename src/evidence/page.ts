/** A web page as an accessibility tree or a list of its elements shows it. */
export interface Page {
  /** Title of the page in the current tab. */
  title: string;
  /** The words that say so, verbatim. */
  quote: string;
}

const inTree = /RootWebArea (?:'((?:[^'\n]|'(?!,? focused|$))*)'|"([^"\n]*)")(?=,? focused|\s*$)/m;
const inTab = /^`?Tab \d+ \(current\): ([^\n|]*[^\n|\s])/m;

/** Reads the title of the page that an observation shows. Undefined for what is no page, or has no title. */
export function readPage(observation: string): Page | undefined {
  const match =
    (observation.includes("RootWebArea ") ? inTree.exec(observation) : null) ??
    (observation.includes("Tab ") ? inTab.exec(observation) : null);
  const title = (match?.[1] ?? match?.[2] ?? "").trim();
  return match === null || title === "" ? undefined : { title, quote: match[0].replace(/^`/, "") };
}

/** The first heading that has the words of a search as they were typed. */
export function headingWith(observation: string, query: string): string | undefined {
  for (const [line] of observation.matchAll(/\bheading (?:'[^\n]{0,400}?'|"[^\n]{0,400}?")(?=,|\s|$)/g)) {
    if (saysQuery(line, query)) return line;
  }
  return undefined;
}

/** True where a text has the words of a search, and they are not part of longer ones. */
export function saysQuery(text: string, query: string): boolean {
  const at = text.toLowerCase().indexOf(query.toLowerCase());
  if (at < 0) return false;
  const around = `${text.charAt(at - 1)}${text.charAt(at + query.length)}`;
  return !/[\p{L}\p{N}/_-]/u.test(around);
}

/** True for words by which a search page says that it found nothing. */
export function findsNothing(text: string): boolean {
  return /\b(?:no (?:results?|matches|entries|items|products)|0 (?:results?|matches|entries|items|products|hits)|(?:could ?n[o']t|can(?:not|'t)) find|nothing (?:was )?found|returned no|not found|did not match)\b/i.test(
    text,
  );
}
