import type { Step } from "../../trajectory/trajectory.ts";
import { callsOf, textOf } from "../../trajectory/views.ts";

/**
 * Runs of AgentBench and the data made with it begin with the rules as a user message, a turn in which the agent says that it understood, and
 * then the task. The rules become the system prompt and the agreement is left out, so that the task is what the user says first.
 *
 * @param losses what is left out is listed here
 * @param synthesized what is changed is listed here
 * @returns the steps as they are, where the run does not begin so
 */
export function withoutAgreement(steps: Step[], losses: Set<string>, synthesized: Set<string>): Step[] {
  const lead = steps.findIndex((step) => step.kind !== "system");
  const [rules, agreement, task] = steps.slice(lead, lead + 3);
  if (rules?.kind !== "user" || agreement?.kind !== "agent" || task?.kind !== "user") return steps;
  if (callsOf(agreement).length > 0 || !isAgreement(textOf(agreement))) return steps;
  // Without a turn after the task it is a conversation in which the agent says no more than that.
  if (!steps.slice(lead + 3).some((step) => step.kind === "agent")) return steps;
  losses.add("the agent's agreement to the instructions, before the task");
  synthesized.add("the system prompt (the instructions, which are the first user message of the record)");
  return [...steps.slice(0, lead), { kind: "system", text: rules.text }, ...steps.slice(lead + 2)];
}

function isAgreement(text: string): boolean {
  const said = text.trim();
  return said.length <= 200 && /^(ok(ay)?|sure|yes|understood|got it|i understand|i('ve| have) understood|alright)\b/i.test(said);
}
