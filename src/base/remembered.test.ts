import { expect, test } from "vitest";
import { remembered } from "./remembered.ts";

test("makes each result once, also one that is undefined", () => {
  const asked: string[] = [];
  const half = remembered((text) => {
    asked.push(text);
    return text.length % 2 === 0 ? text.slice(0, text.length / 2) : undefined;
  });
  expect(["abcd", "abc", "abcd", "abc"].map(half)).toEqual(["ab", undefined, "ab", undefined]);
  expect(asked).toEqual(["abcd", "abc"]);
});

test("never keeps more than it may", () => {
  const asked: string[] = [];
  const same = remembered((text) => (asked.push(text), text), 2);
  const texts = ["a", "b", "c", "d", "e", "a", "e"];
  expect(texts.map(same)).toEqual(texts);
  expect(asked).toEqual(["a", "b", "c", "d", "e", "a"]);
});

test("keeps what is asked for again and again, however much else is", () => {
  const asked: string[] = [];
  const same = remembered((text) => (asked.push(text), text), 2);
  for (const other of ["a", "b", "c", "d", "e"]) expect([other, "often"].map(same)).toEqual([other, "often"]);
  expect(asked).toEqual(["a", "often", "b", "c", "d", "e"]);
});
