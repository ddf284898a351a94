import { isComparison, type Expression } from "./syntax.ts";

const strength: Record<string, number> = { "+": 1, "-": 1, "*": 2, "/": 2, "//": 2, "%": 2, "**": 3 };

/**
 * A calculation as it is written down: names, numbers, the operators of arithmetic and comparison, lengths, roots, `pi`. A name that stands for something longer is
 * written as `names` says.
 *
 * @returns undefined for anything else
 */
export function formula(value: Expression, names: ReadonlyMap<string, string>): string | undefined {
  switch (value.kind) {
    case "name":
      return nameOf(value.name, names);
    case "number":
      return value.text;
    case "unary": {
      const inner = value.operator === "-" ? formula(value.of, names) : undefined;
      return inner === undefined || value.of.kind === "binary" ? undefined : `-${inner}`;
    }
    case "attribute":
      return value.of.kind === "name" && value.of.name === "math" && value.name === "pi" ? "pi" : undefined;
    case "call": {
      const called =
        value.called.kind === "attribute" && value.called.of.kind === "name" && value.called.of.name === "math"
          ? `math.${value.called.name}`
          : undefined;
      const name = value.called.kind === "name" ? value.called.name : called;
      const [only] = value.given;
      if (only === undefined || value.given.length !== 1 || value.named.size > 0) return undefined;
      const inner = formula(only, names);
      if (inner === undefined) return undefined;
      return name === "math.sqrt" ? `sqrt(${inner})` : name === "len" || name === "abs" ? `${name}(${inner})` : undefined;
    }
    case "binary": {
      const own = strength[value.operator];
      if (own === undefined && !isComparison(value.operator)) return undefined;
      const [left, right] = [formula(value.left, names), formula(value.right, names)];
      if (left === undefined || right === undefined) return undefined;
      const weaker = (part: Expression, side: "left" | "right"): boolean => {
        if (part.kind !== "binary") return false;
        const other = strength[part.operator] ?? 0;
        return own !== undefined && (other < own || (other === own && (side === "right" || own === 3)));
      };
      const inBrackets = (part: Expression, text: string, side: "left" | "right"): string => (weaker(part, side) ? `(${text})` : text);
      return `${inBrackets(value.left, left, "left")} ${value.operator} ${inBrackets(value.right, right, "right")}`;
    }
    default:
      return undefined;
  }
}

/** The name as it is written; none where words stand for it. */
function nameOf(name: string, names: ReadonlyMap<string, string>): string | undefined {
  const written = names.get(name) ?? name;
  return /^[a-z_]\w*$/i.test(written) ? written : undefined;
}

/** How many operators an expression has at its top, for telling plain calculations from nested ones. */
export function operatorsIn(value: Expression): number {
  return value.kind === "binary"
    ? 1 + operatorsIn(value.left) + operatorsIn(value.right)
    : value.kind === "unary"
      ? operatorsIn(value.of)
      : 0;
}
