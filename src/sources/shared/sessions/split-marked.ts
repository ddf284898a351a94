/** A piece of a user's message: written by the user, or put there by the harness. */
export interface MarkedPiece {
  text: string;
  injected: boolean;
}

/**
 * Cuts what a harness puts between its own marks out of a user's text. Without such marks there is one piece, the text as it is; else
 * pieces are trimmed and blank ones left out.
 *
 * @param open beginning of an insertion, for example `<system-reminder>`
 * @param close its end; an insertion that is never closed is text of the user
 */
export function splitMarked(text: string, open: string, close: string): MarkedPiece[] {
  const pieces: MarkedPiece[] = [];
  let at = 0;
  for (let start = text.indexOf(open); start >= 0; start = text.indexOf(open, at)) {
    const end = text.indexOf(close, start + open.length);
    if (end < 0) break;
    addPiece(pieces, text.slice(at, start), false);
    at = end + close.length;
    addPiece(pieces, text.slice(start, at), true);
  }
  if (at === 0) return [{ text, injected: false }];
  addPiece(pieces, text.slice(at), false);
  return pieces;
}

function addPiece(pieces: MarkedPiece[], text: string, injected: boolean): void {
  const trimmed = text.trim();
  if (trimmed !== "") pieces.push({ text: trimmed, injected });
}
