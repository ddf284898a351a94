import { asString, type JsonObject } from "../../base/json.ts";
import { member } from "../shared/traces/member.ts";
import type { Score } from "../shared/traces/verdict-of.ts";

/**
 * Langfuse's scores. A categorical one has its category in `stringValue`, a boolean one 1 or 0 in `value`; corrections are texts and no
 * scores.
 *
 * @param root id of the observation that the trace begins with: what is said of it is said of the trace
 */
export function scoresOf(scores: readonly JsonObject[], root: string | undefined): Score[] {
  return scores.flatMap((score): Score[] => {
    const name = asString(score["name"]) ?? "";
    const kind = asString(member(score, "dataType")) ?? "NUMERIC";
    const word = asString(member(score, "stringValue")) ?? asString(score["value"]);
    const given = score["value"];
    const value = kind === "NUMERIC" || kind === "BOOLEAN" ? (typeof given === "string" ? word : (given ?? word)) : word;
    if (name === "" || kind === "CORRECTION") return [];
    if (typeof value !== "number" && typeof value !== "boolean" && typeof value !== "string") return [];
    const comment = asString(score["comment"]);
    const span = asString(member(score, "observationId"));
    const about = span === undefined || span === root ? {} : { span };
    return [{ name, value, by: byOf(name, asString(score["source"])), ...about, ...(comment === undefined ? {} : { comment }) }];
  });
}

/** A person annotates at the page or gives feedback through the API; an evaluation is a model's; everything else is a program's. */
function byOf(name: string, source: string | undefined): Score["by"] {
  if (source === "ANNOTATION" || /user|feedback|thumb/i.test(name)) return "human";
  return source === "EVAL" ? "judge" : "verifier";
}
