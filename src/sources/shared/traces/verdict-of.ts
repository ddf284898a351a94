import type { Outcome } from "../../../trajectory/trajectory.ts";

/** Somebody's word on a trace or on one of its spans. */
export interface Score {
  name: string;
  value: number | boolean | string;
  by: "human" | "judge" | "verifier";
  comment?: string;
  /** The span that it is about; undefined for the whole trace. */
  span?: string | undefined;
}

/** The rule of `verdictOf`, in words for the user. */
export const verdictRule =
  "whose name is a verdict (success, correctness, resolved, passed, solved, accuracy, task or goal completion, user feedback, thumbs up): success when every one is true, 1 or a word like pass, failure when every one is false, 0 or a word like fail; otherwise unknown";

const verdicts =
  /^(is_)?((task_|overall_)?success(ful)?|(answer_|task_)?correct(ness)?|resolved|pass(ed)?|solved|accura(te|cy)|goal_(achieved|accuracy|completion)|task_(completion|completed|achieved)|user_(score|feedback)|thumbs(_up)?)$/;

const goodWords = /^(true|yes|success(ful)?|succeeded|pass(ed)?|resolved|solved|correct|accurate|thumbs[_ -]?up|positive)$/i;
const badWords =
  /^(false|no|fail(ed|ure)?|unsuccessful|unresolved|unsolved|incorrect|inaccurate|not[_ -]correct|wrong|thumbs[_ -]?down|negative)$/i;

/**
 * The outcome by scores: only names that are a verdict count, and only values that are plainly yes or no. Qualities of the answer
 * (helpfulness, toxicity) are no verdict.
 *
 * @param what what the format calls them, for the rule
 */
export function verdictOf(scores: readonly Score[], what: string): Outcome {
  const counted = scores.filter(({ name }) => verdicts.test(snakeCase(name)));
  const [first] = counted;
  if (first === undefined) {
    const others = scores.slice(0, 20).map(({ name, value }) => `${name} ${value}`);
    return unknown(others.length === 0 ? `no ${what} on the run` : `no ${what} that is a verdict (${others.join(", ")})`);
  }
  const rule = counted.map(({ name, value }) => `${what} ${name} is ${value}`).join(", ");
  const reward = typeof first.value === "number" ? { reward: first.value } : {};
  const goods = new Set(counted.map(({ value }) => isGood(value)));
  if (goods.size > 1) return { ...unknown(`${rule} (not the same)`), ...reward };
  const [good] = goods;
  if (good === undefined) return { ...unknown(`${rule} (neither yes nor no)`), ...reward };
  const reason = good ? undefined : counted.find(({ comment }) => (comment ?? "").trim() !== "")?.comment;
  return { status: good ? "success" : "failure", by: first.by, rule, ...reward, ...(reason === undefined ? {} : { reason }) };
}

/** Names are written `task_completion`, `task-completion`, `Task Completion` or `TaskCompletion`. */
function snakeCase(name: string): string {
  return name
    .trim()
    .replaceAll(/(?<=[a-z])(?=[A-Z])|[\s-]+/g, "_")
    .toLowerCase();
}

function isGood(value: Score["value"]): boolean | undefined {
  if (value === true || value === 1) return true;
  if (value === false || value === 0) return false;
  if (typeof value !== "string") return undefined;
  if (goodWords.test(value.trim())) return true;
  return badWords.test(value.trim()) ? false : undefined;
}

function unknown(rule: string): Outcome {
  return { status: "unknown", by: "none", rule };
}
