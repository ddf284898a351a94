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
  const asking = findAskingStep(steps, task.goal);
  if (asking === -1) {
    const restated = goal === null ? steps : steps.map((step) => replaceRepetition(step, task.goal, goal));
    return { steps: restated, opening: goal ?? task.goal };
  }
  if (goal === null) return { steps, opening: null };
  const restated = steps.map((step, index) =>
    index === asking && "text" in step ? ask(step, task.goal, goal) : replaceRepetition(step, task.goal, goal),
  );
  return { steps: restated, opening: null };
}

/** 0-based: the first step that says the goal to the agent, else the first one that a user (and not the harness) wrote. */
function findAskingStep(steps: readonly Step[], goal: string): number {
  const saying = steps.findIndex((step) => (step.kind === "user" || step.kind === "environment") && step.text.includes(goal));
  if (saying !== -1) return saying;
  return steps.findIndex((step) => step.kind === "user" && step.by !== "injected" && step.text !== "");
}

function ask(step: SpokenStep, oldGoal: string, goal: string): Step {
  return { ...step, text: step.text.includes(oldGoal) ? replaceAll(step.text, oldGoal, goal) : goal };
}

function replaceRepetition(step: Step, oldGoal: string, goal: string): Step {
  if (!("text" in step)) return step;
  if (oldGoal.length < DISTINCT_GOAL || !step.text.includes(oldGoal)) return step;
  return { ...step, text: replaceAll(step.text, oldGoal, goal) };
}

/** A function as replacement, so that `$&` in a goal stays what it is. */
function replaceAll(text: string, oldGoal: string, goal: string): string {
  return text.replaceAll(oldGoal, () => goal);
}
