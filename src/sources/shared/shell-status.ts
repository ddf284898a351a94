/**
 * True when a command that ended with a status other than 0 may have done what it was for: `grep` that finds nothing and `diff` that finds a
 * difference end with status 1. Their own errors begin with their name.
 *
 * @param command the line that was run; of a pipe the last program counts
 * @param output what it printed
 */
export function answersByStatus(command: string, output: string): boolean {
  const last =
    command
      .split(/\||&&|;/)
      .at(-1)
      ?.trim() ?? "";
  const program = /^(?:sudo )?([a-z]+)/.exec(last)?.[1] ?? "";
  if (!["diff", "cmp", "grep", "egrep", "fgrep", "zgrep", "which", "test"].includes(program)) return false;
  return !/^(\S*: -c: line \d|\S+: )/m.test(output) && !/^(Command timed out|Malformed command)/.test(output);
}
