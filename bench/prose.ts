import { Random } from "./random.ts";

const who = [
  "The clerk",
  "A customer",
  "Dr. Ødegård",
  "The night shift",
  "Her colleague",
  "The harbour office",
  "Tool 7",
  "An old index",
] as const;
const does = [
  "found",
  "returned",
  "listed",
  "moved",
  "counted",
  "did not open",
  "wrote down",
  "compared",
  "sent back",
  "repaired",
] as const;
const what = [
  "the ledger",
  "row 214 of the table",
  "a file of 3,018 bytes",
  "the timetable",
  "two error messages",
  "src/lamp/wick.py",
  "the map",
] as const;
const how = [
  "before noon",
  "at 14:07",
  "with exit code 1",
  "for EUR 12.50",
  "twice",
  "without saying why",
  "in the second attempt",
  "by mistake",
] as const;

/** Sentences without quotes, line ends or braces, so that they can stand in any text of any format. The same on every machine. */
export class Prose {
  private readonly text: string;
  /** Where in the text sentences begin. */
  private readonly starts: number[] = [];

  /** @param between what stands behind each sentence, as it has to be written in the file */
  constructor(seed: number, between: readonly [string, ...string[]]) {
    const random = new Random(seed);
    const sentences: string[] = [];
    for (let count = 0, length = 0; count < 8000; count += 1) {
      const sentence = `${random.pick(who)} ${random.pick(does)} ${random.pick(what)} ${random.pick(how)} (${random.whole(100, 99999)}).${random.pick(between)}`;
      this.starts.push(length);
      sentences.push(sentence);
      length += sentence.length;
    }
    this.text = sentences.join("");
  }

  /** Whole sentences of about so many characters, from anywhere. */
  some(random: Random, characters: number): string {
    // The last start that leaves enough behind it, and from there to the sentence that begins nearest.
    const from = random.whole(0, (this.starts.length >> 1) - 1);
    const begin = this.starts[from] ?? 0;
    const count = Math.max(1, Math.round(characters / (this.text.length / this.starts.length)));
    return this.text.slice(begin, this.starts[Math.min(from + count, this.starts.length - 1)]);
  }
}
