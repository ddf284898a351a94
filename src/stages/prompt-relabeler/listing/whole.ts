import { saysGone, verbatimIn } from "../../../evidence/payload.ts";
import type { GoalDraft } from "../goal-draft.ts";
import type { Listed } from "./listed.ts";
import { nameOrTitle } from "./names.ts";

/** More than a person would want read out. */
const maxRead = 15;

/** All that a short list holds, by name. */
export function whole(listed: Listed): GoalDraft | undefined {
  const { call, listing, own, text } = listed;
  const { items } = listing;
  if (!listing.whole || items.length < 2 || items.length > maxRead || own.length > 0) return undefined;
  if (listed.switched || items.some(saysGone)) return undefined;
  const names = items.map((item) => nameOrTitle(item)?.value);
  const forms = names.map((name) => (name === undefined ? undefined : verbatimIn(text, name)));
  if (forms.some((form) => form === undefined) || new Set(names).size < names.length) return undefined;
  const { noun } = listed;
  if (noun === undefined) return undefined;
  const evidence = forms.flatMap((quote) => (quote === undefined ? [] : [{ step: call.step, in: "observation" as const, quote }]));
  return {
    questions: [`Which ${noun} are available? List all of them.`, `Give me a list of all available ${noun}.`],
    strategy: "prefix",
    prefixEnd: call.step,
    supports: new Set([call.step]),
    claims: [{ text: `These are all ${noun} that the tool lists.`, evidence }],
    closing: { text: `The available ${noun} are:\n${names.map((name) => `- ${name}`).join("\n")}`, evidence },
    answers: names.flatMap((name) => name ?? []),
    grounds: { guess: 0.75 },
  };
}
