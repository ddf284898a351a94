import { isGrounded, partOf } from "../../evidence/grounding.ts";
import type { Closing, Edit, Relabel } from "../../stages/relabel.ts";
import type { Evidence } from "../../stages/replay-outcome.ts";
import type { Trajectory } from "../../trajectory/trajectory.ts";
import type { Scrubber } from "./scrubber.ts";

/**
 * Relabels of a run with placeholders in goal, claims and closing answer. Every quote still stands in its step: one that cut through a value
 * takes the whole placeholder in.
 *
 * @param before the run as it was
 * @param after the same run, scrubbed with the same scrubber
 */
export function scrubRelabels(relabels: readonly Relabel[], before: Trajectory, after: Trajectory, scrubber: Scrubber): Relabel[] {
  const evidenceOf = (evidence: readonly Evidence[]): Evidence[] => evidence.map((one) => scrubEvidence(one, before, after, scrubber));
  const closingOf = (closing: Closing): Closing => ({
    ...closing,
    text: scrubber.text(closing.text),
    evidence: evidenceOf(closing.evidence),
  });
  return relabels.map((relabel) => ({
    ...relabel,
    goal: scrubber.text(relabel.goal),
    claims: relabel.claims.map(({ text, evidence }) => ({ text: scrubber.text(text), evidence: evidenceOf(evidence) })),
    closing: relabel.closing === null ? null : closingOf(relabel.closing),
    edits: relabel.edits.map((edit) => scrubEdit(edit, scrubber)),
  }));
}

function scrubEdit(edit: Edit, scrubber: Scrubber): Edit {
  if (edit.kind === "cut_demand") return { ...edit, passages: edit.passages.map((passage) => scrubber.text(passage)) };
  return "text" in edit ? { ...edit, text: scrubber.text(edit.text) } : edit;
}

function scrubEvidence(evidence: Evidence, before: Trajectory, after: Trajectory, scrubber: Scrubber): Evidence {
  const simple = { ...evidence, quote: scrubber.text(evidence.quote) };
  if (isGrounded(after, simple)) return simple;
  const old = before.steps[evidence.step - 1];
  const now = after.steps[evidence.step - 1];
  if (old === undefined || now === undefined) return simple;
  const text = partOf(old, evidence.in);
  const start = text.indexOf(evidence.quote);
  const grown = start === -1 ? simple : { ...evidence, quote: scrubber.piece(text, start, evidence.quote.length) };
  // Where a value is written with escapes (in the arguments of a call) its place cannot be told; then all of the part is the quote.
  return isGrounded(after, grown) ? grown : { ...evidence, quote: partOf(now, evidence.in) };
}
