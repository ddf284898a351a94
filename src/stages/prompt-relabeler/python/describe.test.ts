import fc from "fast-check";
import { expect, test } from "vitest";
import { describeFunction } from "./describe.ts";
import { functionIn } from "./read-function.ts";

function returnsOf(...lines: string[]): string | undefined {
  const definition = functionIn(lines.join("\n"));
  return definition === undefined ? undefined : describeFunction(definition)?.returns;
}

test.each([
  ["def f(ws):\n    return min(ws, key=len)", "the item of ws with the smallest length (the first of them if there are several)"],
  ["def f(ns):\n    return [n for n in ns if n % 2 == 0 and n > 3]", "a list of the items of ns that are even and that are greater than 3"],
  ["def f(ns, k):\n    return all(len(n) == k for n in ns)", "True if the length of every item of ns is equal to k and False otherwise"],
  [
    "def f(ps):\n    return sorted(ps, key=lambda p: p[1], reverse=True)",
    "a list of the items of ps, sorted by their second element in descending order",
  ],
  ["def f(s, t):\n    return ''.join(c for c in s if c not in t)", "the string made of the characters of s that are not in t"],
  ["def f(n):\n    return bin(n)[2:]", "the non-negative integer n in binary, as a string without the prefix 0b"],
  ["def f(n):\n    return sum(int(d) for d in str(n))", "the sum of the digits of the non-negative integer n"],
  ["import math\ndef f(r):\n    return (4/3) * math.pi * r ** 3", "4 / 3 * pi * r ** 3"],
  ["def f(a, b):\n    return a - (b - 1)", "a - (b - 1)"],
  ["def f(s):\n    return s == s[::-1]", "True if s reads the same backwards and False otherwise"],
  ["def f(x):\n    return len(set(x))", "the number of different items of x"],
  ["def f(x):\n    return max(set(x), key=x.count)", "the item of x that occurs most often (any of them if there are several)"],
  [
    "def f(x):\n    return x[-1] if x[0] > 2 else None",
    "the last element of x if the first element of x is greater than 2, and None otherwise",
  ],
])("what an expression returns is told: %j", (code, returns) => {
  expect(returnsOf(code)).toBe(returns);
});

test.each([
  [["n = 0", "for x in xs:", "    if x < 0:", "        n += 1", "return n"], "the number of items of xs that are less than 0"],
  [["out = []", "for i in range(len(xs)):", "    if xs[i] not in out_of:", "        out.append(xs[i])", "return out"], undefined],
  [
    ["out = []", "for i in range(len(xs)):", "    if xs[i] > 1:", "        out.append(xs[i])", "return out"],
    "a list of the items of xs that are greater than 1",
  ],
  [["for x in xs:", "    if x < 0:", "        return False", "return True"], "True if every item of xs is at least 0 and False otherwise"],
  [
    ["for x in xs:", "    if xs.count(x) > 1:", "        return x", "return -1"],
    "the first item of xs that occurs more than once in xs, or -1 if there is none",
  ],
  [
    ["d = {}", "for x in xs:", "    d[x] = d.get(x, 0) + 1", "return d"],
    "a dictionary that maps each item of xs to the number of times it occurs",
  ],
  [["p = 1", "for x in xs:", "    p = p * x", "return p"], "the product of the items of xs"],
  [["ys = list(xs)", "ys.sort()", "return ys[-1]"], "the last item of xs when sorted in ascending order"],
  [["from math import sqrt", "return sqrt(sum(xs))"], "the square root of the sum of the items of xs"],
  [["ys = sorted(xs)", "return ys[0]"], "the first item of xs when sorted in ascending order"],
  [
    ["n = 0", "for i in range(1, xs + 1):", "    if xs % i == 0:", "        n += 1", "return n"],
    "the number of integers from 1 to xs that divide xs",
  ],
])("what a loop comes to is told: %j", (lines, returns) => {
  expect(returnsOf("def f(xs):", ...lines.map((line) => `    ${line}`))).toBe(returns);
});

test.each([
  ["output", "def f(x):\n    print(x)\n    return len(x)"],
  ["recursion", "def f(n):\n    return 1 if n == 0 else n * f(n - 1)"],
  [
    "a loop whose steps depend on each other",
    "def f(xs):\n    seen = set()\n    out = []\n    for x in xs:\n        if x in seen:\n            out.append(x)\n        seen.add(x)\n    return out",
  ],
  ["a loop that adds to what it looks at", "def f(xs):\n    t = 0\n    for x in xs:\n        t += t * x\n    return t"],
  ["a chain of comparisons, which the parser reads otherwise", "def f(x):\n    return [y for y in x if 1 < y < 5]"],
  ["and beside or", "def f(a, b, c):\n    return a > 1 and b > 1 or c > 1"],
  ["a function that nobody knows", "def f(x):\n    return helper(x)"],
  ["a parameter that hides a function", "def f(list):\n    return len(list) + 1"],
  ["a loop that takes a name of the outside", "def f(x, ys):\n    z = x + 1\n    t = 0\n    for x in ys:\n        t += z\n    return t"],
  ["a parameter that is not used", "def f(x, y):\n    return len(x)"],
  ["a default that is worked out", "def f(x, k=2 + 1):\n    return x[:k]"],
  ["a list that is sorted only sometimes", "def f(x):\n    if len(x) < 2:\n        return x\n    x.sort()\n    return x[0]"],
  ["items that are turned into something before they are joined", "def f(s):\n    return '.'.join(str(int(p)) for p in s.split('.'))"],
  ["elements counted from an end that may be 0", "def f(x, n):\n    return x[-n:]"],
  ["a list that is sorted under another name", "def f(x):\n    y = x\n    y.sort()\n    return x[0]"],
  ["an item of a list that is sorted", "def f(xs):\n    y = max(xs, key=len)\n    y.sort()\n    return y[0]"],
  ["a name of the outside that a comprehension takes", "def f(x, ys):\n    z = x + 1\n    return [z for x in ys]"],
  ["a name of the outside that a lambda takes", "def f(x, ys):\n    z = x + 1\n    return sorted(ys, key=lambda x: z)"],
  ["what is used and not imported", "def f(r):\n    return math.sqrt(r) + 1"],
  ["what is imported under another name", "from math import sqrt as root\ndef f(r):\n    return sqrt(r) + 1"],
  ["an import that hides a function", "from builtins_of_mine import len\ndef f(r):\n    return len(r) + 1"],
  ["one operator", "def f(a, b):\n    return a + b"],
  ["a choice within a choice", "def f(x):\n    if x > 1:\n        return 1 if x > 2 else 3\n    return 4"],
  ["a condition on two items at once", "def f(xs, ys):\n    return all(xs[i] in ys[i:] for i in range(len(ys)))"],
  ["what was put in and is replaced again", "def f(s):\n    return s.replace(' ', '_').replace('_', ' ')"],
  ["a parameter given back", "def f(x):\n    return x"],
  ["more than a function", "def f(x):\n    return len(x)\nprint(f([1]))"],
  ["what does not parse", "def f(x):\n    return len(x"],
  ["a dictionary that is read while it is filled", "def f(xs):\n    d = {}\n    for x in xs:\n        d[x] = len(d)\n    return d"],
])("nothing is told of %s", (_, code) => {
  expect(returnsOf(code)).toBeUndefined();
});

test("a function that sorts what it is handed says so", () => {
  const definition = functionIn("def f(xs, k):\n    xs.sort(key=len, reverse=True)\n    return xs[k - 1]");
  const questions = definition === undefined ? undefined : describeFunction(definition)?.questions;
  expect(questions?.[0]).toBe(
    "Write a Python function f(xs, k) that sorts xs in place by the length of each item in descending order and then returns the element at index k - 1 of xs.",
  );
});

/** Expressions over two lists, as deep as they come. */
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom("xs", "ys", "2"),
    fc
      .tuple(fc.constantFrom("len", "sum", "sorted", "min", "set", "list", "str", "all"), tie("expression"))
      .map(([name, of]) => `${name}(${of})`),
    fc
      .tuple(tie("expression"), fc.constantFrom("+", "-", "*", "==", "<", "in", "not in", "and", "or"), tie("expression"))
      .map((parts) => parts.join(" ")),
    fc.tuple(tie("expression"), fc.constantFrom("[0]", "[-1]", "[::-1]", "[1:]", ".upper()", ".split('_')")).map((parts) => parts.join("")),
    fc
      .tuple(tie("expression"), tie("expression"), tie("expression"))
      .map(([made, over, test_]) => `[${made} for xs in ${over} if ${test_}]`),
  ),
}));

test("no code breaks the reader, and what is told names every parameter and leaves no gap", () => {
  let described = 0;
  const code = fc.oneof(
    fc.string(),
    expression.map((value) => `def f(xs, ys):\n    return ${value}`),
  );
  fc.assert(
    fc.property(code, (text) => {
      const definition = functionIn(text);
      const told = definition === undefined ? undefined : describeFunction(definition);
      if (told === undefined) return;
      described += 1;
      for (const parameter of definition?.parameters ?? []) expect(told.returns).toContain(parameter);
      expect(told.questions.join("")).not.toMatch(/\uE000|\$|undefined|_ (?:as|in|of)\b|#/);
    }),
    { numRuns: 5000, seed: 20261121 },
  );
  expect(described).toBeGreaterThan(50);
});
