import { SideTable } from "../base/side-table.ts";
import type { AgentStep, Step, Trajectory } from "../trajectory/trajectory.ts";

/** The steps of a run as they read when another goal had been asked for. */
export interface Restated {
  /** As many steps as the run has, at the same positions. */
  steps: Step[];
  /** The goal, when no step of the run says it (it stood in the task record): it opens the conversation. */
  opening: string | null;
}

type SpokenStep = Exclude<Step, AgentStep>;

/** Old goals shorter than this are replaced only where they were asked, because a short text stands in many places by chance. */
const DISTINCT_GOAL = 16;

/**
 * Puts a goal in the place of the one that was asked.
 *
 * The step that asks for the old goal gets the new one: only the old goal's words are replaced when they stand there verbatim, else the whole
 * text of the first user step. Where other user, system or environment steps repeat the old goal word for word (a prompt that states the
 * question every turn, a first page that names the task) they follow. Results of calls never change. With a hidden task (a dialogue with a simulated user) nothing is replaced: the agent never saw the brief, and the user's own
 * turns ask for what is demonstrated.
 *
 * @param goal the new goal; null leaves the run as it is, for the same turns under the original goal
 */
export function underGoal(trajectory: Trajectory, goal: string | null): Restated {
  const { steps, task } = trajectory;
  if (task.hidden === true) return { steps, opening: null };
  const { asking, repeating } = placesOf(trajectory);
  const opening = asking === -1 ? (goal ?? task.goal) : null;
  if (goal === null) return { steps, opening };
  const restated = [...steps];
  for (const index of asking === -1 ? repeating : [asking, ...repeating]) {
    const step = steps[index];
    if (step !== undefined && step.kind !== "agent") restated[index] = restate(step, task.goal, goal);
  }
  return { steps: restated, opening };
}

/** Where a run says its goal, by 0-based steps: the one that asks for it, or -1, and others that repeat it. */
interface Places {
  asking: number;
  repeating: number[];
}

/** The same for all goals that take the place of the old one. */
const places = new SideTable<Trajectory, Places>();

function placesOf(trajectory: Trajectory): Places {
  let found = places.get(trajectory);
  if (found === undefined) {
    const { steps, task } = trajectory;
    const asking = findAskingStep(steps, task.goal);
    const repeating: number[] = [];
    for (const [index, step] of steps.entries()) if (index !== asking && repeats(step, task.goal)) repeating.push(index);
    places.set(trajectory, (found = { asking, repeating }));
  }
  return found;
}

/** 0-based: the first step that says the goal to the agent, else the first one that a user (and not the harness) wrote. */
function findAskingStep(steps: readonly Step[], goal: string): number {
  const saying = steps.findIndex((step) => (step.kind === "user" || step.kind === "environment") && step.text.includes(goal));
  if (saying !== -1) return saying;
  return steps.findIndex((step) => step.kind === "user" && step.by !== "injected" && step.text !== "");
}

function repeats(step: Step, oldGoal: string): boolean {
  return step.kind !== "agent" && oldGoal.length >= DISTINCT_GOAL && step.text.includes(oldGoal);
}

function restate(step: SpokenStep, oldGoal: string, goal: string): Step {
  return { ...step, text: step.text.includes(oldGoal) ? replaceAll(step.text, oldGoal, goal) : goal };
}

/** A function as replacement, so that `$&` in a goal stays what it is. */
function replaceAll(text: string, oldGoal: string, goal: string): string {
  return text.replaceAll(oldGoal, () => goal);
}
