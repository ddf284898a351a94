/**
 * Writing text as UTF-8. Node takes a text with one character beyond Latin-1 character by character, ten times as long as another, and most prompts hold one (the mark for the
 * request). So a text is cut where it changes between ASCII and other, and what is ASCII is copied.
 */

/** Where the stretches of a text end, ASCII and other in turns, the first ASCII and perhaps empty. One that changes often is one stretch of other. */
type Stretches = readonly number[];

const MOST_STRETCHES = 64;

const other = /[\u0080-\uffff]+/g;

/** Answered at once where a text is kept with a byte for each character: such texts Node writes fast, whatever they hold. */
const wide = /[\u0100-\uffff]/;

/** The stretches of a text, to be found once for several writings. */
export function stretchesOf(text: string): Stretches {
  if (!wide.test(text)) return [0, text.length];
  const ends: number[] = [];
  other.lastIndex = 0;
  for (let match = other.exec(text); match !== null; match = other.exec(text)) {
    ends.push(match.index, other.lastIndex);
    if (ends.length > MOST_STRETCHES) return [0, text.length];
  }
  ends.push(text.length);
  return ends;
}

/** A text in UTF-8. */
export function utf8(text: string, stretches: Stretches = stretchesOf(text)): Buffer {
  return copied(written(text, stretches, plain)) ?? Buffer.from(text);
}

/** The same for reading at once: the next call of any of these functions may overwrite it. */
export function utf8View(text: string, stretches: Stretches): Buffer {
  return written(text, stretches, plain) ?? Buffer.from(text);
}

/** A text as it stands within a JSON string, in UTF-8, without the quotation marks. */
export function quotedUtf8(text: string, stretches: Stretches): Buffer {
  return copied(written(text, stretches, quoted)) ?? Buffer.from(quoted(text));
}

function plain(text: string): string {
  return text;
}

function quoted(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** What is larger than this is not worth being fast about. */
const desk = Buffer.allocUnsafeSlow(192 * 1024);

/** @returns a view of the desk; undefined when it does not fit on the desk */
function written(text: string, stretches: Stretches, form: (piece: string) => string): Buffer | undefined {
  let length = 0;
  let start = 0;
  let isAscii = true;
  for (const end of stretches) {
    if (end > start) {
      // No surrogate pair is cut in two here, so the forms of the pieces are the form of the whole.
      const piece = form(text.slice(start, end));
      if (length + piece.length * (isAscii ? 1 : 3) > desk.length) return undefined;
      length += desk.write(piece, length, isAscii ? "latin1" : "utf8");
    }
    start = end;
    isAscii = !isAscii;
  }
  return desk.subarray(0, length);
}

function copied(view: Buffer | undefined): Buffer | undefined {
  if (view === undefined) return undefined;
  const bytes = Buffer.allocUnsafeSlow(view.length);
  view.copy(bytes);
  return bytes;
}
