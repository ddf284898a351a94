import type { ReadCall } from "../../../evidence/reading.ts";
import { parsePipeline } from "../../../evidence/shell/pipeline.ts";
import type { GoalDraft, GoalFinder } from "../goal-draft.ts";
import { describePipeline } from "../shell/describe.ts";
import { sqlOf } from "../sql/sql-of.ts";
import { shellTool } from "../state-changes.ts";

const maxLines = 19;

/** Goals from shell commands that read: what the command asked of the machine, answered by its output. */
export const commandGoals: GoalFinder = {
  name: "command",
  find(run) {
    const drafts: GoalDraft[] = [];
    for (const call of run.untouched) drafts.push(...draftsOf(call, call.step === run.lastContent));
    // Of commands that ask for the same, the first: less that does not lead to the answer stands before it.
    const asked = new Set<string | undefined>();
    const first = drafts.filter(({ questions: [question] }) => !asked.has(question) && asked.add(question));
    return first.toReversed();
  },
};

function draftsOf(call: ReadCall, last: boolean): GoalDraft[] {
  const line = call.kind === "content" ? commandOf(call) : undefined;
  const pipeline = line === undefined ? undefined : parsePipeline(line);
  const words = pipeline === undefined ? undefined : describePipeline(pipeline);
  if (words === undefined) return [];
  const output = call.call.result.text.trimEnd();
  // Commands end their last line; output of several lines that does not was cut on the way into the record.
  const cut = output.includes("\n") && !call.call.result.text.endsWith("\n");
  if (cut || !isWhole(output)) return [];
  const evidence = [{ step: call.step, in: "observation" as const, quote: output }];
  return [
    {
      questions: words.questions,
      strategy: last ? "final" : "prefix",
      prefixEnd: call.step,
      supports: new Set([call.step]),
      claims: [{ text: `The machine was asked and answered: ${words.lead}`, evidence }],
      closing: { text: answerOf(words.lead, output), evidence },
      answers: output.includes("\n") ? [] : [output],
      grounds: { way: "command" },
    },
  ];
}

/** The command line of a call: its one text argument, where the tool is a shell. */
function commandOf(read: ReadCall): string | undefined {
  const { call } = read;
  // `run_sql` runs no commands of a shell.
  if (!shellTool.test(call.name) || sqlOf(read) !== undefined) return undefined;
  const texts = Object.values(call.arguments).filter((value) => typeof value === "string");
  const [line] = texts;
  return texts.length === 1 && line !== undefined && line.length <= 300 ? line : undefined;
}

/** False for output that is long, cut, or holds messages of commands that failed on the way. */
function isWhole(output: string): boolean {
  if (output === "" || output.length > 1500 || output.split("\n").length > maxLines) return false;
  return !/: (?:No such file or directory|Is a directory|Permission denied|command not found|cannot |missing |invalid |unknown )|^Usage:|^Try '|\.\.\.$|truncated/im.test(
    output,
  );
}

function answerOf(lead: string, output: string): string {
  if (output.includes("\n") || lead.endsWith(":")) return `${lead.replace(/ (?:is|are)$/, ":")}\n${output}`;
  // Tools that make a checksum of their input call it `-`.
  return `${lead} ${output.trim().replace(/^([0-9a-f]{32,}) +-$/, "$1")}.`;
}
