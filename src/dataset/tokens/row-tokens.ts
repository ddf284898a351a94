import { isObject, type Json, type JsonObject } from "../../base/json.ts";
import type { TokenCounter } from "./load-token-counter.ts";

/** What a chat template puts around a message: a sign for its beginning, the role, a line end, a sign for its end, a line end. */
const AROUND_MESSAGE = 5;

/** Columns and keys that no trainer renders. */
const unseen = new Set(
  "metadata id label kto_tag weight loss loss_scale loss_weight train channel margin tool_call_id role from type data_source".split(" "),
);

const CHOSEN = /^(?:chosen|preferred)/;
const REJECTED = /^(?:rejected|non_preferred)/;

/**
 * How many tokens a row takes when it is trained on: its messages, calls and tools. The chat template's own signs are reckoned at five a
 * message, since templates differ; calls are counted as JSON. Of a pair it is the longer side, as each side is a sequence of its own.
 */
export function rowTokens(row: JsonObject, count: TokenCounter): number {
  const sums = { shared: 0, chosen: 0, rejected: 0 };
  const hasOtherSide = Object.keys(row).some((column) => column === "rejected_messages");
  for (const [column, value] of Object.entries(row)) {
    if (unseen.has(column)) continue;
    const side = REJECTED.test(column) ? "rejected" : CHOSEN.test(column) || (hasOtherSide && column === "messages") ? "chosen" : "shared";
    sums[side] += tokensOf(value, count);
  }
  return sums.shared + Math.max(sums.chosen, sums.rejected);
}

function tokensOf(value: Json, count: TokenCounter): number {
  if (typeof value === "string") return count(value);
  if (Array.isArray(value)) return value.reduce((sum: number, element) => sum + tokensOf(element, count), 0);
  if (!isObject(value)) return 0;
  if (!("role" in value) && !("from" in value)) return nested(value, count);
  let sum = AROUND_MESSAGE;
  for (const [key, member] of Object.entries(value)) if (!unseen.has(key)) sum += tokensOf(member, count);
  return sum;
}

/** An object with messages in it is gone through; any other is rendered as JSON. */
function nested(value: JsonObject, count: TokenCounter): number {
  const members = Object.values(value);
  const holdsMessages = members.some((member) => Array.isArray(member) && member.some((one) => isObject(one) && "role" in one));
  return holdsMessages ? members.reduce((sum: number, member) => sum + tokensOf(member, count), 0) : count(JSON.stringify(value));
}
