import { joinAnd } from "../../../evidence/join-and.ts";
import type { Condition } from "../../../evidence/sql/select.ts";
import { plural } from "../../../evidence/words.ts";
import { describeCondition } from "./conditions.ts";
import type { Context, Words } from "./context.ts";
import { orderWords } from "./order.ts";
import { allKnown, columnWords, ownerWords } from "./phrases.ts";
import { partsOf, type Scope } from "./scope.ts";

/** More columns than a question can name. */
const maxColumns = 5;
/** More columns than a record that a person reads has. */
const maxWhole = 12;

/** Plain columns or all of them, with or without order. */
export function describeList(context: Context): Words | undefined {
  const { select, scope, namer } = context;
  if (select.items.some(({ expression }) => expression.kind === "star")) return describeWhole(context);
  const columns = select.items.map((item) => columnWords(item.expression, scope, namer));
  if (!allKnown(columns) || new Set(columns).size < columns.length || columns.length > maxColumns) return undefined;
  const order = orderWords(context);
  if (select.orderBy.length > 0 && order === undefined) return undefined;
  const sorted = order === undefined ? "" : `, ${order.sorted}`;
  if (select.distinct) return select.limit === null ? describeDistinct(context, columns, sorted) : undefined;
  if (select.limit !== null) return order === undefined ? undefined : describeExtremes(context, columns, order);
  return describePlain(context, columns, sorted);
}

function describePlain(context: Context, columns: string[], sorted: string): Words | undefined {
  const { rows, row, where } = context;
  const listed = ofOwners(context, columns);
  const every = where === "" ? `every ${row}` : `all ${rows}${where}`;
  const be = columns.length === 1 ? "is" : "are";
  const questionsForOne = [`What ${be} ${listed} of the ${row}${where}?`, `Find ${listed} of the ${row}${where}.`];
  const foreign = !selectsOwn(context);
  if (foreign || !namesRows(columns)) {
    // One bare value of every row there is says nothing.
    if (where === "" && !foreign) return undefined;
    // Of several that are named one by one, nothing would say which value is whose.
    if (partsOf(context.select.where).some((part) => part.kind === "in" && !part.negated)) return undefined;
    // Values that do not say which row they are of: one for each row, so that some may come twice.
    const each = where === "" ? `every ${row}` : `each ${row}${where}`;
    return {
      questions: [`For ${each}, give ${listed}${sorted}, one line for each ${row}.`],
      questionsForOne: foreign ? [`For the ${row}${where}, give ${listed}.`] : questionsForOne,
      columns,
      answer: "rows",
    };
  }
  return {
    questions: [
      `List ${listed} of ${every}${sorted}.`,
      `What ${be} ${listed} of each of the ${rows}${where}${sorted}?`,
      `Show me ${listed} for ${every}${sorted}.`,
    ],
    questionsForOne,
    columns,
    answer: "rows",
  };
}

/** `ORDER BY age DESC LIMIT 3`. */
function describeExtremes(context: Context, columns: string[], order: { extreme: string; extremes: string }): Words | undefined {
  const { select, rows, row } = context;
  const where = /^ with a known [\w ]+$/.test(context.where) ? `${context.where} and` : context.where;
  const listed = ofOwners(context, columns);
  if (select.limit !== 1) {
    return {
      questions: [`List ${listed} of the ${select.limit} ${rows}${where} with ${order.extremes}.`],
      columns,
      answer: "rows",
    };
  }
  const answer = columns.length === 1 ? ("value" as const) : ("rows" as const);
  // More than one may tie for it, and only one is shown.
  const find = `Find ${listed} of one ${row}${where} with ${order.extreme}.`;
  if (!selectsOwn(context))
    return { questions: [find, `Pick one ${row}${where} with ${order.extreme} and give ${listed}.`], columns, answer };
  const others = columns.filter((column) => column !== "name");
  const its = others.length === 0 ? "" : ` and give ${joinAnd(others.map((column) => `its ${column}`))}`;
  return { questions: [`Name one ${row}${where} with ${order.extreme}${its}.`, find], columns, answer };
}

function describeDistinct(context: Context, columns: string[], sorted: string): Words | undefined {
  const { rows, where } = context;
  if (!selectsOwn(context)) return describeReferred(context, sorted);
  const each = columns.length === 1 ? plural(columns[0] ?? "") : `combinations of ${joinAnd(columns)}`;
  return {
    questions: [
      `What are the different ${each} of the ${rows}${where}${sorted}?`,
      `List all distinct ${each} among the ${rows}${where}${sorted}.`,
    ],
    columns,
    answer: "rows",
  };
}

/** Rows of one other table, each once: those to which some row of the main table refers. */
function describeReferred(context: Context, sorted: string): Words | undefined {
  const { select, scope, namer } = context;
  const tables = new Set(select.items.map(({ expression }) => (expression.kind === "column" ? scope.tableOf(expression) : null)));
  const [table] = tables;
  const link = scope.links.find((other) => other.table === table);
  if (tables.size !== 1 || typeof table !== "string" || link === undefined || scope.tableOf(link.reference) !== scope.main)
    return undefined;
  if (
    scope.optional.size > 0 ||
    select.orderBy.some(({ expression }) => expression.kind !== "column" || scope.tableOf(expression) !== table)
  )
    return undefined;
  const parts = partsOf(select.where);
  const own = parts.filter((part) => tableOf(part, scope) === table);
  const others = parts.filter((part) => tableOf(part, scope) !== table);
  if (others.some((part) => mentions(part, table, scope))) return undefined;
  // A third table of which nothing is said may leave out rows all the same.
  if (scope.links.some((other) => other !== link && !parts.some((part) => mentions(part, other.table, scope)))) return undefined;
  const referred: Scope = { ...scope, main: table, links: [] };
  const ofReferred = describeCondition(all(own), referred, namer);
  const ofMain = describeCondition(all(others), scope, namer);
  const columns = select.items.map((item) => columnWords(item.expression, referred, namer));
  if (ofReferred === undefined || ofMain === undefined || !allKnown(columns) || new Set(columns).size < columns.length) return undefined;
  const main = `${context.row}${ofMain}`;
  const tie = link.role ? `serving as the ${ownerWords(table, scope, namer)} of at least one ${main}` : `with at least one ${main}`;
  const whole = `${namer.rows(table)}${ofReferred}${ofReferred === "" ? "" : " and"} ${tie}`;
  const keyed = [...select.items.map(({ expression }) => expression), ...select.groupBy].some(
    (expression) => expression.kind === "column" && scope.tableOf(expression) === table && scope.isKey(expression),
  );
  const listed = joinAnd(columns.map((column) => `the ${column}`));
  const each = columns.length === 1 ? plural(columns[0] ?? "") : `combinations of ${joinAnd(columns)}`;
  return {
    questions: keyed
      ? [
          `List ${listed} of the ${whole}${sorted}.`,
          `What ${columns.length === 1 ? "is" : "are"} ${listed} of each of the ${whole}${sorted}?`,
        ]
      : [`What are the different ${each} of the ${whole}${sorted}?`, `List the distinct ${each} of all ${whole}${sorted}.`],
    columns,
    answer: "rows",
  };
}

/** GROUP BY without an aggregate: the same as DISTINCT when every selected column is grouped, or belongs to a row whose key is. */
export function describeGroupedList(context: Context): Words | undefined {
  const { select, scope, namer } = context;
  const grouped = new Set(select.groupBy.map((expression) => columnWords(expression, scope, namer)));
  const plain = select.items.every((item) => grouped.has(columnWords(item.expression, scope, namer)));
  if (grouped.has(undefined)) return undefined;
  if (plain && grouped.size === select.items.length)
    return describeList({ ...context, select: { ...select, distinct: true, groupBy: [] } });
  // One line for each row of the other table whose key is grouped by.
  const keyed = select.groupBy.some((group) => group.kind === "column" && scope.tableOf(group) !== scope.main && scope.isKey(group));
  const order = orderWords(context);
  if (!keyed || select.groupBy.length > 1 || select.limit !== null || (select.orderBy.length > 0 && order === undefined)) return undefined;
  return describeReferred(context, order === undefined ? "" : `, ${order.sorted}`);
}

/** `SELECT *` of one table. Where its columns were shown, and none holds a number that would pass for a value, the answer names them. */
function describeWhole(context: Context): Words | undefined {
  const { select, scope, namer, rows, row, where } = context;
  const known = scope.shown.schema.get(scope.main.toLowerCase()) ?? [];
  if (select.items.length > 1 || scope.tables.length > 1 || select.distinct || known.length > maxWhole) return undefined;
  const columns = known.map((column) => namer.column({ kind: "column", table: null, name: column.name }));
  const named = columns.length > 1 && !columns.some((column) => /\b\d+\b/.test(column));
  const answer = named ? ("rows" as const) : ("records" as const);
  const order = orderWords(context);
  if (select.orderBy.length > 0 && order === undefined) return undefined;
  if (select.limit !== null) {
    if (select.limit !== 1 || order === undefined) return undefined;
    return { questions: [`Show me the full record of one ${row}${where} with ${order.extreme}.`], columns, answer };
  }
  const sorted = order === undefined ? "" : `, ${order.sorted}`;
  return {
    questions: [
      `Show me the full record of ${where === "" ? `every ${row}` : `each of the ${rows}${where}`}${sorted}.`,
      `Give me the full records of ${where === "" ? `all ${rows}` : `the ${rows}${where}`}${sorted}.`,
    ],
    // "Everything on record" would be in other tables too.
    questionsForOne: [`Show me the full record of the ${row}${where}.`, `Give me the full record of the ${row}${where}.`],
    columns,
    answer,
  };
}

/** `the name and the age of the owner`, where all columns are of one other table. */
function ofOwners({ select, scope, namer }: Context, columns: string[]): string {
  const groups: { owner: string; columns: string[] }[] = [];
  for (const [at, { expression }] of select.items.entries()) {
    const table = expression.kind === "column" ? scope.tableOf(expression) : null;
    const owner = table === null || table === scope.main ? "" : ownerWords(table, scope, namer);
    const words = columns[at] ?? "";
    const column = owner !== "" && words.startsWith(`${owner} `) ? words.slice(owner.length + 1) : words;
    const last = groups.at(-1);
    if (last?.owner === owner) last.columns.push(column);
    else groups.push({ owner, columns: [column] });
  }
  const [only] = groups;
  // Of several, `the age and the name of the owner` may be taken for the age of the owner.
  if (only === undefined || groups.length > 1 || only.owner === "") return joinAnd(columns.map((column) => `the ${column}`));
  return `${joinAnd(only.columns.map((column) => `the ${column}`))} of the ${only.owner}`;
}

/** True when a column of the rows themselves is asked for. */
function selectsOwn({ select, scope }: Context): boolean {
  if (scope.tables.length === 1) return true;
  return select.items.some(({ expression }) => expression.kind === "column" && scope.tableOf(expression) === scope.main);
}

/** True when a reader of the list can tell what each line is about: not one bare value of each. */
function namesRows(columns: string[]): boolean {
  return columns.length > 1 || /\b(?:name|title|ID|code|number|email)\b/.test(columns.join(" "));
}

function all(parts: Condition[]): Condition | null {
  const [first] = parts;
  return first === undefined ? null : parts.length === 1 ? first : { kind: "and", parts };
}

/** The one table that a condition is about, or null. */
function tableOf(condition: Condition, scope: Scope): string | null {
  if ("parts" in condition) {
    const tables = new Set(condition.parts.map((part) => tableOf(part, scope)));
    return tables.size === 1 ? ([...tables][0] ?? null) : null;
  }
  return condition.left.kind === "column" ? scope.tableOf(condition.left) : null;
}

function mentions(condition: Condition, table: string, scope: Scope): boolean {
  if ("parts" in condition) return condition.parts.some((part) => mentions(part, table, scope));
  return tableOf(condition, scope) === table;
}
