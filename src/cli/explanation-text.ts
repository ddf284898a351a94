import type { Explanation } from "../run/explain.ts";
import type { JournalEntry, QuarantineEntry } from "../run/journal-entry.ts";
import type { Relabel, Verdict } from "../stages/relabel.ts";
import type { Evidence } from "../stages/replay-outcome.ts";
import { callsOf, textOf } from "../trajectory/views.ts";
import type { Step, Trajectory } from "../trajectory/trajectory.ts";
import { dollars } from "./numbers.ts";
import { oneLine } from "./one-line.ts";

/** What a run decided of a trajectory and why, for people: stages in order, each claim beside its quotes. */
export function explanationText(explanation: Explanation): string {
  if (explanation.kind === "quarantined") return quarantinedText(explanation.entry);
  const { entry, trajectory, copies } = explanation;
  return [
    ...headLines(entry, copies),
    "",
    "The run",
    ...trajectory.steps.map((step, index) => `  ${String(index + 1).padStart(3)}  ${stepLine(step)}`),
    "",
    "1 Failure detector",
    ...analysisLines(entry),
    "",
    "2 Outcome extractor",
    ...replayLines(entry),
    "",
    "3 Prompt relabeler",
    ...goalLines(entry, trajectory),
    ...callLines(entry),
  ].join("\n");
}

function quarantinedText(entry: QuarantineEntry): string {
  return [
    `${entry.file}:${entry.line}  quarantined (${entry.code})`,
    `  ${entry.message}`,
    `  format   ${entry.format ?? "not known"}`,
    `  at byte  ${entry.offset}`,
    `  text     ${oneLine(entry.raw, 300)}${entry.rawCut ? " (cut)" : ""}`,
  ].join("\n");
}

function headLines(entry: JournalEntry, copies: ReadonlyArray<JournalEntry["source"]>): string[] {
  const { source, outcome, decision } = entry;
  const part = source.part === undefined ? "" : `, part ${source.part}`;
  return [
    `${entry.id}  ${decision.status} (${decision.reason})`,
    `  ${decision.detail}`,
    `  from     ${source.file}:${source.line} (${source.format}${part})`,
    ...copies.map((copy) => `  copy     ${copy.file}:${copy.line} (skipped)`),
    `  goal     ${oneLine(entry.goal, 400)}`,
    `  outcome  ${outcome.status}, by ${outcome.by}: ${outcome.rule}`,
  ];
}

function stepLine(step: Step): string {
  if (step.kind !== "agent") return `${step.kind}: ${oneLine(step.text, 100)}`;
  const text = textOf(step);
  const calls = callsOf(step).map(
    (call) => `${call.name}(${oneLine(JSON.stringify(call.arguments), 60)}) -> ${call.result.status}: ${oneLine(call.result.text, 60)}`,
  );
  return `agent: ${[...(text === "" ? [] : [oneLine(text, 100)]), ...calls].join(" | ")}`;
}

function analysisLines({ analysis }: JournalEntry): string[] {
  if (analysis === null) return ["  not asked"];
  const type = analysis.type === null ? "" : `: ${analysis.type}`;
  const lines = [
    `  ${analysis.verdict}${type}, severity ${analysis.severity.toFixed(2)}, weight ${analysis.weight.toFixed(2)}, ${analysis.recoverable ? "recoverable" : "not recoverable"} (by ${analysis.by})`,
    `  ${analysis.explanation}`,
  ];
  for (const { condition, step, quote } of analysis.major ?? [])
    lines.push(`  - major: ${condition}, from step ${step} on: "${oneLine(quote, 160)}"`);
  for (const signal of analysis.signals) {
    const where = signal.step === 0 ? "the run" : `step ${signal.step}`;
    lines.push(`  - ${signal.kind}, ${where}${signal.quote === "" ? "" : `: "${oneLine(signal.quote, 160)}"`}`);
  }
  return lines;
}

function replayLines({ replay }: JournalEntry): string[] {
  if (replay === null) return ["  not asked"];
  const lines: string[] = [];
  for (const achievement of replay.achievements) {
    const steps =
      achievement.firstStep === achievement.lastStep
        ? `step ${achievement.firstStep}`
        : `steps ${achievement.firstStep} to ${achievement.lastStep}`;
    lines.push(`  - ${oneLine(achievement.text, 200)} (${steps})`, ...achievement.evidence.map(evidenceLine));
  }
  if (lines.length === 0) lines.push("  nothing was achieved");
  return [...lines, ...replay.limitations.map((limitation) => `  limitation: ${limitation}`)];
}

function goalLines(entry: JournalEntry, trajectory: Trajectory): string[] {
  const lines = entry.relabels.flatMap((relabel, index) => relabelLines(relabel, index + 1, trajectory));
  for (const refused of entry.refused) {
    lines.push(
      `  refused (${refused.strategy}): ${oneLine(refused.goal, 300)}`,
      `      ${refused.reason}: ${oneLine(refused.detail, 400)}`,
    );
    lines.push(...(refused.verdicts ?? []).map(verdictLine));
  }
  if (lines.length > 0) return lines;
  return [entry.replay === null ? "  not asked" : "  no goal was proposed"];
}

function relabelLines(relabel: Relabel, number: number, trajectory: Trajectory): string[] {
  const weight = relabel.weight === undefined ? "" : `, weight ${relabel.weight.toFixed(2)}`;
  const lines = [
    `  goal ${number} (${relabel.strategy}, steps 1 to ${relabel.prefixEnd} of ${trajectory.steps.length}, confidence ${relabel.confidence.toFixed(2)}${weight})`,
    `      ${relabel.goal}`,
  ];
  for (const claim of relabel.claims) lines.push(`    claim: ${oneLine(claim.text, 300)}`, ...claim.evidence.map(evidenceLine));
  for (const mask of relabel.masks) lines.push(`    no loss on step ${mask.step}: ${mask.reason}`);
  for (const edit of relabel.edits) {
    lines.push(`    edit of step ${edit.step}: ${edit.kind}, ${edit.reason}`);
    if ("passages" in edit) lines.push(...edit.passages.map((passage) => `        cut: "${oneLine(passage, 400)}"`));
    if ("text" in edit) lines.push(`        now reads: "${oneLine(edit.text, 400)}"`);
  }
  if (relabel.closing !== null)
    lines.push(`    closing (synthesised): ${oneLine(relabel.closing.text, 300)}`, ...relabel.closing.evidence.map(evidenceLine));
  lines.push(...relabel.verdicts.map(verdictLine));
  return lines;
}

function verdictLine({ by, valid, confidence, reason, detail, step }: Verdict): string {
  const where = step === undefined ? "" : ` at step ${step}`;
  const words = detail === undefined ? "" : `: ${oneLine(detail, 300)}`;
  return `    verdict of ${by}: ${valid ? "valid" : "invalid"}, ${confidence.toFixed(2)}, ${reason}${where}${words}`;
}

/** What the decision took of models, where any was asked. */
function callLines({ calls }: JournalEntry): string[] {
  if (calls === undefined) return [];
  const lines = calls.map(({ role, model, requests, inputTokens, cachedInputTokens, outputTokens, cost }) => {
    const again = requests === 1 ? "" : `, ${requests} requests`;
    return `  ${role}: ${model}, ${inputTokens} tokens in (${cachedInputTokens} cached), ${outputTokens} out, ${dollars(cost)}${again}`;
  });
  const total = calls.reduce<number | null>((sum, { cost }) => (sum === null || cost === null ? null : sum + cost), 0);
  return ["", `Calls to models: ${calls.length}, ${dollars(total)}`, ...lines];
}

function evidenceLine(evidence: Evidence): string {
  return `        step ${evidence.step}, ${evidence.in}: "${oneLine(evidence.quote, 200)}"`;
}
