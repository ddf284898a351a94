import { type Expression, NoWords } from "./syntax.ts";

export type Values = Map<string, Expression>;

/**
 * An expression with known names replaced by their values.
 *
 * @throws NoWords where a value speaks of a name that a lambda or a comprehension around it takes for its own: it would mean something else there
 */
export function filledIn(value: Expression, values: Values): Expression {
  return changed(value, (one, bound) => {
    const known = one.kind === "name" ? values.get(one.name) : undefined;
    if (known !== undefined && bound.size > 0 && namesIn(known).some((name) => bound.has(name))) throw new NoWords();
    return known;
  });
}

/** An expression with parts replaced, from the outside in. Names that a lambda or a comprehension binds are its own. */
export function changed(
  value: Expression,
  replace: (part: Expression, bound: ReadonlySet<string>) => Expression | undefined,
  bound: ReadonlySet<string> = new Set(),
): Expression {
  const isBound = value.kind === "name" && bound.has(value.name);
  const replaced = isBound ? undefined : replace(value, bound);
  if (replaced !== undefined) return replaced;
  const inside = (part: Expression, more: readonly string[] = []): Expression =>
    changed(part, replace, more.length === 0 ? bound : new Set([...bound, ...more]));
  switch (value.kind) {
    case "list":
    case "tuple":
      return { ...value, items: value.items.map((item) => inside(item)) };
    case "binary":
      return { ...value, left: inside(value.left), right: inside(value.right) };
    case "unary":
    case "attribute":
      return { ...value, of: inside(value.of) };
    case "conditional":
      return { ...value, test: inside(value.test), yes: inside(value.yes), otherwise: inside(value.otherwise) };
    case "call":
      return {
        ...value,
        called: inside(value.called),
        given: value.given.map((given) => inside(given)),
        named: new Map([...value.named].map(([name, given]) => [name, inside(given)])),
      };
    case "index":
      return { ...value, of: inside(value.of), at: inside(value.at) };
    case "slice": {
      const [from, to, by] = [value.from, value.to, value.by].map((bound_) => (bound_ === null ? null : inside(bound_)));
      return { ...value, of: inside(value.of), from: from ?? null, to: to ?? null, by: by ?? null };
    }
    case "lambda":
      return { ...value, value: inside(value.value, value.parameters) };
    case "each":
      return {
        ...value,
        over: inside(value.over),
        value: inside(value.value, [value.item]),
        where: value.where === null ? null : inside(value.where, [value.item]),
      };
    default:
      return value;
  }
}

/** Names that an expression uses and does not bind itself. */
export function namesIn(value: Expression): string[] {
  const found: string[] = [];
  changed(value, (one) => {
    if (one.kind === "name") found.push(one.name);
    return undefined;
  });
  return found;
}

export function sizeOf(value: Expression): number {
  let size = 0;
  changed(value, () => {
    size += 1;
    return undefined;
  });
  return size;
}

export function isName(value: Expression, name: string): boolean {
  return value.kind === "name" && value.name === name;
}

/** True for a call of a function by its name. */
export function isCall(
  value: Expression | undefined,
  name: string,
): value is Expression & { kind: "call"; called: { kind: "name"; name: string } } {
  return value?.kind === "call" && value.called.kind === "name" && value.called.name === name;
}

/** A call of something that Python has by this name, or of an `Amount`. */
export function call(name: string, ...given: Expression[]): Expression {
  return { kind: "call", called: { kind: "name", name }, given, named: new Map() };
}

/** Names of what loops amount to, where Python has no function for it. */
export type Amount = "$count" | "$product" | "$first" | "$counts" | "$distinct";
