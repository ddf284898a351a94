import { countLines, isBlank, takeRecord, type CutOptions, type Cutter, type Place } from "./cutter.ts";
import { HeldBytes } from "./held-bytes.ts";
import { CLOSE, COMMA, kindOfByte, NEWLINE, OPEN, OTHER, QUOTE, SPACE } from "./json-bytes.ts";
import type { Problem, RawRecord } from "./raw-record.ts";
import { RecordStart } from "./record-start.ts";
import { ValueScanner } from "./value-scanner.ts";

const COLON_MARK = 0x3a;

/** How much is read a second time at most, in bytes, to find where the next record begins behind broken ones. */
const MAX_REREAD = 256 * 1024 * 1024;

/** Bytes that are looked at again with the next chunk while searching, so that a beginning across two chunks is found. */
const SEARCH_OVERLAP = 256;

/**
 * What is a record: a value at the top (`none`), an element of an array at the top (`array`), a member of an object at the top (`object`).
 * Further values at the top, and with `array` values that are no arrays, are records as well.
 */
export type Unwrap = "none" | "array" | "object";

/**
 * Where the reading is. `top`: between values at the top. `list`: between elements. `key`, `colon`, `value`: in a member, before its value.
 * `record`: inside a record. `lost`: behind something broken, looking for the next record. `behind`: after the list that alone was wanted.
 */
type Where = "top" | "list" | "key" | "colon" | "value" | "record" | "lost" | "behind";

/**
 * Cuts JSON values out of a file without parsing it, so that a file of any size takes no more memory than its longest record. A broken
 * value costs itself when the next one can be recognised by how the first one began (its line and indentation, or its first key);
 * otherwise everything behind it is one broken record.
 */
export class ValueCutter implements Cutter {
  private unwrap: Unwrap;
  private readonly list: string | undefined;
  private readonly options: CutOptions;
  private readonly held: HeldBytes;
  private readonly scanner = new ValueScanner();
  private starts = new RecordStart();
  private records: RawRecord[] = [];

  private where: Where = "top";
  private inList = false;
  private key: string | undefined;
  private place: Place = { line: 1, offset: 0 };
  /** The chunk, where it begins in the file, and where in it the record under way begins or goes on. */
  private chunk: Uint8Array = new Uint8Array(0);
  private base: number;
  private from = 0;
  private line = 1;
  private reread = 0;
  private overlap: Uint8Array = new Uint8Array(0);

  /** @param list key of a member whose elements are records instead of itself, and behind which nothing is read; only with `object` */
  constructor(unwrap: Unwrap, options: CutOptions, list?: string) {
    this.unwrap = unwrap;
    this.list = list;
    this.options = options;
    this.held = new HeldBytes(options.maxRecordBytes);
    this.base = options.offset;
  }

  push(chunk: Uint8Array): RawRecord[] {
    this.chunk = chunk;
    if (this.overlap.length > 0) {
      this.chunk = Buffer.concat([this.overlap, chunk]);
      this.base -= this.overlap.length;
      this.overlap = new Uint8Array(0);
    }
    this.from = 0;
    this.run(0);
    return this.taken();
  }

  end(): RawRecord[] {
    this.chunk = new Uint8Array(0);
    // A record that was never closed: what looks like the next ones may be inside what was taken for it.
    while (this.where === "record" && !this.scanner.isWord) {
      const at = this.recover(0);
      if (at === undefined) break;
      this.run(at);
      this.chunk = new Uint8Array(0);
    }
    if (this.where === "record") this.emit(this.scanner.isWord ? undefined : this.brokenOff());
    if (this.where === "key" || this.where === "colon" || this.where === "value") this.emit(this.brokenOff());
    if (this.where === "lost") {
      this.held.add(this.overlap);
      this.emit(this.restLost());
    }
    return this.taken();
  }

  /** The value that the bytes so far leave unfinished, or undefined between values. For looking at the beginning of a file. */
  unfinished(): Uint8Array | undefined {
    return this.where === "record" ? this.held.peek() : undefined;
  }

  /** The key of the member that is under way. */
  get unfinishedKey(): string | undefined {
    return this.key;
  }

  private run(from: number): void {
    let at = from;
    while (at < this.chunk.length) at = this.step(at);
    if (this.where === "record" || this.where === "key") this.held.add(this.chunk.subarray(this.from));
    this.base += this.chunk.length;
  }

  private step(at: number): number {
    switch (this.where) {
      case "top":
      case "list":
        return this.between(at);
      case "key":
        return this.readKey(at);
      case "colon":
      case "value":
        return this.beforeValue(at);
      case "record":
        return this.inside(at);
      case "behind":
        return this.chunk.length;
      default:
        return this.search(at);
    }
  }

  private between(at: number): number {
    const byte = this.chunk[at] ?? 0;
    const kind = kindOfByte[byte] ?? OTHER;
    if (kind === NEWLINE) {
      this.line += 1;
      this.starts.newLine();
      return at + 1;
    }
    if (kind === SPACE) {
      this.starts.space();
      return at + 1;
    }
    if (kind === COMMA) {
      this.starts.other();
      return at + 1;
    }
    if (this.where === "top" && byte === (this.unwrap === "array" ? 0x5b : this.unwrap === "object" ? 0x7b : -1)) {
      this.where = "list";
      this.inList = true;
      this.starts.other();
      return at + 1;
    }
    if (this.where === "list" && byte === (this.unwrap === "array" ? 0x5d : 0x7d)) {
      this.where = this.list !== undefined && this.unwrap === "array" ? "behind" : "top";
      this.inList = false;
      this.starts.other();
      return at + 1;
    }
    this.starts.begin(byte);
    this.beginRecord(at);
    if (this.where === "list" && this.unwrap === "object") {
      if (kind !== QUOTE) return this.broken(at);
      this.where = "key";
      this.scanner.reset();
      return at;
    }
    if (kind === CLOSE || (kind === OTHER && !mayBeginWord(byte)) || byte === COLON_MARK) return this.broken(at);
    this.where = "record";
    return at;
  }

  private beginRecord(at: number): void {
    this.place = { line: this.line, offset: this.base + at };
    this.from = at;
    this.scanner.reset();
  }

  private readKey(at: number): number {
    const end = this.scanner.scan(this.chunk, at);
    if (this.scanner.state === "more") return end;
    this.held.add(this.chunk.subarray(this.from, end));
    this.from = end;
    if (this.scanner.state === "broken") return this.broken(end);
    const key = parseKey(this.held.peek());
    if (key === undefined) return this.broken(end);
    this.held.take();
    this.key = key;
    this.where = "colon";
    return end;
  }

  private beforeValue(at: number): number {
    const byte = this.chunk[at] ?? 0;
    const kind = kindOfByte[byte] ?? OTHER;
    if (kind === NEWLINE) this.line += 1;
    if (kind === NEWLINE || kind === SPACE) return at + 1;
    if (this.where === "colon" && byte === COLON_MARK) {
      this.where = "value";
      return at + 1;
    }
    if (this.where === "value" && byte === 0x5b && this.key !== undefined && this.key === this.list && this.unwrap === "object") {
      this.beginList();
      return at + 1;
    }
    this.beginRecord(at);
    if (this.where === "colon" || (kind !== OPEN && kind !== QUOTE && !(kind === OTHER && mayBeginWord(byte)))) return this.broken(at);
    this.where = "record";
    return at;
  }

  /** From here on the elements are the records. How they begin is not how the members before them did. */
  private beginList(): void {
    this.unwrap = "array";
    this.where = "list";
    this.key = undefined;
    this.starts = new RecordStart();
    this.starts.other();
  }

  private inside(at: number): number {
    const end = this.scanner.scan(this.chunk, at);
    if (this.scanner.state === "more") return end;
    this.held.add(this.chunk.subarray(this.from, end));
    this.from = end;
    if (this.scanner.state === "broken") return this.recover(end) ?? this.broken(end);
    if (!this.starts.known && !this.held.tooLarge) this.starts.learn(this.held.peek());
    this.line += this.scanner.lines;
    this.emit();
    this.where = this.afterRecord();
    return end;
  }

  /** After a record at the top comes another at the top, after an element another element. */
  private afterRecord(): Where {
    return this.inList ? "list" : "top";
  }

  /**
   * Looks for the beginning of the next record inside what is held of a broken one, and goes back to it.
   *
   * @param at where in the chunk the reading is; all before it belongs to the broken record and is held
   * @returns where in the (perhaps other) chunk to go on, or undefined when there is no such beginning
   */
  private recover(at: number): number | undefined {
    if (this.held.tooLarge || this.reread > MAX_REREAD) return undefined;
    const bytes = this.held.peek();
    if (!this.starts.known) this.starts.learn(bytes);
    const next = this.starts.findNext(bytes, 1);
    if (next === undefined) return undefined;
    this.reread += bytes.length - next;
    const goOn = this.goBack(next, at);
    this.emit();
    this.where = this.afterRecord();
    return goOn;
  }

  /** Takes the record under way as broken and everything from here on with it, until a beginning is found. */
  private broken(at: number): number {
    this.where = "lost";
    if (this.held.tooLarge) {
      this.line = this.place.line + this.scanner.lines;
      return at;
    }
    const bytes = this.held.peek();
    if (bytes.length > 0 && !this.starts.known) this.starts.learn(bytes);
    if (bytes.length === 0) {
      this.held.add(this.chunk.subarray(at, at + 1));
      this.line = this.place.line;
      return at + 1;
    }
    // What leads up to the next beginning may have been read already.
    return this.goBack(Math.max(1, bytes.length - SEARCH_OVERLAP), at);
  }

  /**
   * Gives back what is held from byte `length` on.
   *
   * @returns where in the (perhaps other) chunk to go on
   */
  private goBack(length: number, at: number): number {
    const bytes = this.held.peek();
    this.held.take();
    this.held.add(bytes.subarray(0, length));
    this.line = this.place.line + countLines(bytes, 0, length);
    const back = bytes.length - length;
    if (back <= at) return at - back;
    this.chunk = Buffer.concat([bytes.subarray(length), this.chunk.subarray(at)]);
    this.base += at - back;
    return 0;
  }

  private search(at: number): number {
    const next = this.starts.findNext(this.chunk, at);
    const end = next ?? Math.max(at, this.chunk.length - SEARCH_OVERLAP);
    this.held.add(this.chunk.subarray(at, end));
    this.line += countLines(this.chunk, at, end);
    if (next === undefined) {
      this.overlap = this.chunk.subarray(end);
      return this.chunk.length;
    }
    this.emit(this.restLost());
    this.where = this.afterRecord();
    return next;
  }

  private emit(problem?: Problem): void {
    const record = takeRecord(this.held, this.place, this.options, problem);
    if (this.key !== undefined) record.key = this.key;
    this.key = undefined;
    this.records.push(record);
  }

  private taken(): RawRecord[] {
    const { records } = this;
    this.records = [];
    return records;
  }

  private brokenOff(): Problem {
    const { file } = this.options;
    return {
      code: "broken_json",
      message: `${file}:${this.place.line}: the file ends inside this record. It was cut off; the records before it are read.`,
    };
  }

  private restLost(): Problem {
    return {
      code: "broken_json",
      message:
        `${this.options.file}:${this.place.line}: broken JSON from here on (${this.held.size} bytes), up to where the next record can be ` +
        `recognised or to the end of the file. Repair the file and run again to read what is in there.`,
    };
  }
}

function mayBeginWord(byte: number): boolean {
  // Digits, a minus, and the first letters of true, false and null.
  return (byte >= 0x30 && byte <= 0x39) || byte === 0x2d || byte === 0x74 || byte === 0x66 || byte === 0x6e;
}

function parseKey(bytes: Uint8Array): string | undefined {
  if (isBlank(bytes, 0, bytes.length)) return undefined;
  try {
    const key: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof key === "string" ? key : undefined;
  } catch {
    return undefined;
  }
}
