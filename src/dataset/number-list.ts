const CHUNK = 1 << 14;

interface NumberArray {
  [index: number]: number;
}

/** A list of numbers that grows in chunks of a typed array: no copying when it grows, no box around a number. */
export class NumberList {
  length = 0;
  private readonly chunks: NumberArray[] = [];
  private readonly makeChunk: (length: number) => NumberArray;

  private constructor(makeChunk: (length: number) => NumberArray) {
    this.makeChunk = makeChunk;
  }

  /** 8 bytes a number. */
  static ofFloat64(): NumberList {
    return new NumberList((length) => new Float64Array(length));
  }

  /** 4 bytes a number; integers from 0 to 2³² - 1. */
  static ofUint32(): NumberList {
    return new NumberList((length) => new Uint32Array(length));
  }

  /** 2 bytes a number; integers from 0 to 65,535. */
  static ofUint16(): NumberList {
    return new NumberList((length) => new Uint16Array(length));
  }

  /** 1 byte a number; integers from 0 to 255. */
  static ofUint8(): NumberList {
    return new NumberList((length) => new Uint8Array(length));
  }

  push(value: number): void {
    const within = this.length % CHUNK;
    if (within === 0) this.chunks.push(this.makeChunk(CHUNK));
    const chunk = this.chunks[this.chunks.length - 1];
    if (chunk !== undefined) chunk[within] = value;
    this.length++;
  }

  /** Puts another number in the place of one that is there. @throws RangeError outside of 0 to length - 1 */
  set(index: number, value: number): void {
    const chunk = index < this.length ? this.chunks[Math.floor(index / CHUNK)] : undefined;
    if (chunk === undefined) throw new RangeError(`Index ${index} is outside of 0 to ${this.length - 1}.`);
    chunk[index % CHUNK] = value;
  }

  /** @throws RangeError outside of 0 to length - 1 */
  at(index: number): number {
    const value = index < this.length ? this.chunks[Math.floor(index / CHUNK)]?.[index % CHUNK] : undefined;
    if (value === undefined) throw new RangeError(`Index ${index} is outside of 0 to ${this.length - 1}.`);
    return value;
  }
}
