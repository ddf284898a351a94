import { z } from "zod";
import { isObject, type JsonObject } from "../../base/json.ts";

// The standard form of the Agent Data Protocol, version 1.2.0, as far as we write it: what we never write (code, pictures, web pages) is left out.

const AnyObject = z.custom<JsonObject>(isObject, { error: "Invalid input: expected object" });

/** What every action may carry: words that go with it, hidden thought, and the reward of the step. */
const actionFields = {
  description: z.string().optional(),
  reasoning_content: z.string().optional(),
  reward: z.number().optional(),
};

const ApiAction = z.strictObject({
  class_: z.literal("api_action"),
  function: z.string().min(1),
  kwargs: AnyObject,
  ...actionFields,
  tool_call_id: z.string().min(1).optional(),
});

const MessageAction = z.strictObject({ class_: z.literal("message_action"), content: z.string(), ...actionFields });

const TextObservation = z.strictObject({
  class_: z.literal("text_observation"),
  content: z.string(),
  name: z.string().optional(),
  source: z.enum(["user", "agent", "environment"]),
  tool_call_id: z.string().min(1).optional(),
});

const AdpItem = z.discriminatedUnion("class_", [ApiAction, MessageAction, TextObservation]);
export type AdpItem = z.infer<typeof AdpItem>;

/** A trajectory in the standard form, with the rules of its validator on how actions and observations are linked. */
export const AdpDocument = z
  .strictObject({
    schema_version: z.literal("1.2.0"),
    id: z.string().min(1),
    content: z.array(AdpItem).min(1),
    /** Names; the data set's `metadata.json` defines them. */
    available_custom_tools: z.array(z.string()).optional(),
    details: AnyObject,
  })
  .superRefine(({ content }, context) => {
    for (const message of linkProblems(content)) context.addIssue({ code: "custom", message });
  });
export type AdpDocument = z.infer<typeof AdpDocument>;

/** Each id names one action and one later observation, and an action right before an observation has one. */
function linkProblems(content: readonly AdpItem[]): string[] {
  const problems: string[] = [];
  const open = new Set<string>();
  const seen = new Set<string>();
  content.forEach((item, index) => {
    if (item.class_ === "message_action") return;
    const id = item.tool_call_id;
    if (item.class_ === "text_observation") {
      if (id !== undefined && !open.delete(id)) problems.push(`the observation ${index + 1} belongs to no open action (${id})`);
      return;
    }
    if (id === undefined) {
      if (content[index + 1]?.class_ === "text_observation")
        problems.push(`the action ${index + 1} is followed by an observation and has no id`);
      return;
    }
    if (seen.has(id)) problems.push(`the id ${id} names two actions`);
    seen.add(id);
    open.add(id);
  });
  for (const id of open) problems.push(`the action ${id} has no observation`);
  return problems;
}
