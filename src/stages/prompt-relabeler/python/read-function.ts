import { createRequire } from "node:module";
import type { SyntaxNode, Tree } from "@lezer/common";
import type { parser as grammar } from "@lezer/python";
import { type Each, type Expression, type FunctionDefinition, isComparison, NoWords, type Statement } from "./syntax.ts";

let python: typeof grammar | undefined;

/** The parser is loaded when there is code to read: its tables take 60 ms, which most runs of the tool need not pay. */
function pythonParser(): typeof grammar {
  if (python === undefined) {
    const loaded: { parser: typeof grammar } = createRequire(import.meta.url)("@lezer/python");
    python = loaded.parser;
  }
  return python;
}

/**
 * The one function that a piece of Python defines, where it does nothing else but import modules.
 *
 * @returns undefined when the code is not that, does not parse, or holds something that `Expression` and `Statement` have no form for
 */
export function functionIn(code: string): FunctionDefinition | undefined {
  const tree: Tree = pythonParser().parse(code);
  let broken = false;
  const imported = new Set<string>();
  tree.iterate({
    enter: ({ type, name, from, to }) => {
      broken ||= type.isError;
      if (name === "ImportStatement") for (const own of importedBy(code.slice(from, to))) imported.add(own);
    },
  });
  if (broken) return undefined;
  const statements = children(tree.topNode).filter(({ name }) => name !== "ImportStatement" && name !== "Comment");
  const [only] = statements;
  if (only?.name !== "FunctionDefinition" || statements.length > 1) return undefined;
  try {
    return new Reader(code).definition(only, imported);
  } catch (error) {
    if (error instanceof NoWords) return undefined;
    throw error;
  }
}

/** The names that an import gives: `import math`, `from math import sqrt, gcd as g`. */
function importedBy(statement: string): string[] {
  const names = /^\s*(?:from\s+\S+\s+)?import\s+([\s\S]+)$/.exec(statement)?.[1] ?? "";
  return names
    .replaceAll(/[()]/g, "")
    .split(",")
    .map(
      (name) =>
        name
          .trim()
          .split(/\s+as\s+/)
          .at(-1) ?? "",
    );
}

const punctuation = new Set(["(", ")", "[", "]", "{", "}", ",", ":", ".", "Comment", ";"]);

function children(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) found.push(child);
  return found;
}

class Reader {
  readonly #code: string;

  constructor(code: string) {
    this.#code = code;
  }

  definition(node: SyntaxNode, imported: ReadonlySet<string>): FunctionDefinition {
    const [name, list, body] = ["VariableName", "ParamList", "Body"].map((kind) => node.getChild(kind));
    if (!name || !list || !body || node.getChild("async")) throw new NoWords();
    const written = this.#parameters(list);
    return { name: this.#text(name), parameters: written.map(nameOf), written, imported, body: this.#body(body, true) };
  }

  /** Names, with a default where that is a plain value: `k=2`. A star would have to be told of. */
  #parameters(list: SyntaxNode): string[] {
    const parts = children(list).filter(({ name }) => !punctuation.has(name) && name !== "TypeDef");
    const written: string[] = [];
    for (const [at, part] of parts.entries()) {
      if (part.name === "AssignOp") continue;
      const given = parts[at - 1]?.name === "AssignOp";
      if (given && /^(?:Number|String|Boolean|None)$/.test(part.name)) written.push(`${written.pop() ?? ""}=${this.#text(part)}`);
      else if (!given && part.name === "VariableName") written.push(this.#text(part));
      else throw new NoWords();
    }
    return written;
  }

  #body(body: SyntaxNode, documented = false): Statement[] {
    const nodes = children(body).filter(({ name }) => !punctuation.has(name) && name !== "ImportStatement");
    const [first] = nodes;
    const described = documented && first?.name === "ExpressionStatement" && first.firstChild?.name === "String";
    return (described ? nodes.slice(1) : nodes).map((node) => this.#statement(node));
  }

  #statement(node: SyntaxNode): Statement {
    const parts = children(node).filter(({ name }) => !punctuation.has(name));
    switch (node.name) {
      case "ReturnStatement": {
        const values = parts.slice(1);
        const [value] = values;
        if (values.length > 1) throw new NoWords();
        return { kind: "return", value: value === undefined ? { kind: "constant", value: "None" } : this.#expression(value) };
      }
      case "AssignStatement": {
        const [to, operator, value] = parts;
        if (parts.length !== 3 || to === undefined || operator?.name !== "AssignOp" || value === undefined) throw new NoWords();
        if (to.name === "VariableName") return { kind: "assign", to: this.#text(to), value: this.#expression(value) };
        return { ...this.#entry(to), operator: "", value: this.#expression(value) };
      }
      case "UpdateStatement": {
        const [to, operator, value] = parts;
        if (parts.length !== 3 || to === undefined || operator === undefined || value === undefined) throw new NoWords();
        const written = this.#text(operator);
        if (to.name === "VariableName")
          return { kind: "update", to: this.#text(to), operator: written.slice(0, -1), value: this.#expression(value) };
        return { ...this.#entry(to), operator: written.slice(0, -1), value: this.#expression(value) };
      }
      case "ForStatement": {
        const [, item, , over, body] = parts;
        if (parts.length !== 5 || item?.name !== "VariableName" || over === undefined || body?.name !== "Body") throw new NoWords();
        return { kind: "for", item: this.#text(item), over: this.#expression(over), body: this.#body(body) };
      }
      case "IfStatement":
        return this.#choice(parts);
      case "ExpressionStatement": {
        const [value] = parts;
        if (parts.length !== 1 || value === undefined) throw new NoWords();
        return { kind: "do", value: this.#expression(value) };
      }
      default:
        throw new NoWords();
    }
  }

  /** `counts[word]`, to be written to. */
  #entry(node: SyntaxNode): { kind: "entry"; of: string; key: Expression } {
    const place = this.#expression(node);
    if (place.kind !== "index" || place.of.kind !== "name") throw new NoWords();
    return { kind: "entry", of: place.of.name, key: place.at };
  }

  #choice(parts: SyntaxNode[]): Statement {
    const branches: { test: Expression; body: Statement[] }[] = [];
    let otherwise: Statement[] = [];
    for (let at = 0; at < parts.length;) {
      const [word, second, third] = [parts[at], parts[at + 1], parts[at + 2]];
      if (word?.name === "else" && second?.name === "Body") {
        otherwise = this.#body(second);
        at += 2;
      } else if (second !== undefined && third?.name === "Body") {
        branches.push({ test: this.#expression(second), body: this.#body(third) });
        at += 3;
      } else throw new NoWords();
    }
    return { kind: "if", branches, otherwise };
  }

  #expression(node: SyntaxNode): Expression {
    const parts = children(node).filter(({ name }) => !punctuation.has(name));
    const [first, second, third] = parts;
    switch (node.name) {
      case "VariableName":
        return { kind: "name", name: this.#text(node) };
      case "Number":
        return { kind: "number", text: this.#text(node) };
      case "String":
        return { kind: "string", value: this.#string(node) };
      case "Boolean":
        return { kind: "constant", value: this.#text(node) === "True" ? "True" : "False" };
      case "None":
        return { kind: "constant", value: "None" };
      case "ParenthesizedExpression":
        if (parts.length !== 1 || first === undefined) throw new NoWords();
        return this.#expression(first);
      case "ArrayExpression":
        return { kind: "list", items: parts.map((part) => this.#expression(part)) };
      case "TupleExpression":
        return { kind: "tuple", items: parts.map((part) => this.#expression(part)) };
      case "DictionaryExpression":
        if (parts.length > 0) throw new NoWords();
        return { kind: "dictionary" };
      case "BinaryExpression":
        return this.#binary(parts);
      case "UnaryExpression": {
        const operator = first === undefined ? "" : this.#text(first);
        if ((operator !== "-" && operator !== "not") || second === undefined) throw new NoWords();
        return { kind: "unary", operator, of: this.#expression(second) };
      }
      case "ConditionalExpression": {
        const [yes, , test, , otherwise] = parts;
        if (yes === undefined || test === undefined || otherwise === undefined) throw new NoWords();
        return { kind: "conditional", test: this.#expression(test), yes: this.#expression(yes), otherwise: this.#expression(otherwise) };
      }
      case "CallExpression":
        if (first === undefined || second?.name !== "ArgList") throw new NoWords();
        return { kind: "call", called: this.#expression(first), ...this.#arguments(second) };
      case "MemberExpression":
        return this.#member(node);
      case "LambdaExpression":
        if (second?.name !== "ParamList" || third === undefined) throw new NoWords();
        return { kind: "lambda", parameters: this.#parameters(second).map(nameOf), value: this.#expression(third) };
      case "ArrayComprehensionExpression":
        return this.#each(parts, "list");
      case "SetComprehensionExpression":
        return this.#each(parts, "set");
      case "ComprehensionExpression":
        return this.#each(parts, "lazy");
      default:
        throw new NoWords();
    }
  }

  /** `a < b`, `a not in b`; a chain `a < b < c` is read by the parser as `(a < b) < c`, which it does not mean. */
  #binary(parts: SyntaxNode[]): Expression {
    const [first] = parts;
    const last = parts.at(-1);
    if (first === undefined || last === undefined || parts.length < 3) throw new NoWords();
    const operator = parts
      .slice(1, -1)
      .map((part) => this.#text(part))
      .join(" ");
    const [left, right] = [this.#expression(first), this.#expression(last)];
    if (isComparison(operator) && (compares(left, first) || compares(right, last))) throw new NoWords();
    return { kind: "binary", operator, left, right };
  }

  #arguments(list: SyntaxNode): { given: Expression[]; named: Map<string, Expression> } {
    const parts = children(list).filter(({ name }) => !punctuation.has(name));
    const given: Expression[] = [];
    const named = new Map<string, Expression>();
    // `sum(x for x in list)`: the list of arguments is itself the comprehension.
    if (parts.some(({ name }) => name === "for")) return { given: [this.#each(parts, "lazy")], named };
    for (let at = 0; at < parts.length;) {
      const [part, next, value] = [parts[at], parts[at + 1], parts[at + 2]];
      if (part === undefined || part.name === "ArithOp") throw new NoWords();
      if (next?.name === "AssignOp" && value !== undefined) {
        named.set(this.#text(part), this.#expression(value));
        at += 3;
      } else {
        given.push(this.#expression(part));
        at += 1;
      }
    }
    return { given, named };
  }

  #member(node: SyntaxNode): Expression {
    const all = children(node).filter(({ name }) => name !== "Comment");
    const [first, , property] = all;
    if (first === undefined) throw new NoWords();
    const of = this.#expression(first);
    if (property?.name === "PropertyName") return { kind: "attribute", of, name: this.#text(property) };
    const inside = all.slice(2, -1);
    if (inside.some(({ name }) => name === ",")) throw new NoWords();
    if (!inside.some(({ name }) => name === ":")) {
      const [at] = inside;
      if (at === undefined || inside.length > 1) throw new NoWords();
      return { kind: "index", of, at: this.#expression(at) };
    }
    const bounds: (Expression | null)[] = [null];
    for (const part of inside) {
      if (part.name === ":") bounds.push(null);
      else bounds[bounds.length - 1] = this.#expression(part);
    }
    return { kind: "slice", of, from: bounds[0] ?? null, to: bounds[1] ?? null, by: bounds[2] ?? null };
  }

  /** One `for` and at most one `if`. */
  #each(parts: SyntaxNode[], into: Each["into"]): Each {
    const [value, word, item, , over, condition, test] = parts;
    const whole = parts.length === 5 || (parts.length === 7 && condition?.name === "if");
    if (!whole || value === undefined || word?.name !== "for" || item?.name !== "VariableName" || over === undefined) throw new NoWords();
    return {
      kind: "each",
      into,
      value: this.#expression(value),
      item: this.#text(item),
      over: this.#expression(over),
      where: test === undefined ? null : this.#expression(test),
    };
  }

  #string(node: SyntaxNode): string {
    const text = this.#text(node);
    const plain = /^(?:'([^'\\\n]*)'|"([^"\\\n]*)")$/.exec(text);
    if (plain === null) throw new NoWords();
    return plain[1] ?? plain[2] ?? "";
  }

  #text({ from, to }: SyntaxNode): string {
    return this.#code.slice(from, to);
  }
}

/** `a < b`, without brackets around it. */
function compares(part: Expression, { name }: SyntaxNode): boolean {
  return part.kind === "binary" && isComparison(part.operator) && name === "BinaryExpression";
}

function nameOf(written: string): string {
  return written.replace(/=.*$/s, "");
}
