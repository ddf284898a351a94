import type { ReadCall } from "../../../evidence/reading.ts";
import type { GoalDraft, GoalFinder, RunView } from "../goal-draft.ts";
import { describeFunction, type AskedFunction } from "../python/describe.ts";
import { functionIn } from "../python/read-function.ts";

/** Two versions of one function teach as much as four. */
const most = 2;

const longestCode = 1500;

/**
 * Goals from functions that were written: what the code returns, put into words. Where every action is scored by itself, writing the function is all there is to do, so the pair ends with
 * it, and other attempts before it, which it does not rest on, are left out.
 */
export const functionGoals: GoalFinder = {
  name: "function",
  *find(run) {
    const { goal, finish } = run.trajectory.task;
    if (finish !== undefined || !/\b(?:function|method|code|program|script)\b/i.test(goal)) return;
    const told = new Set<string>();
    for (const call of run.calls) {
      const written = isScored(run, call.step) ? functionOf(call) : undefined;
      if (written === undefined || told.has(written.returns)) continue;
      told.add(written.returns);
      yield draftOf(run, call, written);
      if (told.size >= most) return;
    }
  },
};

/** True for an action that the environment gave a reward of its own: it was handed in. */
function isScored({ trajectory }: RunView, step: number): boolean {
  const at = trajectory.steps[step - 1];
  return at?.kind === "agent" && at.reward !== undefined;
}

/** The function that a call defines and does nothing else, where nothing says that the code is at fault. */
function functionOf({ call, kind }: ReadCall): AskedFunction | undefined {
  const code = codeOf(call);
  if (kind === "error" || code === undefined || /\b[A-Z]\w*Error\b|Traceback/.test(call.result.text)) return undefined;
  const definition = functionIn(code);
  return definition === undefined ? undefined : describeFunction(definition);
}

/** The code of a call: its one text argument, where the tool runs Python. */
function codeOf({ name, arguments: given }: ReadCall["call"]): string | undefined {
  const [code, ...others] = Object.values(given);
  return typeof code === "string" && others.length === 0 && /python/i.test(name) && code.length <= longestCode ? code : undefined;
}

function draftOf(run: RunView, { step, call }: ReadCall, { questions, returns, signature }: AskedFunction): GoalDraft {
  const written = call.rawArguments ?? JSON.stringify(Object.values(call.arguments)[0]).slice(1, -1);
  return {
    questions,
    strategy: step === run.calls.at(-1)?.step ? "final" : "prefix",
    prefixEnd: step,
    supports: new Set([step]),
    claims: [{ text: `Written: ${signature}, which returns ${returns}.`, evidence: [{ step, in: "call", quote: written }] }],
    closing: null,
    endsInAct: true,
    alone: true,
    answers: [],
    grounds: { guess: 0.8 },
  };
}
