import type { Json, JsonObject } from "../../../base/json.ts";

/**
 * The fields that every line of a session repeats, told only where they change. Lists and objects are told every time.
 */
export class FieldChanges {
  readonly #last = new Map<string, Json>();
  readonly #known: ReadonlySet<string>;

  /** @param known fields that are read elsewhere */
  constructor(known: ReadonlySet<string>) {
    this.#known = known;
  }

  /** Fields of a line that are new or other than in the lines before; undefined when there are none. */
  next(line: JsonObject): JsonObject | undefined {
    const changed: Array<[string, Json]> = [];
    for (const key in line) {
      const value = line[key];
      if (value === undefined || value === null || this.#known.has(key) || this.#last.get(key) === value) continue;
      if (typeof value !== "object") this.#last.set(key, value);
      changed.push([key, value]);
    }
    return changed.length === 0 ? undefined : Object.fromEntries(changed);
  }
}
