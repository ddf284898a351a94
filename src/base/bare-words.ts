/**
 * Makes the words `NaN`, `Infinity` and `-Infinity`, which JSON does not know and many programs write all the same (Python's `json` by default),
 * into `null`. Text inside strings stays as it is.
 *
 * @param text JSON with such words
 * @returns the text without them, or undefined when there are none
 */
export function withoutBareWords(text: string): string | undefined {
  if (!/NaN|Infinity/.test(text)) return undefined;
  const pieces: string[] = [];
  let kept = 0;
  for (let at = 0; at < text.length;) {
    if (text[at] === '"') {
      at = endOfString(text, at);
      continue;
    }
    const word = bareWords.find((candidate) => text.startsWith(candidate, at));
    if (word === undefined) {
      at += 1;
      continue;
    }
    pieces.push(text.slice(kept, at), "null");
    at += word.length;
    kept = at;
  }
  if (pieces.length === 0) return undefined;
  return pieces.join("") + text.slice(kept);
}

const bareWords = ["NaN", "Infinity", "-Infinity"];

/** Position behind the closing quote of the string that begins at `start`, or the end of the text. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; ;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return text.length;
    let backslashes = 0;
    while (text[quote - backslashes - 1] === "\\") backslashes += 1;
    at = quote + 1;
    // An even number of backslashes is escaped backslashes.
    if (backslashes % 2 === 0) return at;
  }
}
