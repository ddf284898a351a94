import fc from "fast-check";
import { expect, test } from "vitest";
import { ibanHolds, luhnHolds } from "./check-digits.ts";
import { findPersonal } from "./find-personal.ts";

function found(text: string): string[] {
  return findPersonal(text).map(({ kind, value, identity, kept }) => `${kind} ${kept}|${value.slice(kept.length)}|${identity}`);
}

test.each([
  ["Write to Ada.Byron+x@mail.engine.org.", ["EMAIL |Ada.Byron+x@mail.engine.org|ada.byron+x@mail.engine.org"]],
  ["call +44 20 7946 0958, or (212) 555-0187", ["PHONE |+44 20 7946 0958|442079460958", "PHONE |(212) 555-0187|2125550187"]],
  ["212-555-0187", ["PHONE |212-555-0187|2125550187"]],
  ['{"card": 4111111111111111}', ["CARD |4111111111111111|4111111111111111"]],
  ["paid with 5500 0000 0000 0004.", ["CARD |5500 0000 0000 0004|5500000000000004"]],
  ["IBAN GB82 WEST 1234 5698 7654 32", ["IBAN |GB82 WEST 1234 5698 7654 32|GB82WEST12345698765432"]],
  ["from 81.2.69.142:443", ["IP |81.2.69.142|81.2.69.142"]],
  ["cat /home/ada/notes.txt", ["USER /home/|ada|ada"]],
  ["open C:\\Users\\ada\\x and file:///Users/ada/y", ["USER C:\\Users\\|ada|ada", "USER /Users/|ada|ada"]],
])("finds %s", (text, expected) => {
  expect(found(text)).toEqual(expected);
});

test.each([
  ["addresses of examples and of nobody", "a@example.com b@shop.test git@github.com noreply@bank.org user@host run_7@1.json"],
  [
    "numbers that are no cards",
    "4111111111111112, 1700000000000, 0000000000000000, 4111111111111111.5, id-4111111111111111-x, 54 65 78 74 20 66 69",
  ],
  [
    "dates, amounts, versions and times",
    "2024-05-15 12:00:00+0100, 1,234,567.89, 10.0.19041.1, 1.2.3.4, 12.3.1.170, 555-1234, 2024-555-0187",
  ],
  ["private addresses", "10.1.2.3 192.168.0.1 127.0.0.1 172.16.9.9 169.254.1.1 203.0.113.9"],
  ["homes of no person", "/home/ubuntu/a /Users/Shared/b /root/c /home/ /opt/home/x"],
  ["letters that are no IBAN", "GB82 WEST 1234 5698 7654 33"],
])("leaves %s", (_, text) => {
  expect(found(text)).toEqual([]);
});

test("a value stands in the text that it was found in, and the check digits hold", () => {
  const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 14, maxLength: 14 }).map((list) => `4${list.join("")}`);
  fc.assert(
    fc.property(digits, fc.constantFrom("", " ", "-"), (body, gap) => {
      const check = [..."0123456789"].find((digit) => luhnHolds(body + digit)) ?? "";
      const card = (body + check).replaceAll(/\d{4}(?=\d)/g, `$&${gap}`);
      expect(found(`x ${card}, y`)).toEqual([`CARD |${card}|${body}${check}`]);
    }),
  );
  fc.assert(fc.property(fc.string(), (text) => findPersonal(text).every(({ value }) => text.includes(value))));
  expect(ibanHolds("DE89 3704 0044 0532 0130 00")).toBe(true);
});

test("comes to an end over long runs of what could begin a value", () => {
  const texts = ["a.".repeat(50_000), "1 ".repeat(50_000), `${"a-".repeat(50_000)}@`, "+1 (".repeat(25_000), "AB12 ".repeat(20_000)];
  for (const text of texts) expect(findPersonal(text)).toEqual([]);
});
