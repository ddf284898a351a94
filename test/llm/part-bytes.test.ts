import fc from "fast-check";
import { expect, test } from "vitest";
import { lengthOf, plainBytes, quotedBytes } from "../../src/llm/part-bytes.ts";
import { quotedUtf8, stretchesOf, utf8, utf8View } from "../../src/llm/utf8.ts";

// Stretches of ASCII and of all else in turns, as a run has them, beside whatever a string can hold: halves of surrogate pairs and control characters, too.
const stretch = fc.oneof(
  fc.stringMatching(/^[ -~\n\t"\\]{0,40}$/),
  fc.stringMatching(/^[\u0080-\u00ff]{0,4}$/),
  fc.string({ unit: "binary" }),
  fc.stringMatching(/^[\ud800-\udfff]{0,3}$/),
  fc.constant("⟦THE REQUEST⟧"),
);
const text = fc.array(stretch, { maxLength: 200 }).map((stretches) => stretches.join(""));

test("bytes are those that Node writes", () => {
  fc.assert(
    fc.property(text, (written) => {
      const stretches = stretchesOf(written);
      for (const bytes of [utf8(written), utf8(written, stretches), utf8View(written, stretches)]) {
        expect(bytes.equals(Buffer.from(written))).toBe(true);
      }
      expect(quotedUtf8(written, stretches).equals(Buffer.from(JSON.stringify(written).slice(1, -1)))).toBe(true);
    }),
  );
});

test.each([
  ["fits while it is plain", "a".repeat(100_000)],
  ["grows when it is quoted", "\u0001⟦".repeat(20) + "\u0001".repeat(60_000)],
  ["fits neither way", `⟦${"b⟧".repeat(400_000)}`],
])("a long text that %s", (_, written) => {
  const part = { text: written, cache: true };
  for (let time = 0; time < 2; time += 1) {
    expect(plainBytes(part).equals(Buffer.from(written))).toBe(true);
    expect(quotedBytes(part).equals(Buffer.from(JSON.stringify(written).slice(1, -1)))).toBe(true);
    expect(lengthOf(part)).toBe(Buffer.byteLength(written));
  }
});

test("a part that was changed has the bytes of what it is now", () => {
  const part = { text: "before ⟦", cache: true };
  expect([plainBytes(part).toString(), quotedBytes(part).toString()]).toEqual(["before ⟦", "before ⟦"]);
  part.text = 'after "';
  expect([plainBytes(part).toString(), quotedBytes(part).toString(), lengthOf(part)]).toEqual(['after "', 'after \\"', 7]);
});
