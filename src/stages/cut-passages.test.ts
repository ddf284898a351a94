import fc from "fast-check";
import { expect, test } from "vitest";
import { withoutPassages } from "./cut-passages.ts";

test.each([
  ["a sentence within a line", "Be kind. Think aloud. Be brief.", ["Think aloud."], "Be kind. Be brief."],
  ["the last sentence of a line", "Be kind. Think aloud.\nBe brief.", ["Think aloud."], "Be kind.\nBe brief."],
  ["the first sentence of an item", "1. Think aloud. Be kind.\n2. Be brief.", ["Think aloud."], "1. Be kind.\n2. Be brief."],
  ["a line", "Be kind.\nThink aloud.\n\nBe brief.", ["Think aloud."], "Be kind.\n\nBe brief."],
  ["sentences run together", "Be kind.Think aloud.Be brief.", ["Think aloud."], "Be kind.Be brief."],
  ["an item with a dash", "- Be kind.\n- Think aloud.\n- Be brief.", ["Think aloud."], "- Be kind.\n- Be brief."],
  ["what does not stand there", "Be kind.", ["Think aloud."], "Be kind."],
])("leaves out %s", (_, prompt, passages, left) => {
  expect(withoutPassages(prompt, passages)).toBe(left);
});

test("the items after one that is gone move up, and those of the next list do not", () => {
  const prompt = "Remember:\n1.Be kind.\n2.Think aloud.\n3.Be brief,\nalways.\n4.End.\nTools:\n1.abacus\n2.slate\n5. chalk";
  expect(withoutPassages(prompt, ["Think aloud."])).toBe(
    "Remember:\n1.Be kind.\n2.Be brief,\nalways.\n3.End.\nTools:\n1.abacus\n2.slate\n5. chalk",
  );
  expect(withoutPassages(prompt, ["Think aloud.", "Be kind."])).toMatch(
    /^Remember:\n1\.Be brief,\nalways\.\n2\.End\.\nTools:\n1\.abacus\n/,
  );
});

test("nothing but the passage, gaps, line ends and numbers goes", () => {
  const sentence = fc.stringMatching(/^[A-Z][a-z]{1,8}( [a-z]{1,8}){0,3}\.$/);
  fc.assert(
    fc.property(
      fc.array(sentence),
      sentence,
      fc.array(sentence),
      fc.constantFrom(" ", "\n", "\n- ", "\n7. "),
      (before, passage, after, gap) => {
        fc.pre(![...before, ...after].some((one) => one.includes(passage)));
        const letters = (text: string): string => text.replaceAll(/[^a-z]/gi, "");
        const left = withoutPassages([...before, passage, ...after].join(gap), [passage]);
        expect(letters(left)).toBe(letters([...before, ...after].join("")));
      },
    ),
  );
});
