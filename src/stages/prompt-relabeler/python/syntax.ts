/** An expression of Python, as far as it can be put into words. */
export type Expression =
  | { kind: "name"; name: string }
  | { kind: "number"; text: string }
  | { kind: "string"; value: string }
  | { kind: "constant"; value: "True" | "False" | "None" }
  | { kind: "list" | "tuple"; items: Expression[] }
  | { kind: "dictionary" }
  | { kind: "binary"; operator: string; left: Expression; right: Expression }
  | { kind: "unary"; operator: "-" | "not"; of: Expression }
  | { kind: "conditional"; test: Expression; yes: Expression; otherwise: Expression }
  | { kind: "call"; called: Expression; given: Expression[]; named: ReadonlyMap<string, Expression> }
  | { kind: "attribute"; of: Expression; name: string }
  | { kind: "index"; of: Expression; at: Expression }
  | { kind: "slice"; of: Expression; from: Expression | null; to: Expression | null; by: Expression | null }
  | { kind: "lambda"; parameters: string[]; value: Expression }
  | Each;

/** What is made of each item of something: a comprehension, or the loop that does the same. */
export interface Each {
  kind: "each";
  /** What becomes of the values; `lazy` is a generator. */
  into: "list" | "set" | "lazy";
  value: Expression;
  item: string;
  over: Expression;
  where: Expression | null;
}

export type Statement =
  | { kind: "return"; value: Expression }
  | { kind: "assign"; to: string; value: Expression }
  /** `of[key] = value`, or `of[key] += value` with its operator. */
  | { kind: "entry"; of: string; key: Expression; operator: string; value: Expression }
  | { kind: "update"; to: string; operator: string; value: Expression }
  | { kind: "for"; item: string; over: Expression; body: Statement[] }
  | { kind: "if"; branches: { test: Expression; body: Statement[] }[]; otherwise: Statement[] }
  | { kind: "do"; value: Expression };

export interface FunctionDefinition {
  name: string;
  parameters: string[];
  /** The parameters as they are written, with their defaults. */
  written: string[];
  /** Names that the code imports. */
  imported: ReadonlySet<string>;
  body: Statement[];
}

/** Thrown inside of this folder where code says something that has no words here. */
export class NoWords extends Error {}

export function isComparison(operator: string): boolean {
  return /^(?:[<>]=?|[!=]=|(?:not )?in|is(?: not)?)$/.test(operator);
}
