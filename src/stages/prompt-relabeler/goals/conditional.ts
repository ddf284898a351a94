import { admission, finalAnswerOf, type FinalAnswer } from "../../../evidence/answer.ts";
import { unseenValues } from "../../../evidence/coherence.ts";
import { constraintsOf, meets, type Constraint } from "../../../evidence/constraints.ts";
import { itemsOf, quantitiesOf, type Item } from "../../../evidence/items.ts";
import type { GoalDraft, GoalFinder, RunView } from "../goal-draft.ts";

interface PlacedItem extends Item {
  step: number;
}

/** An item with what it says of each limit. */
interface Judged {
  item: PlacedItem;
  limits: readonly { quantities: readonly number[]; kept: boolean }[];
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
    const offer = constraints.length === 0 ? undefined : offerOf(answer, run, constraints);
    if (offer === undefined || !isHonest(answer, run, goal)) return [];
    return [toDraft(run, answer, goal, offer)];
  },
};

/** The item that the answer offers instead, when the answer is right about it. */
function offerOf(answer: FinalAnswer, run: RunView, constraints: readonly Constraint[]): PlacedItem | undefined {
  const judged = judgedItems(run, constraints);
  if (judged === undefined || judged.length < 2) return undefined;
  for (const broken of constraints.keys()) {
    const candidates = judged.filter(({ limits }) => limits.every(({ kept }, at) => kept || at === broken));
    const distance = ({ limits }: Judged): number =>
      Math.min(...(limits[broken]?.quantities ?? []).map((value) => Math.abs(value - (constraints[broken]?.value ?? 0))));
    const closest = candidates.toSorted((first, second) => distance(first) - distance(second))[0];
    if (closest !== undefined && namesItem(answer.text, closest.item, closest.limits[broken]?.quantities ?? [])) return closest.item;
  }
  return undefined;
}

/** All items that were seen and speak of every limit. Undefined once one keeps them all, and no more is read: the answer is wrong then. */
function judgedItems(run: RunView, constraints: readonly Constraint[]): Judged[] | undefined {
  const judged: Judged[] = [];
  for (const { kind, call, step } of run.calls) {
    if (kind !== "content") continue;
    for (const item of itemsOf(call)) {
      const limits = constraints.map((constraint) => {
        const quantities = quantitiesOf(item, constraint);
        return { quantities, kept: quantities.some((value) => meets(constraint, value)) };
      });
      if (limits.some(({ quantities }) => quantities.length === 0)) continue;
      if (limits.every(({ kept }) => kept)) return undefined;
      judged.push({ item: { ...item, step }, limits });
    }
  }
  return judged;
}

/** True when the answer gives the item's name and its quantity. */
function namesItem(answer: string, { name }: Item, quantities: readonly number[]): boolean {
  if (name === undefined || !answer.includes(name)) return false;
  const said = [...answer.matchAll(/\d[\d,]*(?:\.\d+)?/g)].map(([text]) => Number(text.replace(/,/g, "")));
  return quantities.some((value) => said.includes(value));
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
