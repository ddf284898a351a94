import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAnswer } from "../../src/llm/parse-answer.ts";

const value = { valid: true, why: 'It says "a } brace" and a \\ slash.', goals: [{ text: "x" }] };
const text = JSON.stringify(value);

describe("parseAnswer", () => {
  test.each([
    ["plain", text],
    ["indented", JSON.stringify(value, null, 2)],
    ["in a fence", `\`\`\`json\n${text}\n\`\`\``],
    ["in a fence without a name", `\`\`\`\n${text}\n\`\`\``],
    ["after prose with a brace", `The set {a, b} is what counts:\n\`\`\`json\n${text}\n\`\`\``],
    ["with prose around", `Here is my verdict: ${text} I hope it helps.`],
    ["with trailing commas", text.replace("}]}", "},],}")],
    ["with a comment", text.replace("{", "{ // verdict\n")],
    ["with Python's words", text.replace("true", "True")],
    ["after a thought", `<think>So {maybe} it is.</think>\n${text}`],
  ])("reads JSON %s", (_, answer) => {
    expect(parseAnswer(answer)).toEqual({ ok: true, value });
  });

  test.each([
    ["nothing", ""],
    ["prose", "I cannot say."],
    ["a lone word", "true"],
    ["a number in prose", "It is 42."],
    ["a list", "[1, 2]"],
  ])("finds none in %s", (_, answer) => {
    expect(parseAnswer(answer)).toMatchObject({ ok: false, whole: true });
  });

  test("never takes an answer that breaks off for a whole one", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (object, share) => {
          const whole = JSON.stringify(object);
          const parsed = parseAnswer(whole.slice(0, Math.floor(whole.length * share)));
          expect(parsed.ok).toBe(false);
        },
      ),
    );
  });

  test.each([`{"a": [{"b": 1}]`, `[{"a": 1}, `, `Draft: {"a": 1}. Final: {"a": `, `\`\`\`json\n{"a": "x\n\`\`\``])(
    "calls %s broken off",
    (answer) => {
      expect(parseAnswer(answer)).toMatchObject({ ok: false, whole: false });
    },
  );

  test("gives any object back, with prose and a fence around it", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
        // JSON has no negative zero and no key that sets the prototype.
        const json = JSON.stringify(object);
        expect(parseAnswer(`Sure!\n\`\`\`json\n${json}\n\`\`\`\nDone.`)).toEqual({ ok: true, value: JSON.parse(json) });
      }),
    );
  });

  test("ends on any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."{}[]\"':,\\`tn1 \n") }), (answer) => {
        expect(typeof parseAnswer(answer).ok).toBe("boolean");
      }),
    );
  });
});
