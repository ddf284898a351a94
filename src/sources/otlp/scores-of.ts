import { asString, isObject, type Json } from "../../base/json.ts";
import { listAt, type Attributes } from "../shared/traces/attributes.ts";
import type { Noted } from "../shared/traces/span-messages.ts";
import type { Score } from "../shared/traces/verdict-of.ts";

/**
 * The scores that a span holds: OpenTelemetry's event `gen_ai.evaluation.result`, and OpenInference's `annotations.N.annotation` and
 * `evaluations.N.evaluation`, also after `trace.`. Those of a session are about more than this run.
 *
 * @param root true for the span that the trace begins with: what is said of it is said of the trace
 */
export function scoresOf(span: string, { attributes, events }: Noted, root: boolean): Score[] {
  const scores: Score[] = [];
  for (const event of events) {
    if (event.name !== "gen_ai.evaluation.result") continue;
    const told = event.attributes;
    const name = asString(told.get("gen_ai.evaluation.name")) ?? "";
    const value = told.get("gen_ai.evaluation.score.value") ?? undefined;
    push(scores, {
      name,
      value,
      label: told.get("gen_ai.evaluation.score.label"),
      comment: told.get("gen_ai.evaluation.explanation"),
      by: "judge",
    });
  }
  const about = root ? {} : { span };
  const annotated = [...attributes.keys()].some((name) => /^(trace\.)?(annotations|evaluations)\./.test(name));
  if (!annotated) return scores.map((score) => ({ ...score, ...about }));
  const own = [...scores, ...annotationsIn(attributes, "")].map((score): Score => ({ ...score, ...about }));
  return [...own, ...annotationsIn(attributes, "trace.")];
}

interface Told {
  name: string;
  value: Json | undefined;
  label: Json | undefined;
  comment: Json | undefined;
  by: Score["by"];
}

function annotationsIn(attributes: Attributes, before: string): Score[] {
  const scores: Score[] = [];
  for (const kind of ["annotation", "evaluation"]) {
    for (const entry of listAt(attributes, `${before}${kind}s.`)) {
      const told = isObject(entry) ? entry[kind] : undefined;
      if (!isObject(told)) continue;
      const { name, score, label, explanation, annotator_kind: annotator } = told;
      const by = annotator === "HUMAN" ? "human" : annotator === "CODE" ? "verifier" : "judge";
      push(scores, { name: asString(name) ?? "", value: score, label, comment: explanation, by });
    }
  }
  return scores;
}

/** A label that is a word for yes or no says more than its number, whose scale is not told. */
function push(scores: Score[], { name, value, label, comment, by }: Told): void {
  const word = asString(label) ?? "";
  const given = word !== "" ? word : value;
  if (name === "" || (typeof given !== "number" && typeof given !== "boolean" && typeof given !== "string")) return;
  scores.push({ name, value: given, by, ...(typeof comment === "string" ? { comment } : {}) });
}
