import fc from "fast-check";
import { expect, test } from "vitest";
import { isObject } from "../base/json.ts";
import type { Call } from "../trajectory/trajectory.ts";
import { listingOf, readPayload, verbatimIn } from "./payload.ts";

const callThatSaw = (text: string): Call => ({ id: "c", name: "get", arguments: {}, result: { status: "ok", text } });
const payloadOf = (text: string) => readPayload(callThatSaw(text));

const inns = '[{"name": "Anker", "price": 80}, {"name": "Krone", "price": 120}]';

test("a payload is read through what it is wrapped in", () => {
  const inner = [
    { name: "Anker", price: 80 },
    { name: "Krone", price: 120 },
  ];
  expect(payloadOf(inns)).toEqual({ value: inner, whole: true });
  expect(payloadOf(JSON.stringify({ error: "", response: inns }))).toEqual({ value: inner, whole: true });
  expect(payloadOf(JSON.stringify({ error: "", response: "Anker is an inn." }))).toEqual({ value: "Anker is an inn.", whole: true });
  expect(payloadOf("Two inns.")).toBeUndefined();
});

test("what breaks off gives what is complete in it, and is not whole", () => {
  const wrapped = JSON.stringify({ error: "", response: inns });
  const cut = `${wrapped.slice(0, wrapped.indexOf("120"))}...`;
  expect(payloadOf(cut)).toEqual({ value: [{ name: "Anker", price: 80 }, { name: "Krone" }], whole: false });
  expect(payloadOf("{'inn': {'name': 'Anker', 'price': 80, 'about': 'An old in...")).toEqual({
    value: { inn: { name: "Anker", price: 80 } },
    whole: false,
  });
  expect(payloadOf('{"error": "", "response": "Anker is an inn that...')).toEqual({ value: "Anker is an inn that...", whole: false });
});

const record = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.oneof(fc.integer(), fc.string({ maxLength: 12 }), fc.boolean()), {
  maxKeys: 4,
});

test("wherever a list breaks off, nothing is read that it did not hold", () => {
  fc.assert(
    fc.property(fc.array(record, { maxLength: 4 }), fc.nat(), (items, at) => {
      const text = JSON.stringify(items);
      const payload = payloadOf(text.slice(0, at % (text.length + 1)));
      if (payload === undefined || !Array.isArray(payload.value)) return;
      payload.value.forEach((item, index) => {
        for (const [key, value] of isObject(item) ? Object.entries(item) : []) expect(items[index]?.[key]).toEqual(value);
      });
      if (payload.whole) expect(payload.value).toEqual(items);
    }),
  );
});

test.each([
  ['{"inns": [{"name": "Anker"}], "total": 1}', true],
  ['{"inns": [{"name": "Anker"}], "total": 40}', false],
  ['{"inns": [{"name": "Anker"}], "has_more": true}', false],
  ['{"inns": [{"name": "Anker"}], "nextCursor": "abc"}', false],
  ['{"inns": [{"name": "Anker"}], "nextCursor": "", "hasMore": false}', true],
])("a list is whole only where the answer speaks of no more: %s", (text, whole) => {
  const payload = payloadOf(text);
  expect(payload === undefined ? undefined : listingOf(payload)).toEqual({ items: [{ name: "Anker" }], key: "inns", whole });
});

test.each([
  ['{"inns": [{"name": "Anker"}], "meta": {"took": 3}}', true],
  ['{"inns": [{"name": "Anker"}], "meta": {"total_count": 45}}', false],
  ['{"inns": [{"name": "Anker"}], "links": {"next": "p2"}}', false],
])("what tells of the answer beside a list is no part of it, and may speak of more: %s", (text, whole) => {
  const payload = payloadOf(text);
  expect(payload === undefined ? undefined : listingOf(payload)).toEqual({ items: [{ name: "Anker" }], key: "inns", whole });
});

test("two lists side by side, a list of plain values and an empty one are no list of things", () => {
  for (const text of ['{"inns": [{"name": "A"}], "bars": [{"name": "B"}]}', '["A", "B"]', '{"inns": []}']) {
    const payload = payloadOf(text);
    expect(payload === undefined ? undefined : listingOf(payload)).toBeUndefined();
  }
});

test("a value is found as it stands, escaped once or twice", () => {
  expect(verbatimIn('{"name": "Café"}', "Café")).toBe("Café");
  expect(verbatimIn(String.raw`{"name": "Caf\u00e9"}`, "Café")).toBe(String.raw`Caf\u00e9`);
  expect(verbatimIn(String.raw`{"response": "{\"name\": \"Caf\\u00e9\"}"}`, "Café")).toBe(String.raw`Caf\\u00e9`);
  expect(verbatimIn('{"name": "Cafe"}', "Café")).toBeUndefined();
});
