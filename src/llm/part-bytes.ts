import type { PromptPart } from "./port.ts";
import { quotedUtf8, stretchesOf, utf8, utf8View } from "./utf8.ts";

/** What is kept of a part for as long as it lives. */
interface KeptBytes {
  text: string;
  stretches: readonly number[];
  length?: number;
  plain?: Buffer;
  quoted?: Buffer;
}

const kept = new WeakMap<PromptPart, KeptBytes>();

/** Parts that are longer are written anew each time: next to the answer to so long a prompt it is nothing, and hundreds of runs are under way. */
const MOST_KEPT = 64 * 1024;

/** How many bytes of UTF-8 a part has. Counted once. */
export function lengthOf(part: PromptPart): number {
  const known = keptOf(part);
  return (known.length ??= plainBytes(part).length);
}

/** A part in UTF-8, for reading at once: the next part may overwrite it. Made once of what calls share, where that costs more than keeping it. */
export function plainBytes(part: PromptPart): Buffer {
  const known = keptOf(part);
  if (known.plain !== undefined) return known.plain;
  // In one stretch it is written faster than kept.
  const isKept = part.cache === true && known.stretches.length > 1 && part.text.length <= MOST_KEPT;
  const bytes = isKept ? utf8(part.text, known.stretches) : utf8View(part.text, known.stretches);
  if (isKept) known.plain = bytes;
  known.length = bytes.length;
  return bytes;
}

/** A part as it stands within a JSON string, in UTF-8, without the quotation marks. Made once of what calls share. */
export function quotedBytes(part: PromptPart): Buffer {
  const known = keptOf(part);
  if (known.quoted !== undefined) return known.quoted;
  const bytes = quotedUtf8(part.text, known.stretches);
  if (part.cache === true && part.text.length <= MOST_KEPT) known.quoted = bytes;
  return bytes;
}

const systems = new Map<string, PromptPart>();

/** More system texts than one program has. */
const MOST_SYSTEMS = 16;

/** A system text as a part, so that its bytes are made once for all calls. */
export function systemPart(text: string): PromptPart {
  let part = systems.get(text);
  if (part === undefined) {
    if (systems.size >= MOST_SYSTEMS) systems.clear();
    systems.set(text, (part = { text, cache: true }));
  }
  return part;
}

function keptOf(part: PromptPart): KeptBytes {
  let known = kept.get(part);
  // Nobody should change a part. Where one is changed all the same, its bytes must not be those of another text.
  if (known?.text !== part.text) kept.set(part, (known = { text: part.text, stretches: stretchesOf(part.text) }));
  return known;
}
