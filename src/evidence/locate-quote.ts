/** Shorter quotes are only taken when they stand there exactly: loosely, a few letters are found anywhere. */
const LOOSE_LENGTH = 8;

/**
 * Finds a quote as a model gave it in the text it was copied from, and returns the text's own characters. White space, quotation marks, dashes and the
 * escapes of JSON may differ; letters and digits may not.
 *
 * @returns the verbatim passage, or undefined when the text holds no such thing
 */
export function locateQuote(text: string, quote: string): string | undefined {
  const wanted = quote.trim();
  if (wanted === "") return undefined;
  if (text.includes(wanted)) return wanted;
  const loose = loosened(wanted).text;
  if (loose.length < LOOSE_LENGTH) return undefined;
  const source = loosened(text);
  const at = source.text.indexOf(loose);
  if (at === -1) return undefined;
  const start = source.places[at];
  const last = source.places[at + loose.length - 1];
  return start === undefined || last === undefined ? undefined : text.slice(start, last + 1);
}

/** A text without white space, escaped or not, and without backslashes, with plain quotation marks and dashes; and for each character left its place in the original. */
function loosened(text: string): { text: string; places: number[] } {
  let result = "";
  const places: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === "\\" && "nrt".includes(text.charAt(at + 1) || " ")) at++;
    else if (/[\s\\]/.test(character)) continue;
    else {
      result += plain[character] ?? character;
      places.push(at);
    }
  }
  return { text: result, places };
}

const plain: Record<string, string> = { "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "‑": "-" };
