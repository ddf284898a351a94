import { crc32 } from "node:zlib";
import { SideTable } from "../../base/side-table.ts";
import type { JsonObject } from "../../base/json.ts";
import type { SampleCall } from "../../stages/data-augmenter/sample.ts";
import { pairHash, wordHash, wordsOf } from "./word-hash.ts";

/** The words of a text as hashes: the first, the last, and each pair of neighbours. */
export interface WordPairs {
  first: number;
  last: number;
  pairs: readonly number[];
}

/** Texts up to which a hash of our own is faster than a call. */
const SHORT = 32;

interface ReadText {
  text: string;
  checksum: number | undefined;
  /** Null where the text has no words. */
  words: WordPairs | null | undefined;
}

/** Texts of one length that are told apart by comparing them. A run can have very many, and going through all of them for each would take forever. */
const MOST_COMPARED = 16;

/** What sketches ask of the texts of one run. Its pairs share most of them, so each is read once. */
export class SharedTexts {
  /** By length, because a `Map` of texts hashes each of them, which takes as long as all else. A text is compared with itself at once. */
  readonly #byLength = new Map<number, ReadText[]>();
  /** Those of a length that has many. */
  readonly #others = new Map<string, ReadText>();

  checksumOf(text: string): number {
    if (text.length < SHORT) return wordHash(text);
    const read = this.#of(text);
    return (read.checksum ??= checksumOfText(text));
  }

  /** Null where the text has no words. */
  wordsOf(text: string): WordPairs | null {
    const read = this.#of(text);
    if (read.words === undefined) read.words = wordPairsOf(text);
    return read.words;
  }

  #of(text: string): ReadText {
    const alike = this.#byLength.get(text.length);
    const known = alike?.find((read) => read.text === text) ?? (alike?.length === MOST_COMPARED ? this.#others.get(text) : undefined);
    if (known !== undefined) return known;
    const read: ReadText = { text, checksum: undefined, words: undefined };
    if (alike === undefined) this.#byLength.set(text.length, [read]);
    else if (alike.length < MOST_COMPARED) alike.push(read);
    else this.#others.set(text, read);
    return read;
  }
}

/** A call's arguments as JSON, and what sketches ask of that. */
interface ReadArguments {
  length: number;
  checksum: number;
  /** Of the call's name and the arguments. A run's calls with the same arguments can have two names. */
  name: string;
  words: WordPairs | null;
}

/** The messages of a run's samples are made anew for each of them; the arguments of their calls are not. */
const ofArguments = new SideTable<JsonObject, ReadArguments>();

/** A call's arguments as JSON: their checksum and length, and the words of them behind the call's name. */
export function readArguments({ name, arguments: given }: SampleCall): ReadArguments {
  const known = ofArguments.get(given);
  if (known?.name === name) return known;
  const json = JSON.stringify(given);
  const checksum = json.length < SHORT ? wordHash(json) : checksumOfText(json);
  const read = { length: json.length, checksum, name, words: wordPairsOf(`${name} ${json}`) };
  ofArguments.set(given, read);
  return read;
}

/** A checksum is the fastest hash there is for long texts. */
function checksumOfText(text: string): number {
  return crc32(text);
}

function wordPairsOf(text: string): WordPairs | null {
  const words = wordsOf(text);
  const [word] = words;
  if (word === undefined) return null;
  const first = wordHash(word);
  const pairs: number[] = [];
  let last = first;
  for (let index = 1; index < words.length; index++) {
    const hash = wordHash(words[index] ?? "");
    pairs.push(pairHash(last, hash));
    last = hash;
  }
  return { first, last, pairs };
}
