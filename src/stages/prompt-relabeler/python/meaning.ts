import { gather, itemwise } from "./collect.ts";
import { kindOf } from "./kinds.ts";
import { isTest } from "./logic.ts";
import { type Each, type Expression, type FunctionDefinition, NoWords, type Statement } from "./syntax.ts";
import { call, filledIn, namesIn, sizeOf, type Values } from "./substitute.ts";

/**
 * What a function returns, as one expression of its parameters: assignments are put in where their names are used, and a loop becomes what it collects,
 * counts, adds up or looks for.
 *
 * @returns undefined where the function does anything else: other loops, recursion, output, changes of what it was given
 */
export function returnedBy({ name, parameters, imported, body }: FunctionDefinition): Expression | undefined {
  try {
    const value = run(body, new Map());
    if (value === undefined || sizeOf(value) > 40) return undefined;
    // A parameter or an import called `list` hides the function.
    if ([...parameters, ...imported].some((own) => builtIn.has(own))) return undefined;
    const known = new Set([...parameters, ...builtIn, ...[...imported].filter((own) => importable.has(own))]);
    return namesIn(value).every((one) => one !== name && known.has(one)) ? value : undefined;
  } catch (error) {
    if (error instanceof NoWords) return undefined;
    throw error;
  }
}

/** Functions that need no definition, and `Amount`s. Whether there are words for them is decided where they are put into words. */
const builtIn: ReadonlySet<string> = new Set(
  "len min max sum sorted reversed set list tuple str int float bool dict bin abs round pow range any all isinstance map filter $count $product $first $counts $distinct".split(
    " ",
  ),
);

/** What is known where the code imports it; without that a call of it fails. */
const importable: ReadonlySet<string> = new Set("math heapq Counter itemgetter sqrt factorial gcd ceil floor".split(" "));

/** @returns undefined where the statements end without returning */
function run(statements: readonly Statement[], values: Values): Expression | undefined {
  for (const [at, statement] of statements.entries()) {
    const rest = statements.slice(at + 1);
    switch (statement.kind) {
      case "return":
        return filledIn(statement.value, values);
      case "assign":
        values.set(statement.to, filledIn(statement.value, values));
        break;
      case "update":
        values.set(statement.to, {
          kind: "binary",
          operator: statement.operator,
          left: valueOf(statement.to, values),
          right: filledIn(statement.value, values),
        });
        break;
      case "do":
        sortedInPlace(statement.value, values);
        break;
      case "if":
        return chosen(statement, rest, values);
      case "for": {
        const found = search(statement, rest, values);
        if (found !== undefined) return found;
        gather(statement, values);
        break;
      }
      default:
        throw new NoWords();
    }
  }
  return undefined;
}

function valueOf(name: string, values: Values): Expression {
  return values.get(name) ?? { kind: "name", name };
}

/** `numbers.sort()` and `numbers.reverse()` stand for what the name means afterwards. */
function sortedInPlace(done: Expression, values: Values): void {
  if (done.kind !== "call" || done.called.kind !== "attribute" || done.called.of.kind !== "name" || done.given.length > 0)
    throw new NoWords();
  const { name } = done.called.of;
  const before = values.get(name);
  // What was handed in, also under another name, would be left in another order than it came.
  const isOwn = before !== undefined && ["each", "call", "list"].includes(before.kind) && kindOf(before, new Set()) === "list";
  if (!isOwn) throw new NoWords();
  if (done.called.name === "sort") {
    const named = new Map([...done.named].map(([key, value]) => [key, filledIn(value, values)]));
    values.set(name, { kind: "call", called: { kind: "name", name: "sorted" }, given: [before], named });
  } else if (done.called.name === "reverse" && done.named.size === 0) {
    values.set(name, {
      kind: "slice",
      of: before,
      from: null,
      to: null,
      by: { kind: "unary", operator: "-", of: { kind: "number", text: "1" } },
    });
  } else throw new NoWords();
}

/** A choice of which each way returns. */
function chosen(choice: Statement & { kind: "if" }, rest: readonly Statement[], values: Values): Expression {
  const ways = choice.branches.map(({ test, body }) => ({ test: filledIn(test, values), value: run(body, new Map(values)) }));
  const last = choice.otherwise.length > 0 ? run([...choice.otherwise, ...rest], new Map(values)) : run(rest, new Map(values));
  if (last === undefined) throw new NoWords();
  return ways.reduceRight<Expression>((otherwise, { test, value }) => {
    if (value === undefined) throw new NoWords();
    if (isConstant(value, "True") && isTest(otherwise)) return { kind: "binary", operator: "or", left: test, right: otherwise };
    if (isConstant(value, "False") && isTest(otherwise))
      return { kind: "binary", operator: "and", left: { kind: "unary", operator: "not", of: test }, right: otherwise };
    return { kind: "conditional", test, yes: value, otherwise };
  }, last);
}

/** A loop that returns from its middle: it looks whether there is something, or for the first of its kind. */
function search(loop: Statement & { kind: "for" }, rest: readonly Statement[], values: Values): Expression | undefined {
  const [only] = loop.body;
  if (loop.body.length !== 1 || only?.kind !== "if" || only.branches.length !== 1 || only.otherwise.length > 0) return undefined;
  const [branch] = only.branches;
  const [then] = branch?.body ?? [];
  if (branch === undefined || branch.body.length !== 1 || then?.kind !== "return") return undefined;
  const otherwise = run(rest, new Map(values)) ?? { kind: "constant", value: "None" };
  const each = (value: Expression, where: Expression | null): Each => itemwise(loop, { into: "lazy", value, where }, values);
  if (isConstant(then.value, "True") && isConstant(otherwise, "False")) return call("any", each(branch.test, null));
  if (isConstant(then.value, "False") && isConstant(otherwise, "True"))
    return call("all", each({ kind: "unary", operator: "not", of: branch.test }, null));
  if (!namesIn(then.value).includes(loop.item) && !isConstant(then.value, "True") && !isConstant(then.value, "False"))
    return { kind: "conditional", test: call("any", each(branch.test, null)), yes: filledIn(then.value, values), otherwise };
  if (
    then.value.kind === "name" &&
    then.value.name === loop.item &&
    (otherwise.kind === "constant" || otherwise.kind === "number" || otherwise.kind === "unary")
  )
    return call("$first", each(then.value, branch.test), otherwise);
  throw new NoWords();
}

function isConstant(value: Expression, which: string): boolean {
  return value.kind === "constant" && value.value === which;
}
