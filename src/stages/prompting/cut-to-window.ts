import type { TranscriptPiece } from "./transcript.ts";

/** A rough count: 3.5 characters make a token in English and JSON. Providers count exactly, and this is only to stay below their window. */
export function approximateTokens(text: string): number {
  return Math.ceil(text.length / 3.5);
}

/** Characters of a cut observation that stay at its beginning, where the evidence of the rules is, and at its end. */
const KEPT = { head: 800, tail: 300 };

/** Also the harder cut leaves what the rules quote: the first line, at most 160 characters. */
const HARD = { head: 240, tail: 80 };

/**
 * Shortens pieces until the whole fits: observations only, the oldest large ones first, each to its beginning and end; when that is not enough all
 * of them once more, harder. What is left over is told by the caller when the provider refuses it.
 *
 * @param maxTokens by `approximateTokens`
 * @returns the texts of all pieces in order, and what was cut, in words
 */
export function cutToWindow(pieces: readonly TranscriptPiece[], maxTokens: number): { texts: string[]; cuts: string[] } {
  const texts = pieces.map((piece) => piece.text);
  const cuts = new Map<number, string>();
  let excess = texts.reduce((sum, text) => sum + approximateTokens(text), 0) - maxTokens;
  for (const kept of [KEPT, HARD]) {
    for (const [at, piece] of pieces.entries()) {
      if (excess <= 0) break;
      const before = texts[at] ?? "";
      if (piece.observationOf === undefined || before.length <= kept.head + kept.tail + 200) continue;
      const after = shortened(piece.text, kept);
      texts[at] = after;
      excess -= approximateTokens(before) - approximateTokens(after);
      cuts.set(
        at,
        `step ${piece.observationOf}: ${piece.text.length - kept.head - kept.tail} of ${piece.text.length} characters of its result`,
      );
    }
  }
  return { texts, cuts: [...cuts.values()] };
}

function shortened(text: string, { head, tail }: { head: number; tail: number }): string {
  const cut = text.length - head - tail;
  return `${text.slice(0, head)}\n[… ${cut} characters left out here to fit …]\n${text.slice(text.length - tail)}`;
}
