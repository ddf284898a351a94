import type { FileInspection, Inspection } from "../reader/inspect.ts";
import { readable } from "./numbers.ts";
import { oneLine } from "./one-line.ts";

/** What is in files, for people. */
export function inspectionText({ trajectories, files, ignored, warning }: Inspection): string {
  const failures = files.reduce((sum, file) => sum + file.outcomes.failure, 0);
  return [
    ...files.flatMap(fileLines),
    ...ignored.map(({ path, reason }) => `${path}\n  set aside: ${reason}\n`),
    `${readable(trajectories)} trajectories in ${readable(files.length)} files, ${readable(failures)} of them failed.`,
    ...(warning === undefined ? [] : [`Note: ${warning}`]),
  ].join("\n");
}

function fileLines(file: FileInspection): string[] {
  if (file.format === null) return [file.file, `  cannot be read: ${file.why}`, ""];
  const { success, failure, unknown } = file.outcomes;
  return [
    file.file,
    `  format        ${file.format}: ${file.why}`,
    ...(file.container === undefined ? [] : [`  packed        ${file.container}`]),
    `  trajectories  ${readable(file.trajectories)}: ${readable(failure)} failed, ${readable(success)} succeeded, ${readable(unknown)} unknown`,
    `  success       ${file.rule}`,
    ...file.problems.map(({ code, count, message }) => `  not readable  ${readable(count)} x ${code}, first: ${message}`),
    ...Object.entries(file.losses).map(([loss, count]) => `  lost          ${oneLine(loss, 120)} (in ${readable(count)})`),
    ...Object.entries(file.synthesized).map(([made, count]) => `  made up       ${oneLine(made, 120)} (in ${readable(count)})`),
    ...file.previews.flatMap((preview) => [
      `  line ${preview.line}, ${preview.id}, ${preview.steps} steps, ${oneLine(preview.outcome, 80)}`,
      `      ${oneLine(preview.goal, 140)}`,
      ...(preview.toolsUsed.length === 0 ? [] : [`      tools: ${oneLine(preview.toolsUsed.join(", "), 140)}`]),
    ]),
    "",
  ];
}
