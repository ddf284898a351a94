/**
 * A prompt without some of its passages. A line of which nothing is left goes whole, and the items after it in its numbered list move up.
 *
 * @param passages whole sentences, as they stand in the prompt; one that does not stand there changes nothing
 */
export function withoutPassages(prompt: string, passages: readonly string[]): string {
  let text = prompt;
  for (const passage of passages) text = withoutPassage(text, passage);
  return text;
}

/** What stands in front of an item of a list, with its number where it has one. */
const listMarker = /^[ \t]*(?:(\d{1,3})[.)]|[-*•])[ \t]*/;

function withoutPassage(text: string, passage: string): string {
  const start = text.indexOf(passage);
  if (passage === "" || start === -1) return text;
  const end = start + passage.length;
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const lineBreak = text.indexOf("\n", end);
  const lineEnd = lineBreak === -1 ? text.length : lineBreak;
  const before = text.slice(lineStart, start);
  const marker = listMarker.exec(before);
  const opens = before.trim() === "" || marker?.[0].trim() === before.trim();
  if (opens && text.slice(end, lineEnd).trim() === "") {
    const number = marker?.[1];
    const after = text.slice(lineBreak === -1 ? lineEnd : lineEnd + 1);
    return text.slice(0, lineStart) + (number === undefined ? after : movedUp(after, Number(number)));
  }
  // Within a line one of the two gaps around the passage goes with it.
  const gapAfter = /^[ \t]*/.exec(text.slice(end))?.[0].length ?? 0;
  const cutStart = gapAfter === 0 && !opens ? start - (/[ \t]*$/.exec(before)?.[0].length ?? 0) : start;
  return text.slice(0, cutStart) + text.slice(end + gapAfter);
}

/** The rest of a numbered list, each number one lower, up to where its numbers no longer go on. */
function movedUp(rest: string, gone: number): string {
  let expected = gone + 1;
  let goesOn = true;
  const lines = rest.split("\n").map((line) => {
    const number = goesOn ? listMarker.exec(line)?.[1] : undefined;
    if (number === undefined) return line;
    goesOn = Number(number) === expected;
    if (!goesOn) return line;
    expected++;
    return line.replace(/\d+/, String(Number(number) - 1));
  });
  return lines.join("\n");
}
