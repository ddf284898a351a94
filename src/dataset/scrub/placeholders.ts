import { groupHash } from "../group-hash.ts";
import type { Finding, ScrubKind } from "./finding.ts";
import type { Replacement } from "./scrubber.ts";

/**
 * Gives every distinct value of a dataset its placeholder: `<EMAIL_1>`, `<EMAIL_2>`, by the order in which they are asked for. Keeps hashes, not
 * values: some 60 bytes each.
 */
export class Placeholders {
  /** How many distinct values there were so far, by kind. */
  readonly values: Partial<Record<ScrubKind, number>> = {};
  readonly #numbers = new Map<number, number>();

  replacementOf({ kind, value, identity, kept }: Finding): Replacement {
    return { kind, value, placeholder: `${kept}<${kind}_${this.#numberOf(kind, identity)}>` };
  }

  #numberOf(kind: ScrubKind, identity: string): number {
    const key = groupHash(`${kind}\n${identity}`, 0);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = (this.values[kind] ?? 0) + 1;
    this.values[kind] = number;
    this.#numbers.set(key, number);
    return number;
  }
}
