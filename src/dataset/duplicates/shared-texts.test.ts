import { crc32 } from "node:zlib";
import { expect, test } from "vitest";
import { SharedTexts } from "./shared-texts.ts";

test("tells texts of one length apart, however many there are", () => {
  const texts = new SharedTexts();
  const many = Array.from({ length: 100 }, (_, index) => `a text of which there are many, number ${1000 + index}`);
  // Twice, and as other strings the second time: what was kept of one must not be given for another.
  for (let round = 0; round < 2; round++) {
    for (const text of many.map((each) => [...each].join(""))) {
      expect(texts.checksumOf(text)).toBe(crc32(text));
      expect(texts.wordsOf(text)?.pairs).toHaveLength(9 - 1);
    }
  }
  expect(new Set(many.map((text) => texts.wordsOf(text)?.last)).size).toBe(100);
});

test("a text without words has none", () => {
  expect(new SharedTexts().wordsOf("...")).toBeNull();
});
