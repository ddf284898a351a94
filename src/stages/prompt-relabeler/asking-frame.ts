import { SideTable } from "../../base/side-table.ts";
import { readCalls } from "../../evidence/reading.ts";
import type { Trajectory } from "../../trajectory/trajectory.ts";
import type { Proposal } from "../stage.ts";
import { underGoal } from "../under-goal.ts";
import { mayChangeState } from "./state-changes.ts";

/** What instructions around an issue demand besides the issue itself. One of these may stand anywhere; two make a frame for changing code. */
const demands = [
  /\bimplement\b/i,
  /\breproduc(?:e|tion|ing)\b/i,
  /\b(?:resolve|fix|solve|address)\w*\b[^.\n]{0,60}\bissue/i,
  /\b(?:minimal|necessary|required) changes\b/i,
  /\bedit\b[^.\n]{0,40}\b(?:source|code|files?|repo)/i,
  /\b(?:run|write|add) (?:the |all |comprehensive |your )*(?:existing )?tests?\b/i,
];

/**
 * Whether the turn that asks for the goal asks for changes to code around it. A harness that wraps an issue into "implement, reproduce, test"
 * makes no sense around a question, and what it demands the kept turns would not do.
 *
 * @param judged whether a judge reads the pair afterwards
 */
export function frameAsksForChanges(trajectory: Trajectory, { prefixEnd, closing }: Proposal, judged: boolean): boolean {
  const { goal } = trajectory.task;
  if (trajectory.task.hidden === true || goal === "") return false;
  // A run that goes to its own end may well have done what is demanded.
  if (prefixEnd >= trajectory.steps.length && closing === null) return false;
  // So may one that changed something; whether it did, judges read.
  if (judged && readCalls(trajectory).some((call) => call.step <= prefixEnd && call.kind !== "error" && mayChangeState(call))) return false;
  let asks = framed.get(trajectory);
  if (asks === undefined) framed.set(trajectory, (asks = isFramed(trajectory)));
  return asks;
}

/** The same for all goals of a run. */
const framed = new SideTable<Trajectory, boolean>();

function isFramed(trajectory: Trajectory): boolean {
  const marker = "\u0000";
  const asking = underGoal(trajectory, marker).steps.find((step) => step.kind !== "agent" && step.text.includes(marker));
  if (asking === undefined || asking.kind === "agent" || asking.text === marker) return false;
  return demands.filter((pattern) => pattern.test(asking.text)).length >= 2;
}
