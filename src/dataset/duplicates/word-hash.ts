/** The words of a text: runs of letters, digits and underscores in any script, in lower case. */
export function wordsOf(text: string): string[] {
  // The classes of Unicode take three times as long.
  return text.toLowerCase().match(isAscii.test(text) ? asciiWord : anyWord) ?? [];
}

// eslint-disable-next-line no-control-regex
const isAscii = /^[\x00-\x7f]*$/;
const asciiWord = /[a-z0-9_]+/g;
const anyWord = /[\p{L}\p{N}_]+/gu;

/** A 32-bit hash of a short text (FNV-1a over UTF-16 units, with a finaliser so that all bits depend on all units). */
export function wordHash(word: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < word.length; index++) hash = Math.imul(hash ^ word.charCodeAt(index), 0x01000193);
  return mixed(hash);
}

/** A hash of two hashes in their order. */
export function pairHash(first: number, second: number): number {
  return mixed(Math.imul(first, 0x9e3779b1) + second);
}

/** Spreads a 32-bit number over all 32-bit numbers, one to one (the finaliser of Austin Appleby's MurmurHash3). */
export function mixed(value: number): number {
  let bits = value ^ (value >>> 16);
  bits = Math.imul(bits, 0x85ebca6b);
  bits ^= bits >>> 13;
  bits = Math.imul(bits, 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
