import type { JsonObject } from "../../base/json.ts";

/** The code blocks of a turn, and the text around them. */
export interface TurnCode {
  before: string;
  blocks: JsonObject[];
  /** What stands between and behind the blocks. */
  after: string;
}

/** Finds the fenced code of a turn; undefined when there is none. A fence that is never closed ends with the turn. */
export function codeOf(text: string): TurnCode | undefined {
  const parts = text.split(/^[ \t]*```/m);
  if (parts.length < 2) return undefined;
  const blocks: JsonObject[] = [];
  const around: string[] = [];
  for (const [index, part] of parts.entries()) {
    if (index % 2 === 0) around.push(part.trim());
    else blocks.push(blockOf(part));
  }
  const [before = "", ...rest] = around;
  return { before, blocks, after: rest.filter((piece) => piece !== "").join("\n\n") };
}

function blockOf(part: string): JsonObject {
  const lineEnd = part.indexOf("\n");
  const language = (lineEnd < 0 ? "" : part.slice(0, lineEnd)).trim();
  const code = part.slice(lineEnd + 1).replace(/\n$/, "");
  return language === "" ? { code } : { language, code };
}
