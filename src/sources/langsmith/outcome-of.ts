import { asNumber, asString, isObject, type JsonObject } from "../../base/json.ts";
import type { Outcome } from "../../trajectory/trajectory.ts";

const verdicts =
  /^(is_)?(success(ful)?|task_success|correct(ness)?|resolved|passed?|solved|accuracy|goal_(achieved|completion)|task_completion|user_score|thumbs(_up)?)$/i;

/** One person's or program's word on a run. */
interface Feedback {
  key: string;
  score: boolean | number;
  comment?: string;
  by: Outcome["by"];
}

/** The outcome by the feedback on a root run: only keys that are a verdict count, and only scores that are plainly yes or no. */
export function outcomeOf(root: JsonObject): Outcome {
  const given = [...listed(root), ...(Array.isArray(root["feedback"]) ? [] : averaged(root))];
  const counted = given.filter(({ key }) => verdicts.test(key));
  const [first] = counted;
  if (first === undefined) {
    const others = given.map(({ key, score }) => `${key} ${score}`).join(", ");
    return unknown(given.length === 0 ? "no feedback on the trace" : `no feedback that is a verdict (${others})`);
  }
  const rule = counted.map(({ key, score }) => `feedback ${key} is ${score}`).join(", ");
  const goods = new Set(
    counted.map(({ score }) => (score === true || score === 1 ? true : score === false || score === 0 ? false : undefined)),
  );
  const reward = typeof first.score === "number" ? { reward: first.score } : {};
  if (goods.size > 1) return { ...unknown(`${rule} (not the same)`), ...reward };
  const [good] = goods;
  if (good === undefined) return { ...unknown(`${rule} (neither 0 nor 1)`), ...reward };
  const reason = good ? undefined : counted.find(({ comment }) => comment !== undefined)?.comment;
  return { status: good ? "success" : "failure", by: first.by, rule, ...reward, ...(reason === undefined ? {} : { reason }) };
}

function unknown(rule: string): Outcome {
  return { status: "unknown", by: "none", rule };
}

function listed(root: JsonObject): Feedback[] {
  const list = root["feedback"];
  return (Array.isArray(list) ? list : []).flatMap((entry) => {
    if (!isObject(entry) || typeof entry["key"] !== "string") return [];
    const score = entry["score"] ?? entry["value"];
    if (typeof score !== "boolean" && typeof score !== "number") return [];
    const comment = asString(entry["comment"]);
    const told = comment === undefined || comment.trim() === "" ? {} : { comment };
    return [{ key: entry["key"], score, by: byOf(entry), ...told }];
  });
}

/** `app` is a person at the page, `model` a judge; everything else is a program of the user's. */
function byOf(entry: JsonObject): Outcome["by"] {
  const source = entry["feedback_source"];
  const type = isObject(source) ? source["type"] : undefined;
  return type === "app" ? "human" : type === "model" ? "judge" : "verifier";
}

/** `feedback_stats` holds the mean for each key. */
function averaged(root: JsonObject): Feedback[] {
  const stats = root["feedback_stats"];
  return Object.entries(isObject(stats) ? stats : {}).flatMap(([key, stat]) => {
    const mean = isObject(stat) ? asNumber(stat["avg"]) : undefined;
    return mean === undefined ? [] : [{ key, score: mean, by: "verifier" as const }];
  });
}
