import type { Trajectory } from "../../trajectory/trajectory.ts";
import { shortHash } from "../../trajectory/identity.ts";
import type { FailureAnalysis } from "../failure-analysis.ts";
import type { RefusedRelabel } from "../relabel.ts";
import type { ReplayOutcome } from "../replay-outcome.ts";
import type { RuleSettings } from "../rule-settings.ts";
import type { PromptRelabeler, Proposal, Proposals } from "../stage.ts";
import { confidenceOf } from "./confidence.ts";
import { fitDialogue } from "./dialogue/fit.ts";
import { fitToGoal } from "./fit.ts";
import type { GoalDraft, GoalFinder, RunView } from "./goal-draft.ts";
import { commandGoals } from "./goals/command.ts";
import { conditionalGoals } from "./goals/conditional.ts";
import { conversionGoals } from "./goals/conversion.ts";
import { deedGoals } from "./goals/deed.ts";
import { entryGoals } from "./goals/entry.ts";
import { functionGoals } from "./goals/function.ts";
import { listingGoals } from "./goals/listing.ts";
import { lookupGoals } from "./goals/lookup.ts";
import { pageGoals } from "./goals/page.ts";
import { queryGoals } from "./goals/query.ts";
import { recordGoals } from "./goals/record.ts";
import { requestGoals } from "./goals/request.ts";
import { sayingGoals } from "./goals/saying.ts";
import { schemaGoals } from "./goals/schema.ts";
import { subsetGoals } from "./goals/subset.ts";
import { leaks } from "./leak.ts";
import { isDialogue, viewOf } from "./view.ts";

/** Ways of finding goals, best first: what comes first is taken first when there are more than k. */
const finders: readonly GoalFinder[] = [
  deedGoals,
  conditionalGoals,
  subsetGoals,
  requestGoals,
  queryGoals,
  commandGoals,
  functionGoals,
  conversionGoals,
  recordGoals,
  entryGoals,
  listingGoals,
  pageGoals,
  sayingGoals,
];

/** Stage 3 without a model: goals from what calls asked and observations answered. */
export class RulePromptRelabeler implements PromptRelabeler {
  readonly settings: RuleSettings;
  /** The same run gives the same goals. */
  readonly retries = false;

  constructor(settings: RuleSettings) {
    this.settings = settings;
  }

  propose(trajectory: Trajectory, analysis: FailureAnalysis): Proposals {
    const run = viewOf(trajectory, analysis);
    const inDialogue = isDialogue(trajectory);
    const proposals: Proposal[] = [];
    const refused: RefusedRelabel[] = [];
    const numbers = new Numbers(`${this.settings.seed} ${trajectory.id}`);
    for (const draft of inDialogue ? lookupGoals.find(run) : draftsOf(run)) {
      if (proposals.length >= this.settings.maxGoals) break;
      const goal = choose(draft.questions, () => numbers.of(draft.prefixEnd));
      if (proposals.some((proposal) => proposal.goal === goal)) continue;
      const refusal = this.#refusal(draft, goal);
      if (refusal === undefined) proposals.push(toProposal(run, draft, goal, inDialogue));
      else refused.push({ goal, strategy: draft.strategy, ...refusal });
    }
    if (inDialogue && proposals.length === 0 && refused.length === 0) refused.push(dialogue);
    return { proposals, refused };
  }

  endsWithout(outcome: ReplayOutcome): boolean {
    return outcome.achievements.length === 0;
  }

  #refusal(draft: GoalDraft, goal: string): { reason: string; detail: string } | undefined {
    if (draft.closing !== null && this.settings.closing === "none")
      return { reason: "no_goal", detail: "the run has no answer of its own, and --closing none forbids one made of quotes" };
    const leaked = leaks(goal, draft.answers);
    return leaked === undefined ? undefined : { reason: "goal_leaks_answer", detail: `the goal would give away «${leaked}»` };
  }
}

/** Drafts of all finders in order; what a table holds only where no finder has any. */
function* draftsOf(run: RunView): Generator<GoalDraft, void, undefined> {
  let some = false;
  for (const finder of finders) {
    for (const draft of finder.find(run)) {
      some = true;
      yield draft;
    }
  }
  if (!some) yield* schemaGoals.find(run);
}

const dialogue: RefusedRelabel = {
  goal: "",
  strategy: "prefix",
  reason: "dialogue_needs_judge",
  detail: "the user speaks again later in the run, and no look-up on the way answers a goal that rules can put into words",
};

function toProposal(run: RunView, draft: GoalDraft, goal: string, inDialogue: boolean): Proposal {
  const answers = draft.closing === null && draft.endsInAct !== true;
  const fit = inDialogue ? fitDialogue(run.trajectory, draft) : fitToGoal(run, draft, goal, answers);
  const { strategy, prefixEnd, claims, closing } = draft;
  const confidence = confidenceOf(run.trajectory.steps, draft.grounds, { prefixEnd, closing, ...fit });
  return { goal, strategy, prefixEnd, claims, masks: fit.masks, edits: fit.edits, closing, confidence };
}

/** One of several, by a number that is only asked for where there are several. */
function choose(options: readonly string[], number: () => number): string {
  return options[options.length < 2 ? 0 : number() % options.length] ?? "";
}

/** A number for each step of a run, always the same, and worked out once. */
class Numbers {
  readonly #key: string;
  readonly #ofSteps = new Map<number, number>();

  constructor(key: string) {
    this.#key = key;
  }

  of(step: number): number {
    let number = this.#ofSteps.get(step);
    if (number === undefined) {
      number = Number.parseInt(shortHash(`${this.#key} ${step}`).slice(0, 8), 16);
      this.#ofSteps.set(step, number);
    }
    return number;
  }
}
