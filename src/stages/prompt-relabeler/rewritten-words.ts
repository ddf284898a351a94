import { oldGoalStem, oldGoalStems, unseenValues } from "../../evidence/coherence.ts";
import { injectedSpans } from "../../evidence/injection.ts";
import { contentStems } from "../../evidence/words.ts";
import type { Trajectory } from "../../trajectory/trajectory.ts";
import { callsOf } from "../../trajectory/views.ts";
import type { Edit } from "../relabel.ts";
import type { Proposal } from "../stage.ts";
import { firstShown, knownWhenSpeaking } from "./shown-values.ts";

/** What is wrong with words that a model put into the run, or undefined. */
export function faultOfRewrites(trajectory: Trajectory, proposal: Proposal): string | undefined {
  for (const edit of proposal.edits) {
    if (edit.kind !== "rewrite_text" && edit.kind !== "rewrite_user") continue;
    const where = `the words written for step ${edit.step}`;
    if (injectedSpans(edit.text).length > 0) return `${where} address whoever evaluates the run`;
    const fault = edit.kind === "rewrite_text" ? faultOfAgent(trajectory, proposal, edit) : faultOfUser(trajectory, proposal, edit);
    if (fault !== undefined) return `${where} ${fault}`;
    const rests = proposal.claims.some((claim) => claim.evidence.some((one) => one.step === edit.step && one.in === "message"));
    if (rests) return `a claim rests on what step ${edit.step} said before it was rewritten`;
  }
  return undefined;
}

type Rewrite = Extract<Edit, { text: string }>;

/** The agent may only name what it knew by then, and not what only the old goal knows. */
function faultOfAgent(trajectory: Trajectory, { goal }: Proposal, { step, text }: Rewrite): string | undefined {
  const [value] = unseenValues(text, [goal.toLowerCase(), ...knownWhenSpeaking(trajectory, step)]);
  if (value !== undefined) return `name «${value}», which nothing had shown by then`;
  if (trajectory.task.hidden === true) return undefined;
  const old = [...oldGoalStems(trajectory.task.goal, goal)].filter((stem) => firstShown(trajectory, stem) > step);
  const stem = oldGoalStem(contentStems(text), new Set(old));
  return stem === undefined ? undefined : `speak of the old goal («${stem}»)`;
}

/** The user must still tell the agent what it then uses, and cannot know what only comes out later. */
function faultOfUser(trajectory: Trajectory, { prefixEnd }: Proposal, { step, text }: Rewrite): string | undefined {
  const at = trajectory.steps[step - 1];
  const said = at?.kind === "user" ? at.text.toLowerCase() : "";
  const before = knownWhenSpeaking(trajectory, step);
  const used = argumentValues(trajectory, step, prefixEnd);
  const [value] = unseenValues(text, [said, trajectory.task.goal.toLowerCase(), ...before, ...used]);
  if (value !== undefined) return `name «${value}», which the user could not know and the agent does not use`;
  const lower = text.toLowerCase();
  const lost = used.find((one) => said.includes(one) && !lower.includes(one) && !before.some((known) => known.includes(one)));
  return lost === undefined ? undefined : `leave out «${lost}», which the agent then uses`;
}

/** Values of three characters and more that the agent's calls are given after a step, in lower case. */
function argumentValues(trajectory: Trajectory, after: number, until: number): string[] {
  return trajectory.steps
    .slice(after, until)
    .flatMap((step) =>
      step.kind === "agent"
        ? callsOf(step).flatMap((call) =>
            Object.values(call.arguments).flatMap((value) => (typeof value === "string" && value.length >= 3 ? [value.toLowerCase()] : [])),
          )
        : [],
    );
}
