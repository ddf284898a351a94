/** A sentence of a prompt and where it stands in it. */
export interface PromptSentence {
  /** As it stands in the prompt, without a list marker in front of it. */
  text: string;
  start: number;
  end: number;
}

const listMarker = /^[ \t]*(?:\d{1,3}[.)]|[-*•])[ \t]*/;
/** Where a sentence ends: at a mark with a gap or the end after it, or run together with the next one, which starts with a capital. */
const sentenceEnd = /[.!?]+["')\]]*(?=\s|$)|(?<=[a-z)\]"'])[.!?](?=[A-Z][a-z])/g;

/**
 * The sentences of a prompt. A line ends a sentence, unless the next line goes on in small letters, as in a text that is broken at a width.
 */
export function promptSentences(prompt: string): PromptSentence[] {
  const sentences: PromptSentence[] = [];
  let start = 0;
  for (const end of unitEnds(prompt)) {
    addSentences(prompt, start, end, sentences);
    start = end;
  }
  return sentences;
}

/** Where lines end that belong together. */
function unitEnds(prompt: string): number[] {
  const lines = prompt.split("\n");
  const ends: number[] = [];
  let at = 0;
  for (const [index, line] of lines.entries()) {
    at = Math.min(prompt.length, at + line.length + 1);
    const broken = line.trim() !== "" && !/[.!?:;]["')\]]*\s*$/.test(line) && /^[ \t]*[a-z(]/.test(lines[index + 1] ?? "");
    if (!broken) ends.push(at);
  }
  return ends;
}

function addSentences(prompt: string, from: number, to: number, sentences: PromptSentence[]): void {
  const unit = prompt.slice(from, to);
  let at = listMarker.exec(unit)?.[0].length ?? 0;
  const ends = [...unit.matchAll(sentenceEnd)].map((match) => match.index + match[0].length);
  for (const end of [...ends, unit.length]) {
    if (end <= at) continue;
    const raw = unit.slice(at, end);
    const text = raw.trim();
    const start = from + at + raw.indexOf(text);
    if (text !== "") sentences.push({ text, start, end: start + text.length });
    at = end;
  }
}
