import { admission, finalAnswerOf, type FinalAnswer } from "../../../evidence/answer.ts";
import { unseenValues } from "../../../evidence/coherence.ts";
import { constraintsOf, meets, type Constraint } from "../../../evidence/constraints.ts";
import { itemsOf, quantitiesOf, type Item } from "../../../evidence/items.ts";
import type { GoalDraft, GoalFinder, RunView } from "../goal-draft.ts";

interface PlacedItem extends Item {
  step: number;
}

/**
 * The goal whose limit could not be kept, with the question what comes closest. The run's own answer stays, so it must be true: nothing that was
 * seen keeps every limit, and what it offers is the closest of what keeps the others.
 */
export const conditionalGoals: GoalFinder = {
  name: "conditional",
  find(run) {
    const answer = finalAnswerOf(run.trajectory);
    const goal = run.trajectory.task.goal.trim();
    if (answer === undefined || admission(answer.text) === undefined || goal.length > 600) return [];
    const constraints = constraintsOf(goal).filter((constraint) => constraint.unit !== "");
    const offer = constraints.length === 0 ? undefined : offerOf(answer, seenItems(run), constraints);
    if (offer === undefined || !isHonest(answer, run, goal)) return [];
    return [toDraft(run, answer, goal, offer)];
  },
};

function seenItems(run: RunView): PlacedItem[] {
  return run.calls.filter((call) => call.kind === "content").flatMap(({ step, call }) => itemsOf(call).map((item) => ({ ...item, step })));
}

/** The item that the answer offers instead, when the answer is right about it. */
function offerOf(answer: FinalAnswer, items: PlacedItem[], constraints: Constraint[]): PlacedItem | undefined {
  const judged = items.filter((item) => constraints.every((constraint) => quantitiesOf(item, constraint).length > 0));
  if (judged.length < 2 || judged.some((item) => constraints.every((constraint) => keeps(item, constraint)))) return undefined;
  for (const broken of constraints) {
    const others = constraints.filter((constraint) => constraint !== broken);
    const candidates = judged.filter((item) => others.every((constraint) => keeps(item, constraint)));
    const distance = (item: Item): number => Math.min(...quantitiesOf(item, broken).map((value) => Math.abs(value - broken.value)));
    const closest = candidates.toSorted((first, second) => distance(first) - distance(second))[0];
    if (closest !== undefined && namesItem(answer.text, closest, broken)) return closest;
  }
  return undefined;
}

function keeps(item: Item, constraint: Constraint): boolean {
  return quantitiesOf(item, constraint).some((value) => meets(constraint, value));
}

/** True when the answer gives the item's name and its quantity. */
function namesItem(answer: string, item: Item, constraint: Constraint): boolean {
  const said = [...answer.matchAll(/\d[\d,]*(?:\.\d+)?/g)].map(([text]) => Number(text.replace(/,/g, "")));
  return quantitiesOf(item, constraint).some((value) => said.includes(value)) && item.name !== undefined && answer.includes(item.name);
}

/** Everything that the answer says was seen or asked. */
function isHonest(answer: FinalAnswer, run: RunView, goal: string): boolean {
  const seen = [goal, ...run.calls.map(({ call }) => call.result.text)].map((text) => text.toLowerCase());
  return unseenValues(answer.text, seen).length === 0;
}

function toDraft(run: RunView, answer: FinalAnswer, goal: string, offer: PlacedItem): GoalDraft {
  const asked = /[.?!]$/.test(goal) ? goal : `${goal}.`;
  return {
    questions: [
      `${asked} If nothing meets all of that, tell me what comes closest.`,
      `${asked} If there is no such option, which one comes closest?`,
    ],
    strategy: "conditional",
    prefixEnd: answer.step,
    supports: new Set([...run.calls.filter((call) => call.kind === "content").map((call) => call.step), answer.step]),
    claims: [
      {
        text: "Nothing that was found keeps every limit; this comes closest.",
        evidence: [{ step: offer.step, in: "observation", quote: offer.quote }],
      },
    ],
    closing: null,
    answers: [],
    grounds: { guess: 0.8 },
  };
}
