import { findsNothing, headingWith, readPage, saysQuery, type Page } from "../../../evidence/page.ts";
import type { ReadCall } from "../../../evidence/reading.ts";
import type { Evidence } from "../../replay-outcome.ts";
import type { GoalDraft, GoalFinder, RunView } from "../goal-draft.ts";
import { askedIn, goesOn } from "./asked.ts";

interface Visit {
  call: ReadCall;
  page: Page;
}

const maxGoals = 2;

/**
 * Goals from web pages that an agent came to by its own clicks: a page that was opened, a search whose results are shown. The title of the page after the
 * action proves it. Ways that led back to a page seen before are dead ends.
 */
export const pageGoals: GoalFinder = {
  name: "page",
  *find(run) {
    const first = firstPage(run);
    const visits = run.calls.flatMap((call): Visit[] => {
      const page = call.kind === "content" ? readPage(call.call.result.text) : undefined;
      return page === undefined ? [] : [{ call, page }];
    });
    if (first === undefined || visits.length === 0 || goesOn(askedIn(run.trajectory.task.goal))) return;
    let found = 0;
    for (const [at, visit] of [...visits.entries()].toReversed()) {
      const before = visits.slice(0, at);
      const draft = searchGoal(visit, before, first, run) ?? openGoal(visit, before, first, run);
      if (draft === undefined) continue;
      yield draft;
      found++;
      if (found === maxGoals) return;
    }
  },
};

interface FirstPage extends Page {
  text: string;
}

/** The page that the agent stood on before it did anything. */
function firstPage({ trajectory }: RunView): FirstPage | undefined {
  const agent = trajectory.steps.findIndex((step) => step.kind === "agent");
  for (const step of trajectory.steps.slice(0, agent).toReversed()) {
    const page = step.kind === "agent" ? undefined : readPage(step.text);
    if (page !== undefined && step.kind !== "agent") return { ...page, text: step.text };
  }
  return undefined;
}

function openGoal(visit: Visit, before: Visit[], first: FirstPage, run: RunView): GoalDraft | undefined {
  const { title, quote } = visit.page;
  if (!/^(?:click|press|select)/i.test(visit.call.call.name)) return undefined;
  if (title === first.title || before.some(({ page }) => page.title === title)) return undefined;
  const name = nameOf(title, first.title);
  if (name === undefined) return undefined;
  // Who only wants to see a page has not asked to buy, to send or to delete.
  if (confirms.test(title) || pathOf(visit, before, first).some(({ used }) => acting.test(used))) return undefined;
  const said = name.of === "" ? `the page "${name.page}"` : `the "${name.page}" page of ${name.of}`;
  return draftOf(
    [`Open ${said}.`, `Take me to ${said}.`, `Go to ${said}.`],
    `${said.charAt(0).toUpperCase()}${said.slice(1)} is open.`,
    [{ step: visit.call.step, in: "observation", quote }],
    pathTo(visit, before, first),
    run,
  );
}

/** Words typed into a search, and a page whose title or heading says that it shows what was found. */
function searchGoal(visit: Visit, before: Visit[], first: FirstPage, run: RunView): GoalDraft | undefined {
  const typed = [...before, visit].findLast(({ call }) => textOf(call) !== undefined);
  const query = typed === undefined ? undefined : textOf(typed.call);
  if (typed === undefined || query === undefined || !/^(?:type|click|press|fill)/i.test(visit.call.call.name)) return undefined;
  // The results come with the typing or with the very next action.
  if (typed !== visit && before.at(-1) !== typed) return undefined;
  const observation = visit.call.call.result.text;
  const inTitle = /\bsearch\b|\bresults?\b/i.test(visit.page.title) && saysQuery(visit.page.title, query);
  const quote = inTitle ? visit.page.quote : headingWith(observation, query);
  const shownBefore = [first, ...before.map(({ page }) => page)].some(({ title }) => inTitle && title === visit.page.title);
  if (quote === undefined || shownBefore || findsNothing(`${visit.page.title}\n${quote}`) || noneIn(observation)) return undefined;
  if (!inTitle && !/search|result/i.test(quote)) return undefined;
  return draftOf(
    [`Search this site for "${query}".`, `Use the site's search to look for "${query}".`],
    `The results for "${query}" are shown.`,
    [{ step: visit.call.step, in: "observation", quote }],
    new Set([...pathTo(visit, before, first), typed.call.step]),
    run,
  );
}

function noneIn(observation: string): boolean {
  return [...observation.matchAll(/(?:heading|StaticText|SPAN|DIV) '([^'\n]{1,300})/g)].some(
    // Of the cart, and of what else a shop shows beside its results, no search speaks.
    ([, text = ""]) => findsNothing(text) && !/\b(?:cart|basket|bag|wish ?list|compare)\b/i.test(text),
  );
}

/** What was typed into a field, where it can be said in quotation marks. */
function textOf({ call }: ReadCall): string | undefined {
  const text = /^(?:type|fill|input)/i.test(call.name)
    ? (call.arguments["text"] ?? call.arguments["content"] ?? call.arguments["value"])
    : undefined;
  return typeof text === "string" && /^[^"\n]{2,80}$/.test(text.trim()) ? text.trim() : undefined;
}

const acting =
  /^button '(?:[^'\n]* )?(?:place|submit|buy|order|purchase|pay|delete|remove|save|send|post|publish|confirm|cancel|create|update|apply|subscribe)\b/i;
const confirms = /\bthank you\b|\bsuccess(?:ful(?:ly)?)?\b|\bconfirm(?:ed|ation)\b|\b(?:placed|submitted|deleted|sent)\b/i;

const generic =
  /^(?:search(?: results)?|home(?:page)?|dashboard|index|log ?in|sign ?in|error|40\d\b.*|50\d\b.*|.*not found.*|untitled|new tab|about:blank|welcome|loading|example domain|.*(?:denied|forbidden|unavailable|whoops|problem loading).*)$/i;

/** What a page is called, without the name of the site that stands at the end of every title. */
function nameOf(title: string, first: string): { page: string; of: string } | undefined {
  const cut = / (?:[·|/»-]|—|–) /;
  const site = new Set(first.split(cut));
  const parts = title.split(cut).map((part) => part.trim());
  while (parts.length > 1 && site.has(parts.at(-1) ?? "")) parts.pop();
  const [page = ""] = parts;
  if (page.length < 4 || page.length > 160 || generic.test(page) || site.has(page) || /["\n]/.test(title)) return undefined;
  const of = title.includes(" · ")
    ? (title
        .split(" · ")
        .slice(1)
        .find((part) => !site.has(part)) ?? "")
    : "";
  return { page, of };
}

interface Stop {
  title: string;
  step: number;
  text: string;
  /** What was clicked to come there. */
  used: string;
}

/**
 * The steps that lead to a page: what changed it, without ways that came back to where they had begun, and without those that were not needed
 * because what was then used stood on an earlier page already.
 */
function pathTo(visit: Visit, before: Visit[], first: FirstPage): Set<number> {
  return new Set(pathOf(visit, before, first).map(({ step }) => step));
}

function pathOf(visit: Visit, before: Visit[], first: FirstPage): Stop[] {
  let path: Stop[] = [{ title: first.title, step: 0, text: first.text, used: "" }];
  let text = first.text;
  for (const { call, page } of [...before, visit]) {
    const used = elementUsed(call, text);
    text = call.call.result.text;
    const seen = path.findIndex(({ title }) => title === page.title);
    if (seen >= 0 && call !== visit.call) {
      path = path.slice(0, seen + 1);
      continue;
    }
    const from = used === undefined ? -1 : path.findIndex((stop) => stop.text.includes(used));
    if (from >= 0) path = path.slice(0, from + 1);
    path.push({ title: page.title, step: call.step, text, used: used ?? "" });
  }
  return path.slice(1);
}

/** What an action was done to, as the page before it names it: `link 'Reviews'`. */
function elementUsed({ call }: ReadCall, page: string): string | undefined {
  const id = ["bid", "element_id", "element", "ref", "id"]
    .map((key) => call.arguments[key])
    .find((value) => typeof value === "string" || typeof value === "number");
  if (id === undefined || !/^\w{1,12}$/.test(String(id))) return undefined;
  return new RegExp(`\\[${id}\\] (\\w+ '[^'\\n]{2,}')`).exec(page)?.[1];
}

function draftOf(tasks: string[], done: string, evidence: Evidence[], supports: Set<number>, run: RunView): GoalDraft {
  const asked = askedIn(run.trajectory.task.goal);
  const [last] = evidence;
  const after = asked.after.replace(/^\./, "");
  return {
    questions: tasks.map((task) => `${asked.before}${task}${after}`),
    strategy: "prefix",
    prefixEnd: last?.step ?? 1,
    supports,
    claims: [{ text: done, evidence }],
    closing: { text: done, evidence },
    answers: [],
    grounds: { guess: 0.78 },
  };
}
