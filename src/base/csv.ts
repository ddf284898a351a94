/** A record of a CSV file. */
export interface CsvRow {
  /** 1-based line on which it starts. */
  line: number;
  fields: string[];
}

/**
 * Reads CSV as RFC 4180 has it: fields between commas, a field in quotes may hold commas, line ends and doubled quotes. Lines may end with `\n`
 * too, and empty ones are passed over.
 *
 * @returns undefined when a quoted field is not ended, or something stands behind its end
 */
export function parseCsv(text: string): CsvRow[] | undefined {
  const rows: CsvRow[] = [];
  let line = 1;
  for (let at = 0; at < text.length;) {
    const row: CsvRow = { line, fields: [] };
    const start = at;
    for (;;) {
      const field = readField(text, at);
      if (field === undefined) return undefined;
      row.fields.push(field.value);
      at = field.end;
      if (text[at] !== ",") break;
      at += 1;
    }
    at += text[at] === "\r" && text[at + 1] === "\n" ? 2 : 1;
    for (let end = text.indexOf("\n", start); end >= 0 && end < at; end = text.indexOf("\n", end + 1)) line += 1;
    if (row.fields.some((field) => field !== "")) rows.push(row);
  }
  return rows;
}

/** The field that begins at `at`, and where the comma or line end behind it stands. */
function readField(text: string, at: number): { value: string; end: number } | undefined {
  if (text[at] !== '"') {
    const match = /,|\r?\n/g;
    match.lastIndex = at;
    const end = match.exec(text)?.index ?? text.length;
    return { value: text.slice(at, end), end };
  }
  let value = "";
  for (let from = at + 1; ;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return undefined;
    value += text.slice(from, quote);
    if (text[quote + 1] !== '"') {
      const end = quote + 1;
      const next = text[end];
      return next === undefined || next === "," || next === "\n" || (next === "\r" && text[end + 1] === "\n") ? { value, end } : undefined;
    }
    value += '"';
    from = quote + 2;
  }
}
