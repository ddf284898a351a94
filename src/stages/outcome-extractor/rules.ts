import { shownText } from "../../evidence/execution-report.ts";
import { factsOf } from "../../evidence/facts.ts";
import { readCalls } from "../../evidence/reading.ts";
import { humanize } from "../../evidence/words.ts";
import type { JsonObject } from "../../base/json.ts";
import type { Trajectory } from "../../trajectory/trajectory.ts";
import type { Achievement, ReplayOutcome } from "../replay-outcome.ts";
import type { OutcomeExtractor } from "../stage.ts";

const maxAchievements = 12;
const maxFacts = 8;

/**
 * Stage 2 without a model: every call that brought something new is an achievement, first held at its step and shown by its observation. Calls
 * that failed or brought nothing achieve nothing; they are named as limitations.
 */
export class RuleOutcomeExtractor implements OutcomeExtractor {
  extract(trajectory: Trajectory): ReplayOutcome {
    const achievements: Achievement[] = [];
    const failed: string[] = [];
    const seen = new Set<string>();
    for (const { step, call, kind } of readCalls(trajectory)) {
      if (kind !== "content") {
        failed.push(`${call.name} at step ${step} ${kind === "error" ? "failed" : "brought nothing"}`);
        continue;
      }
      if (achievements.length >= maxAchievements) continue;
      const text = describe(call.name, call.arguments);
      if (seen.has(text)) continue;
      seen.add(text);
      const quote = firstWords(shownText(call.result.text));
      achievements.push({ text, firstStep: step, lastStep: step, evidence: [{ step, in: "observation", quote }] });
    }
    // The last observation is what the run came to; reading values off every one of them is left to who asks for more.
    const last = achievements.at(-1);
    const shown =
      last === undefined ? undefined : readCalls(trajectory).find((call) => call.step === last.firstStep && call.kind === "content");
    const facts = shown === undefined ? [] : factsOf(shownText(shown.call.result.text), shown.step, maxFacts);
    return { achievements, facts, limitations: failed.slice(0, 8), by: "rules" };
  }
}

/** `get user details: user_id mia_li_3668`. */
function describe(name: string, given: JsonObject): string {
  let said = "";
  for (const key of Object.keys(given)) {
    const value = given[key];
    said += `${said === "" ? "" : ", "}${key} ${typeof value === "string" ? value : JSON.stringify(value)}`;
  }
  return said === "" ? humanize(name) : `${humanize(name)}: ${said.slice(0, 160)}`;
}

/** The first line of an observation, at most 160 characters, verbatim. */
function firstWords(observation: string): string {
  const start = observation.search(/\S/);
  const beginning = observation.slice(start, start + 160);
  const end = beginning.indexOf("\n");
  return (end === -1 ? beginning : beginning.slice(0, end)).trimEnd();
}
