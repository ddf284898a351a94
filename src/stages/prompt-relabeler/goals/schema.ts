import { describedTable, readColumns } from "../../../evidence/sql/schema.ts";
import type { ReadCall } from "../../../evidence/reading.ts";
import type { GoalDraft, GoalFinder } from "../goal-draft.ts";
import { sqlOf } from "../sql/sql-of.ts";

/** More columns than a person would want read out. */
const maxColumns = 19;

/** Goals from looking at a database's tables: what two of them have in common, or what is in them. For runs whose queries came to nothing. */
export const schemaGoals: GoalFinder = {
  name: "schema",
  find(run) {
    const described = run.untouched.map(tableOf).filter((table) => table !== undefined);
    // Where the result of the last call is handed in, an answer from two results is not.
    const { finish } = run.trajectory.task;
    if (finish !== undefined && finish.answerArgument === undefined) described.length = 1;
    const [first, second] = described;
    if (first === undefined) return [];
    const lists = run.calls.filter((call) => call.kind === "content" && /^\s*show\s+tables/i.test(sqlOf(call) ?? ""));
    return [commonOf(described, lists) ?? (second === undefined ? undefined : bothOf(first, second, lists)) ?? oneOf(first, lists)].filter(
      (draft) => draft !== undefined,
    );
  },
};

interface Described {
  call: ReadCall;
  table: string;
  columns: { name: string; type: string }[];
}

function tableOf(call: ReadCall): Described | undefined {
  const sql = call.kind === "content" ? sqlOf(call) : undefined;
  const table = sql === undefined ? undefined : describedTable(sql);
  const columns = table === undefined ? undefined : readColumns(call.call.result.text);
  return table === undefined || columns === undefined ? undefined : { call, table, columns };
}

/** The first two tables that share names of columns, which is how tables hang together. */
function commonOf(described: readonly Described[], lists: readonly ReadCall[]): GoalDraft | undefined {
  for (const [at, second] of described.entries()) {
    for (const first of described.slice(0, at)) {
      if (first.table === second.table) continue;
      const names = new Set(second.columns.map((column) => column.name.toLowerCase()));
      const common = first.columns.filter((column) => names.has(column.name.toLowerCase())).map((column) => column.name);
      // That both have an `id` and a `name` says nothing of the two.
      if (common.every((name) => /^(?:id|name|code|type|other_?details|details|description)$/i.test(name))) continue;
      const [one, two] = [first.table, second.table];
      const all = common.length === 1 ? `the column ${common[0]}` : `these columns: ${common.join(", ")}`;
      return draftOf([first, second], lists, {
        questions: [
          `Which columns do the tables ${one} and ${two} have in common?`,
          `Which column names appear in both the ${one} table and the ${two} table?`,
          `Compare the tables ${one} and ${two}: which column names do both of them have?`,
        ],
        text: `Both ${one} and ${two} have ${all}.`,
      });
    }
  }
  return undefined;
}

function bothOf(first: Described, second: Described, lists: readonly ReadCall[]): GoalDraft | undefined {
  if (first.table === second.table || first.columns.length + second.columns.length > maxColumns) return undefined;
  const [one, two] = [first.table, second.table];
  return draftOf([first, second], lists, {
    questions: [
      `What columns do the tables ${one} and ${two} have, and of what type are they?`,
      `Describe the ${one} table and the ${two} table: list the columns of each with their types.`,
      `I want to write queries against ${one} and ${two}. What columns do the two tables have, and what are their types?`,
    ],
    text: `${listed(first)}\n${listed(second)}`,
  });
}

function oneOf(described: Described, lists: readonly ReadCall[]): GoalDraft | undefined {
  const { table, columns } = described;
  if (columns.length > maxColumns) return undefined;
  return draftOf([described], lists, {
    questions: [
      `Which columns does the table ${table} have, and of what type are they?`,
      `Describe the columns of the ${table} table with their types.`,
      `I want to write queries against the table ${table}. What columns does it have, and what are their types?`,
    ],
    text: listed(described),
  });
}

/** As many columns as tools begin to cut their answers at. */
function isWide({ columns }: Described): boolean {
  return columns.length >= 15;
}

function listed({ table, columns }: Described): string {
  return `The table ${table} has these columns: ${columns.map(({ name, type }) => `${name} (${type})`).join(", ")}.`;
}

function draftOf(tables: Described[], lists: readonly ReadCall[], { questions, text }: { questions: string[]; text: string }): GoalDraft {
  const end = Math.max(...tables.map(({ call }) => call.step));
  const evidence = tables.map(({ call }) => ({
    step: call.step,
    in: "observation" as const,
    quote: call.call.result.text.trim().slice(0, 4000),
  }));
  const steps = [...tables.map(({ call }) => call.step), ...lists.map((call) => call.step).filter((step) => step < end)];
  return {
    questions,
    strategy: "prefix",
    prefixEnd: end,
    supports: new Set(steps),
    claims: tables.map(({ table }, at) => ({ text: `The table ${table} was described.`, evidence: evidence.slice(at, at + 1) })),
    closing: { text, evidence },
    answers: [],
    silent: true,
    grounds: tables.length > 1 ? { guess: 0.8 } : { way: "columns", doubts: tables.some(isWide) ? ["wide"] : [] },
  };
}
