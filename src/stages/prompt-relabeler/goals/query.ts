import { readValue, type ReadCall } from "../../../evidence/reading.ts";
import { isObject, type Json } from "../../../base/json.ts";
import { shownText } from "../../../evidence/execution-report.ts";
import { parseSelect } from "../../../evidence/sql/parse-select.ts";
import type { Select } from "../../../evidence/sql/select.ts";
import { describedTable } from "../../../evidence/sql/schema.ts";
import { plural } from "../../../evidence/words.ts";
import type { Doubt } from "../confidence.ts";
import type { GoalDraft, GoalFinder, RunView } from "../goal-draft.ts";
import { aliasesFit } from "../sql/aliases.ts";
import { describeSelect, type QueryWords } from "../sql/describe.ts";
import { createNamer, vocabularyOf } from "../sql/names.ts";
import { withNumbers } from "../sql/numbered.ts";
import { literalsIn, richness, tablesIn } from "../sql/parts.ts";
import { partsOf, scopeOf } from "../sql/scope.ts";
import { statementsOf, type Statement } from "../sql/statements.ts";
import { isTelling } from "../sql/telling.ts";

/** More rows than a person would want read out. Tools also tend to cut their answers at 20, 25 or more, and a cut list is not all there is. */
const maxRows = 24;
const likelyCut = 20;

/** Goals from SQL: the question that a SELECT really asked, answered by the rows that came back. */
export const queryGoals: GoalFinder = {
  name: "query",
  *find(run) {
    yield* draftsOf(run);
  },
};

/** The richest questions first; of the same question asked twice the later, as the last query is what the run came to. */
function draftsOf(run: RunView): GoalDraft[] {
  const statements = statementsOf(run);
  const last = statements.findLast(({ call, sql }) => call.kind === "content" && /^\s*select/i.test(sql))?.call.step ?? 0;
  const drafts: { draft: GoalDraft; rank: number }[] = [];
  for (const statement of statements.toReversed()) {
    if (statement.call.kind !== "content") continue;
    const found = draftOf(statement, statements, last);
    if (found !== undefined && !drafts.some(({ draft }) => draft.questions[0] === found.draft.questions[0])) drafts.push(found);
  }
  return drafts.toSorted((first, second) => second.rank - first.rank).map(({ draft }) => draft);
}

function draftOf(statement: Statement, statements: Statement[], last: number): { draft: GoalDraft; rank: number } | undefined {
  const { call, sql, shown, texts } = statement;
  // Before anything is read of the statement: most results that cannot be told are too long.
  const table = tableIn(call);
  if (table === undefined) return undefined;
  const select = parseSelect(sql);
  const scope = select === undefined ? undefined : scopeOf(select, shown);
  if (select === undefined || scope === undefined || !aliasesFit(select, sql)) return undefined;
  const double = scope.tables.some(({ name }) => hasDouble(name, shown.listed));
  const inner = tablesIn(select);
  if (double && inner.size > 1) return undefined;
  const namer = createNamer(vocabularyOf([...texts, [...inner].map((name) => name.replace(/_/g, " ")).join(" ")]));
  if (/^(?:is|have) /.test(namer.row(scope.main))) return undefined;
  const plain = describeSelect(select, scope, namer);
  const rows = plain === undefined ? undefined : rowsOf(table, plain.answer === "records" ? undefined : plain.columns.length);
  if (plain === undefined || rows === undefined) return undefined;
  const numbered = withNumbers(namer, select, scope, rows, plain.columns);
  const words = numbered === namer ? plain : (describeSelect(select, scope, numbered) ?? plain);
  if (!isTelling(rows, select, scope, words)) return undefined;
  const evidence = [{ step: call.step, in: "observation" as const, quote: quoteOf(call.call.result.text) }];
  const supports = statements.filter((other) => supportsQuery(other, call.step, inner)).map((other) => other.call.step);
  const questions = rows.length === 1 ? words.questionsForOne : words.questions;
  return {
    rank: richness(select),
    draft: {
      questions: double ? questions.map((question) => `In the table ${scope.main}, ${lowered(question)}`) : questions,
      strategy: call.step === last ? "final" : "prefix",
      prefixEnd: call.step,
      supports: new Set([...supports, call.step]),
      claims: [{ text: `The database was asked for ${words.columns.join(", ") || "whole records"} and answered.`, evidence }],
      closing: { text: answerText(words, rows), evidence },
      answers: rows.length === 1 ? answersOf(rows.flat(), literalsIn(select)) : [],
      grounds: { way: "query", doubts: doubtsAbout(select, rows.length) },
    },
  };
}

/** What a query of this form makes doubtful: the more of it has to be put into words, the likelier one of them bends it. */
export function doubtsAbout(select: Select, rows: number): Doubt[] {
  const grouped = select.groupBy.length > 0;
  const listed = !grouped && rows !== 1 && select.items.every(({ expression }) => expression.kind !== "aggregate");
  const found: [Doubt, boolean][] = [
    ["list", listed],
    ["conditions", listed && partsOf(select.where).length > 0],
    ["group", grouped],
    ["join", tablesIn(select).size > 1],
  ];
  return found.flatMap(([doubt, holds]) => (holds ? [doubt] : []));
}

/** True when two tables would go by the same words, as `singer` and `singers`: a question about singers may mean either. */
function hasDouble(table: string, listed: ReadonlySet<string>): boolean {
  const name = table.toLowerCase();
  const other = name.endsWith("s") ? name.slice(0, -1) : plural(name);
  return other !== name && listed.has(other);
}

function lowered(question: string): string {
  return question.charAt(0).toLowerCase() + question.slice(1);
}

/** What a question about one row must not give away: its values, but for those that the question goes by. */
function answersOf(cells: string[], given: ReadonlySet<string>): string[] {
  return cells.filter((cell) => cell.length > 2 && !given.has(cell.trim().toLowerCase()));
}

/** Looking at the list of tables or at a table of the query leads up to it. */
function supportsQuery(other: { call: ReadCall; sql: string }, step: number, tables: ReadonlySet<string>): boolean {
  if (other.call.step >= step || other.call.kind !== "content") return false;
  const described = describedTable(other.sql);
  return described === undefined ? /^\s*show\s+tables/i.test(other.sql) : tables.has(described);
}

/** The result of a query as a list. Undefined when it is none that can be told, or cut off. */
function tableIn({ call }: ReadCall): Json[] | undefined {
  // Below an executor's heading stands no bare result.
  const value = shownText(call.result.text) === call.result.text ? readValue(call) : undefined;
  return !Array.isArray(value) || value.length === 0 || value.length > maxRows || value.length === likelyCut ? undefined : value;
}

/** A table as rows of texts. Undefined when it is not of this width. */
function rowsOf(table: readonly Json[], width: number | undefined): string[][] | undefined {
  const rows: string[][] = [];
  for (const row of table) {
    const cells: Json[] = Array.isArray(row) ? row : isObject(row) ? Object.values(row) : [row];
    if (cells.length !== (width ?? rows[0]?.length ?? cells.length)) return undefined;
    const texts = cells.map((cell) => (cell === null ? "none" : typeof cell === "object" ? JSON.stringify(cell) : String(cell).trim()));
    // An empty text is no value that a sentence could give.
    if (texts.includes("")) return undefined;
    rows.push(texts.map((text) => text.replace(/^(-?\d+)\.0{3,}$/, "$1")));
  }
  return rows;
}

function answerText(words: QueryWords, rows: string[][]): string {
  const [first] = rows;
  if (words.answer === "records") return rows.map((row) => `- ${row.join(", ")}`).join("\n");
  if (words.answer === "count" && first !== undefined) return first[0] === "1" ? `There is 1.` : `There are ${first[0]}.`;
  if (rows.length === 1 && first !== undefined) {
    if (first.length === 1) return `The ${words.columns[0]} is ${first[0]}.`;
    if (first.length > 4) return first.map((cell, at) => `- ${words.columns[at]}: ${cell}`).join("\n");
    const said = first.map((cell) => (cell === "none" ? "not on record" : cell));
    return `${said.map((cell, at) => `${at === 0 ? "The" : "the"} ${words.columns[at]} is ${cell}`).join(", ")}.`;
  }
  // A question that asks for lines is answered in lines.
  if (words.questions.some((question) => question.includes("one line for each")))
    return rows.map((row) => `- ${row.length === 1 ? row[0] : labelled(row, words.columns)}`).join("\n");
  if (words.columns.length === 1) return `The ${plural(words.columns[0] ?? "")} are: ${rows.map((row) => row[0]).join(", ")}.`;
  return rows.map((row) => `- ${rowText(row, words.columns)}`).join("\n");
}

function labelled(row: string[], columns: string[]): string {
  return row.map((cell, at) => `${columns[at]} ${cell}`).join(", ");
}

/** `cat: 12.5` where the question says what the two are, labels where there are more. */
function rowText([first = "", ...others]: string[], columns: string[]): string {
  if (others.length === 1) return `${first}: ${others.join("")}`;
  return `${first}: ${others.map((cell, at) => `${columns[at + 1]} ${cell}`).join(", ")}`;
}

function quoteOf(observation: string): string {
  return observation.slice(0, 4000);
}
