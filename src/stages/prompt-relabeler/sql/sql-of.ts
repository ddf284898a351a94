import type { ReadCall } from "../../../evidence/reading.ts";

/** The SQL text of a call: its one text argument, when that begins like a statement. */
export function sqlOf({ call }: ReadCall): string | undefined {
  let sql: string | undefined;
  for (const value of Object.values(call.arguments)) {
    if (typeof value !== "string") continue;
    if (sql !== undefined) return undefined;
    sql = value;
  }
  return sql !== undefined && statement.test(sql) ? sql : undefined;
}

const statement = /^\s*(?:select|show|desc|describe|pragma)\b/i;
