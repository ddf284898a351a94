import fc from "fast-check";
import { expect, test } from "vitest";
import { locateQuote } from "./locate-quote.ts";

const text = 'The shop said: “Sugar — 2 kg”\n{"name": "O\\"Neil", "price": 4.99}';

test.each([
  ["exact", "Sugar — 2 kg", "Sugar — 2 kg"],
  ["plain quotation marks and dash", 'said: "Sugar - 2 kg"', "said: “Sugar — 2 kg”"],
  ["other white space", 'said:   “Sugar —\t2 kg” {"name"', 'said: “Sugar — 2 kg”\n{"name"'],
  ["escapes left out", '"name": "O"Neil", "price"', '"name": "O\\"Neil", "price"'],
  ["a line end written as an escape", 'Sugar — 2 kg”\\n{"name"', 'Sugar — 2 kg”\n{"name"'],
])("finds a quote: %s", (_, quote, found) => {
  expect(locateQuote(text, quote)).toBe(found);
});

test.each([
  ["other digits", '"price": 4.98'],
  ["other words", "The store said"],
  ["empty", "  "],
  ["too short to be found loosely", "a  i"],
])("finds none: %s", (_, quote) => {
  expect(locateQuote(text, quote)).toBeUndefined();
});

test("what it returns stands in the text, and every passage of a text is found in it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.nat(), fc.nat(), (whole, a, b) => {
      const start = Math.min(a, b) % (whole.length + 1);
      const passage = whole.slice(start, start + (Math.abs(a - b) % 40));
      const found = locateQuote(whole, passage);
      if (passage.trim() !== "") expect(found).toBe(passage.trim());
      if (found !== undefined) expect(whole).toContain(found);
    }),
  );
});

test("letters and digits of what it returns are those of the quote", () => {
  const letters = (some: string): string => some.replaceAll(/\\[nrt]|[^\p{L}\p{N}]/gu, "");
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (whole, quote) => {
      const found = locateQuote(whole, quote);
      if (found !== undefined && !whole.includes(quote.trim())) {
        expect(letters(found)).toBe(letters(quote));
      }
    }),
  );
});
