import { type Each, type Expression, NoWords, type Statement } from "./syntax.ts";
import { call, changed, filledIn, isCall, isName, namesIn, type Values } from "./substitute.ts";

/** A loop that adds to one thing, which means that thing from then on. */
export function gather(loop: Statement & { kind: "for" }, values: Values): void {
  let [only] = loop.body;
  let where: Expression | null = null;
  if (loop.body.length !== 1 || only === undefined) throw new NoWords();
  const occurrences = occurrencesOf(loop, only, values);
  if (occurrences !== undefined) {
    values.set(occurrences, call("$counts", filledIn(loop.over, values)));
    return;
  }
  if (only.kind === "if") {
    const [branch] = only.branches;
    if (only.branches.length !== 1 || only.otherwise.length > 0 || branch?.body.length !== 1) throw new NoWords();
    where = branch.test;
    [only] = branch.body;
  }
  if (only?.kind === "do") {
    const added = addedBy(only.value);
    if (added === undefined) throw new NoWords();
    const start = values.get(added.to);
    const into =
      start?.kind === "list" && start.items.length === 0 && added.by === "append"
        ? "list"
        : isCall(start, "set") && added.by === "add"
          ? "set"
          : undefined;
    if (into === undefined) throw new NoWords();
    if (into === "list" && addsOnce(added, loop.item, where)) {
      values.set(added.to, call("$distinct", filledIn(loop.over, values)));
      return;
    }
    if ([added.value, ...(where === null ? [] : [where])].some((part) => namesIn(part).includes(added.to))) throw new NoWords();
    values.set(added.to, itemwise(loop, { into, value: added.value, where }, values));
    return;
  }
  const update = only?.kind === "assign" ? asUpdate(only) : only;
  if (update?.kind !== "update") throw new NoWords();
  values.set(update.to, total(loop, update, where, values));
}

/** True where an item is added that is not there yet, and nothing else is asked of it. */
function addsOnce({ to, value }: { to: string; value: Expression }, item: string, where: Expression | null): boolean {
  return (
    where?.kind === "binary" && where.operator === "not in" && isName(where.left, item) && isName(where.right, to) && isName(value, item)
  );
}

/** What a loop makes of each item. One that runs over positions and only uses them to get at the items runs over the items. */
export function itemwise(
  { item, over }: { item: string; over: Expression },
  { into, value, where }: Pick<Each, "into" | "value" | "where">,
  values: Values,
): Each {
  const inner = new Map(values);
  inner.delete(item);
  // A name of the outside that the loop takes for its own would mean something else within.
  if ([...inner.values()].some((outside) => namesIn(outside).includes(item))) throw new NoWords();
  const each: Each = {
    kind: "each",
    into,
    item,
    over: filledIn(over, values),
    value: filledIn(value, inner),
    where: where === null ? null : filledIn(where, inner),
  };
  const list = positionsOf(each.over);
  if (list === undefined || list.kind !== "name") return each;
  const at = (part: Expression): Expression =>
    changed(part, (one) => (isItemAt(one, list.name, item) ? { kind: "name", name: "$item" } : undefined));
  const byItem = { ...each, item: "$item", over: list, value: at(each.value), where: each.where === null ? null : at(each.where) };
  return [byItem.value, ...(byItem.where === null ? [] : [byItem.where])].some((part) => namesIn(part).includes(item)) ? each : byItem;
}

/** `total = total + x` is `total += x`. */
function asUpdate({ to, value }: Statement & { kind: "assign" }): (Statement & { kind: "update" }) | undefined {
  if (value.kind !== "binary" || value.left.kind !== "name" || value.left.name !== to) return undefined;
  return { kind: "update", to, operator: value.operator, value: value.right };
}

function total(
  loop: Statement & { kind: "for" },
  { to, operator, value }: Statement & { kind: "update" },
  where: Expression | null,
  values: Values,
): Expression {
  const start = values.get(to);
  if (namesIn(value).includes(to) || (where !== null && namesIn(where).includes(to))) throw new NoWords();
  const each = itemwise(loop, { into: "lazy", value, where }, values);
  if (operator === "+" && start?.kind === "number" && start.text === "0")
    return value.kind === "number" && value.text === "1"
      ? call("$count", { ...each, value: { kind: "name", name: each.item } })
      : call("sum", each);
  if (operator === "*" && start?.kind === "number" && start.text === "1") return call("$product", each);
  if (operator === "+" && start?.kind === "string" && start.value === "")
    return { kind: "call", called: { kind: "attribute", of: start, name: "join" }, given: [each], named: new Map() };
  throw new NoWords();
}

function addedBy(done: Expression): { to: string; by: string; value: Expression } | undefined {
  if (done.kind !== "call" || done.called.kind !== "attribute" || done.called.of.kind !== "name") return undefined;
  const [value] = done.given;
  return done.given.length !== 1 || value === undefined ? undefined : { to: done.called.of.name, by: done.called.name, value };
}

/** The name of the dictionary in which a loop counts how often each item occurs. */
function occurrencesOf(loop: Statement & { kind: "for" }, only: Statement, values: Values): string | undefined {
  const isItem = (key: Expression): boolean => isName(key, loop.item);
  const isNew = (name: string): boolean => values.get(name)?.kind === "dictionary";
  if (only.kind === "entry") {
    const { of, key, operator, value } = only;
    const counts =
      operator === "" &&
      value.kind === "binary" &&
      value.operator === "+" &&
      isOne(value.right) &&
      value.left.kind === "call" &&
      value.left.called.kind === "attribute" &&
      value.left.called.name === "get" &&
      value.left.called.of.kind === "name" &&
      value.left.called.of.name === of &&
      value.left.given.length === 2 &&
      value.left.given.every((given, at) => (at === 0 ? isItem(given) : given.kind === "number" && given.text === "0"));
    return counts && isItem(key) && isNew(of) ? of : undefined;
  }
  if (only.kind !== "if" || only.branches.length !== 1) return undefined;
  const [branch] = only.branches;
  const [known] = branch?.body ?? [];
  const [first] = only.otherwise;
  if (branch === undefined || known?.kind !== "entry" || first?.kind !== "entry") return undefined;
  const { test } = branch;
  if (branch.body.length !== 1 || only.otherwise.length !== 1 || test.kind !== "binary" || !isItem(test.left)) return undefined;
  const dictionary = test.right;
  if (dictionary.kind !== "name" || !isNew(dictionary.name) || known.of !== dictionary.name || first.of !== dictionary.name)
    return undefined;
  const [more, one] = test.operator === "in" ? [known, first] : test.operator === "not in" ? [first, known] : [];
  const counts =
    more?.operator === "+" && isOne(more.value) && one?.operator === "" && isOne(one.value) && isItem(more.key) && isItem(one.key);
  return counts ? dictionary.name : undefined;
}

/** The list whose positions are run over: `range(len(list))`. */
function positionsOf(over: Expression): Expression | undefined {
  if (!isCall(over, "range") || over.given.length !== 1) return undefined;
  const [length] = over.given;
  return isCall(length, "len") ? length.given[0] : undefined;
}

function isItemAt(value: Expression, list: string, item: string): boolean {
  return value.kind === "index" && value.of.kind === "name" && value.of.name === list && value.at.kind === "name" && value.at.name === item;
}

function isOne(value: Expression): boolean {
  return value.kind === "number" && value.text === "1";
}
