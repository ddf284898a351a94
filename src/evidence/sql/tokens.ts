/** One token of a SQL text. `word` is in lower case; `raw` is as written, without quotes. */
export interface Token {
  kind: "word" | "text" | "number" | "symbol";
  word: string;
  raw: string;
}

const tokenPattern =
  /\s+|--[^\n]*|(`[^`]*`)|('(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*")|(\d+(?:\.\d+)?)|([A-Za-z_][A-Za-z0-9_$]*)|(<=|>=|<>|!=|[-=<>(),.*;+/%])/y;

/** Cuts a SQL text into tokens. Returns undefined when it holds anything that is not SQL. */
export function tokenize(sql: string): Token[] | undefined {
  const tokens: Token[] = [];
  let at = 0;
  tokenPattern.lastIndex = 0;
  for (let match = tokenPattern.exec(sql); match !== null; match = tokenPattern.exec(sql)) {
    at = match.index + match[0].length;
    const [, quotedName, text, number, word, symbol] = match;
    if (quotedName !== undefined) tokens.push({ kind: "word", word: quotedName.slice(1, -1).toLowerCase(), raw: quotedName.slice(1, -1) });
    else if (text !== undefined) tokens.push({ kind: "text", word: "", raw: unquote(text) });
    else if (number !== undefined) tokens.push({ kind: "number", word: "", raw: number });
    else if (word !== undefined) tokens.push({ kind: "word", word: word.toLowerCase(), raw: word });
    else if (symbol !== undefined) tokens.push({ kind: "symbol", word: symbol, raw: symbol });
  }
  return at === sql.length ? tokens : undefined;
}

function unquote(text: string): string {
  const quote = text.charAt(0);
  return text
    .slice(1, -1)
    .replaceAll(quote + quote, quote)
    .replace(/\\(.)/g, "$1");
}
