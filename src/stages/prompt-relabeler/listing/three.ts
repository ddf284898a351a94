import { verbatimIn } from "../../../evidence/payload.ts";
import type { GoalDraft } from "../goal-draft.ts";
import { wordsOfArguments } from "./arguments.ts";
import type { Listed } from "./listed.ts";
import { nameOrTitle } from "./names.ts";

/** Three of a longer list, or of one that was cut. */
export function three(listed: Listed): GoalDraft | undefined {
  const { call, listing, own, text } = listed;
  if (listing.items.length < 3) return undefined;
  const where = wordsOfArguments(own, listed.run.trajectory.task.goal);
  const noun = where === undefined ? undefined : listed.noun;
  // Three of anything can be named without looking: they must be what the user speaks of.
  if (where === undefined || noun === undefined || !listed.run.plainGoal().includes(` ${noun} `)) return undefined;
  const items = listing.items.slice(0, 3);
  const names = items.flatMap((item) => nameOrTitle(item)?.value ?? []);
  const forms = names.flatMap((name) => verbatimIn(text, name) ?? []);
  if (forms.length < 3 || new Set(names).size < 3 || names.some((name) => name.length > 120)) return undefined;
  const fields = items.map((item, at) => listed.fieldsOf(item, names[at] ?? "", 3));
  const label = fields[0]?.find(({ label: one }) => fields.every((others) => others.some((other) => other.label === one)))?.label;
  const said = fields.map((fieldsOfOne) => fieldsOfOne.find((field) => field.label === label));
  const evidence = [...forms, ...said.flatMap((field) => field?.quotes ?? [])].map((quote) => ({
    step: call.step,
    in: "observation" as const,
    quote,
  }));
  // And something must be said of them.
  if (label === undefined && where === "") return undefined;
  const also = label === undefined ? "" : ` Tell me the ${label} of each.`;
  return {
    questions: [`Name three ${noun}${where}.${also}`, `Can you give me three examples of ${noun}${where}?${also}`],
    strategy: "prefix",
    prefixEnd: call.step,
    supports: new Set([call.step]),
    claims: [{ text: `These are three ${noun}.`, evidence }],
    closing: {
      text: names.map((name, at) => `${at + 1}. ${name}${label === undefined ? "" : `: ${said[at]?.value ?? ""}`}`).join("\n"),
      evidence,
    },
    answers: names,
    grounds: { guess: 0.7 },
  };
}
