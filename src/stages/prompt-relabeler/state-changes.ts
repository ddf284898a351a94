import { namesChange } from "../../evidence/changing-name.ts";
import type { ReadCall } from "../../evidence/reading.ts";
import { parsePipeline, type Command } from "../../evidence/shell/pipeline.ts";
import { sqlOf } from "./sql/sql-of.ts";

/** Names of tools that run what they are given in a shell. */
export const shellTool = /bash|shell|terminal|command|exec|run/i;

const changingSql =
  /^\s*(?:insert\s+into|update\s+\S+\s+set|delete\s+from|(?:create|drop|alter|truncate|rename)\s+(?:table|view|index|database|temporary)|replace\s+into)\b/i;

/**
 * True for a call that may have changed something, failed or not. What later calls show may then rest on a turn that does not belong to the goal.
 */
export function mayChangeState(call: ReadCall): boolean {
  if (sqlOf(call) !== undefined) return false;
  const { name } = call.call;
  const line = Object.values(call.call.arguments).find((value) => typeof value === "string");
  if (line !== undefined && changingSql.test(line)) return true;
  if (shellTool.test(name)) {
    const pipeline = line === undefined ? undefined : parsePipeline(line);
    return line !== undefined && (pipeline === undefined || !pipeline.every(onlyReads));
  }
  return namesChange(name);
}

const reading = new Set(
  "find ls cat wc grep egrep head tail sort uniq awk cut du df echo md5sum sha1sum sha256sum stat file which whereis hostname pwd whoami id date ps diff cmp tr xargs uname env tree less".split(
    " ",
  ),
);

/** Options and programs by which a command that reads writes after all, or runs another one. */
const writing: Record<string, (words: string[]) => boolean> = {
  env: (words) => words.length > 0,
  sort: (words) => words.some((word) => /^(?:-[a-zA-Z]*o|--output)/.test(word)),
  uniq: (words) => words.filter((word) => !word.startsWith("-")).length > 1,
  tree: (words) => words.includes("-o"),
  date: (words) => words.some((word) => /^(?:-s|--set)/.test(word)),
  awk: (words) => words.some((word) => /system\s*\(|print[^}]*[>|]/.test(word)),
  find: (words) => words.some((word) => /^-(?:delete|execdir|ok|okdir|fprint0?|fprintf|fls)$/.test(word)) || !reading.has(executed(words)),
  // xargs runs the first of its words that is no option.
  xargs: (words) => !reading.has(words.find((word) => /^[a-z]/.test(word)) ?? "echo"),
};

function executed(words: string[]): string {
  const at = words.indexOf("-exec");
  return at < 0 ? "echo" : (words[at + 1] ?? "");
}

function onlyReads(command: Command): boolean {
  return reading.has(command.name) && writing[command.name]?.(command.words) !== true;
}
