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
  expect(["a", "b", "a", "c", "c", "a"].map(same)).toEqual(["a", "b", "a", "c", "c", "a"]);
  expect(asked).toEqual(["a", "b", "c", "a"]);
});
