import { isObject, type Json, type JsonObject } from "../base/json.ts";
import { isItem } from "./adp/item-class.ts";
import { readTrajectory } from "./adp/read-trajectory.ts";
import { outcomeFields } from "./shared/outcome-by-fields.ts";
import type { Source } from "./source.ts";

/** The standard form of the Agent Data Protocol, of any version. */
export const adp: Source = {
  name: "adp",
  title: "Agent Data Protocol",
  outcomeRule: `${outcomeFields}, each also in \`details\`; without these the last \`reward\` of an item, where 1 is success and less is failure; otherwise unknown`,
  framing: "values",
  detect({ values }) {
    const found = values.find(isTrajectory);
    if (found === undefined) return undefined;
    return { confidence: 0.97, why: "content with class_ of actions and observations" };
  },
  *parse(record) {
    yield readTrajectory(record.json());
  },
};

function isTrajectory(value: Json): value is JsonObject {
  if (!isObject(value)) return false;
  const { content } = value;
  return Array.isArray(content) && content.some(isItem);
}
