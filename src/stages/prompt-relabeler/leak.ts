/**
 * The first answer that the goal gives away, or undefined. A goal gives away an answer that it contains as whole words.
 *
 * @param answers values that make up the answer; those of one or two characters say nothing
 */
export function leaks(goal: string, answers: readonly string[]): string | undefined {
  if (answers.length === 0) return undefined;
  const lower = goal.toLowerCase();
  let asked: string | undefined;
  return answers.find((answer) => {
    if (answer.length <= 2) return false;
    // Of most answers the goal has not even the first word, as it stands.
    const [word = ""] = plainWord.exec(answer.toLowerCase()) ?? [];
    if (!lower.includes(word)) return false;
    asked ??= ` ${normalized(goal)} `;
    return asked.includes(` ${normalized(answer)} `);
  });
}

/** What `normalized` leaves as it is. */
const plainWord = /[a-z0-9]+/;

function normalized(text: string): string {
  const lower = text.toLowerCase();
  // The classes of Unicode take longer.
  const words = lower.replace(isAscii.test(lower) ? /[^a-z0-9.]+/g : /[^\p{L}\p{N}.]+/gu, " ");
  return (words.includes(".") ? words.replace(/\.(?!\d)/g, " ").replace(/\s+/g, " ") : words).trim();
}

// oxlint-disable-next-line no-control-regex -- the range is what ASCII is
const isAscii = /^[\u0000-\u007f]*$/;
