/**
 * The rows of a CSV text (RFC 4180): fields in double quotes may hold commas, line ends and doubled quotes. Rows without any text are left out.
 */
export function csvRows(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = "";
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const letter = text.charAt(at);
    if (quoted) {
      if (letter !== '"') field += letter;
      else if (text.charAt(at + 1) === '"') field += text.charAt(++at);
      else quoted = false;
    } else if (letter === '"' && field === "") quoted = true;
    else if (letter === "," || letter === "\n") {
      row.push(field);
      field = "";
      if (letter === "\n") {
        rows.push(row);
        row = [];
      }
    } else if (letter !== "\r" || text.charAt(at + 1) !== "\n") field += letter;
  }
  rows.push([...row, field]);
  return rows.filter((each) => each.some((value) => value.trim() !== ""));
}
