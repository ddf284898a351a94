import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../../base/json.ts";
import { spacedJson } from "./spaced-json.ts";

test("looks as Python's json prints it with ensure_ascii off", () => {
  expect(spacedJson({ name: "search", arguments: { query: "a: b, c☕", tags: ["x", 1.5, true, null], none: {}, empty: [] } })).toBe(
    '{"name": "search", "arguments": {"query": "a: b, c☕", "tags": ["x", 1.5, true, null], "none": {}, "empty": []}}',
  );
});

test("means the same as without the spaces", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const plain: Json = JSON.parse(JSON.stringify(value));
      expect(JSON.parse(spacedJson(plain))).toEqual(plain);
    }),
  );
});
