import fc from "fast-check";
import { expect, test } from "vitest";
import { IndexTable } from "./index-table.ts";

test("gives what a map of lists would, in the order in which it was put there", () => {
  // Few keys, some of them neighbours, so that places are fought over.
  const key = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.constantFrom(0xffffffff, 0xfffffffe, 1023, 1024, 2047));
  fc.assert(
    fc.property(fc.array(key, { maxLength: 3000, size: "max" }), (keys) => {
      const table = new IndexTable();
      const expected = new Map<number, number[]>();
      keys.forEach((each, value) => {
        table.add(each, value);
        expected.set(each, [...(expected.get(each) ?? []), value]);
      });
      for (const [each, values] of expected) expect([...table.of(each)]).toEqual(values);
      expect([...table.of(77)]).toEqual([]);
    }),
    { numRuns: 30 },
  );
});
