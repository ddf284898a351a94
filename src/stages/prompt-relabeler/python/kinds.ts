import { changed, isCall, isName } from "./substitute.ts";
import type { Expression } from "./syntax.ts";

/** What a value is, as far as its making or its name tells; a sequence is a list or a text. */
export type Kind = "text" | "number" | "list" | "set" | "sequence" | "unknown";

const textName = /^(?:str\d?|string\d?|text|word|sentence|char|input_(?:str|string))$|_(?:str|string|text|word)$/;
const listName =
  /^(?:lst\d?|list\d?|list_\d|l1|l2|arr\d?|array\d?|nums\d?|numbers|words|items|tuples?|tup)$|_(?:list|lst|arr|array|tuple|tup)$/;
const textMethods = /^(?:join|upper|lower|capitalize|title|strip|lstrip|rstrip|replace|swapcase)$/;
const numberCalls = new Set(["len", "int", "float", "abs", "round", "pow", "sum", "$count", "$product"]);
const listCalls = new Set(["list", "tuple", "sorted", "$distinct"]);

/** @param texts names that stand for texts */
export function kindOf(value: Expression, texts: ReadonlySet<string>): Kind {
  switch (value.kind) {
    case "string":
      return "text";
    case "number":
      return "number";
    case "list":
    case "tuple":
      return "list";
    case "name":
      return texts.has(value.name) || textName.test(value.name) ? "text" : listName.test(value.name) ? "list" : "unknown";
    case "slice": {
      const kind = kindOf(value.of, texts);
      return kind === "text" || kind === "list" ? kind : "sequence";
    }
    case "each":
      return value.into === "set" ? "set" : "list";
    case "binary":
      if (value.operator === "+" || value.operator === "*") return joined(kindOf(value.left, texts), kindOf(value.right, texts));
      if (/^[-&|^]$/.test(value.operator)) return kindOf(value.left, texts) === "set" ? "set" : "number";
      return /^(?:\/|\/\/|%|\*\*)$/.test(value.operator) ? "number" : "unknown";
    case "call":
      if (isCall(value, "set")) return "set";
      if (isCall(value, "str") || isCall(value, "bin")) return "text";
      if (value.called.kind === "name")
        return numberCalls.has(value.called.name) ? "number" : listCalls.has(value.called.name) ? "list" : "unknown";
      if (value.called.kind !== "attribute") return "unknown";
      if (value.called.name === "split") return "list";
      return textMethods.test(value.called.name)
        ? "text"
        : value.called.name === "count" || value.called.name === "find"
          ? "number"
          : "unknown";
    default:
      return "unknown";
  }
}

function joined(left: Kind, right: Kind): Kind {
  const kinds = [left, right];
  for (const kind of ["text", "list", "sequence"] as const) if (kinds.includes(kind)) return kind;
  return left === "number" && right === "number" ? "number" : "unknown";
}

/** Names of what can only be a text: its methods are called, its items are joined to a text, looked for in one or asked about letters and digits. */
export function textsIn(value: Expression): Set<string> {
  const found = new Set<string>();
  const over = (each: Expression): void => {
    if (each.kind === "each" && each.over.kind === "name" && isAboutCharacter(each)) found.add(each.over.name);
  };
  changed(value, (one) => {
    over(one);
    if (one.kind === "call" && one.called.kind === "attribute") {
      if (
        one.called.of.kind === "name" &&
        (textMethods.test(one.called.name) || /^(?:split|startswith|endswith|is[a-z]+)$/.test(one.called.name))
      )
        found.add(one.called.of.name);
      const { of } = one.called;
      if (/^is[a-z]+$/.test(one.called.name) && (of.kind === "index" || of.kind === "slice") && of.of.kind === "name")
        found.add(of.of.name);
      const [joined_] = one.given;
      if (one.called.name === "join" && joined_?.kind === "each" && joined_.over.kind === "name" && joined_.value.kind === "name")
        found.add(joined_.over.name);
    }
    return undefined;
  });
  return found;
}

/** True where the item itself is looked for in a text or asked what kind of character it is. */
function isAboutCharacter({ item, value, where }: Expression & { kind: "each" }): boolean {
  let about = false;
  for (const part of where === null ? [value] : [value, where])
    changed(part, (one) => {
      if (one.kind === "binary" && /^(?:not )?in$/.test(one.operator) && isName(one.left, item) && one.right.kind === "string")
        about = true;
      if (
        one.kind === "binary" &&
        /^[=!]=$/.test(one.operator) &&
        isName(one.left, item) &&
        one.right.kind === "string" &&
        one.right.value.length === 1
      )
        about = true;
      return undefined;
    });
  return about;
}
