const SMALLEST = 1 << 10;

/** Fullness at which the table doubles. */
const FULL = 0.6;

/**
 * From 32-bit keys to numbers, several to a key: a hash table in two typed arrays, 13 to 27 bytes an entry. A `Map` of lists would take five
 * times that.
 */
export class IndexTable {
  private keys = new Uint32Array(SMALLEST);
  /** The number and 1, so that 0 is a free place. */
  private values = new Uint32Array(SMALLEST);
  private size = 0;

  /** @param value 0 to 2³² - 2 */
  add(key: number, value: number): void {
    if (this.size + 1 > this.keys.length * FULL) this.grow();
    this.put(key, value + 1);
    this.size++;
  }

  /** The numbers of a key, in the order in which they were added. */
  *of(key: number): Generator<number, void, undefined> {
    const mask = this.keys.length - 1;
    for (let at = key & mask; this.values[at] !== 0; at = (at + 1) & mask) {
      if (this.keys[at] === key) yield (this.values[at] ?? 0) - 1;
    }
  }

  private put(key: number, stored: number): void {
    const mask = this.keys.length - 1;
    let at = key & mask;
    while (this.values[at] !== 0) at = (at + 1) & mask;
    this.keys[at] = key;
    this.values[at] = stored;
  }

  /** Entries of one key move in their order: going round from a free place, a cluster is met from its beginning. */
  private grow(): void {
    const { keys, values } = this;
    this.keys = new Uint32Array(keys.length * 2);
    this.values = new Uint32Array(values.length * 2);
    const free = values.indexOf(0);
    for (let step = 0; step < keys.length; step++) {
      const at = (free + step) % keys.length;
      const stored = values[at] ?? 0;
      if (stored !== 0) this.put(keys[at] ?? 0, stored);
    }
  }
}
