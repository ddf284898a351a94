/** What a code executor says above what the code printed. */
export interface ExecutionReport {
  exitCode: number;
  /** What the code printed, without blank lines before it; empty when it printed nothing. */
  output: string;
}

/** `exitcode: 0 (execution succeeded)` over `Code output:` (AutoGen), `Exit code: 0` and further lines of the kind over `Output:` (Codex). */
const heading = /^exit ?code:[ \t]*(-?\d+)[^\n]*\n(?:[A-Z][A-Za-z ]{2,30}:[^\n]*\n){0,4}?(?:Code )?Output:[ \t]*/i;

/** Reads an observation as an executor's report. Undefined for any other text. */
export function executionReport(text: string): ExecutionReport | undefined {
  // This runs over every observation, and nearly none is such a report.
  const first = text.charAt(0);
  if (first !== "e" && first !== "E") return undefined;
  const match = heading.exec(text.slice(0, 400));
  if (match === null) return undefined;
  return { exitCode: Number(match[1]), output: text.slice(match[0].length).replace(/^(?:[ \t]*\r?\n)+/, "") };
}

/** The part of an observation that shows something: what stands below an executor's heading, or all of it. A part of the text, verbatim. */
export function shownText(text: string): string {
  return executionReport(text)?.output ?? text;
}
