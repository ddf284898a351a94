import { RecordError } from "../../base/errors.ts";
import { asString, isObject, type Json, type JsonObject } from "../../base/json.ts";
import type { Step } from "../../trajectory/trajectory.ts";
import { fieldsBesides } from "../shared/fields-besides.ts";
import { StepBuilder } from "../shared/messages/step-builder.ts";
import { readActions } from "./action-space.ts";

/**
 * Steps of a cleaned trajectory. A step holds the page on which it begins and the action that was taken there, so what an action gave back is the
 * page of the step after it.
 *
 * @throws RecordError `bad_step`
 */
export function readSteps(list: readonly Json[]): { steps: Step[]; losses: Set<string>; synthesized: Set<string> } {
  const builder = new StepBuilder("human");
  const { losses } = builder;
  let open = 0;
  for (const [index, step] of list.entries()) {
    if (!isObject(step))
      throw new RecordError("bad_step", `Expected step ${index + 1} to be an object, got ${JSON.stringify(step).slice(0, 100)}.`);
    showPage(step, open, builder);
    open = act(step, builder);
  }
  losses.add("screenshots");
  return { steps: builder.steps, losses, synthesized: builder.synthesized };
}

/** What the page shows goes to the action before it. Of several actions at once only the last one's page was seen. */
function showPage(step: JsonObject, open: number, builder: StepBuilder): void {
  const page = pageOf(step, builder.losses);
  const error = asString(step["last_action_error"])?.trim() ?? "";
  const url = asString(step["url"]) ?? "";
  const extra = url === "" ? undefined : { url };
  if (open === 0) {
    if (page !== "") builder.environment(page, extra === undefined ? {} : { extra });
    return;
  }
  for (let earlier = 1; earlier < open; earlier += 1) builder.result({ id: undefined, name: undefined, text: "", status: "ok" });
  const text = [error, page].filter((part) => part !== "").join("\n\n");
  builder.result({
    id: undefined,
    name: undefined,
    text,
    status: error === "" ? "ok" : "error",
    ...(extra === undefined ? {} : { extra }),
  });
}

/** @returns how many calls it made; 0 for a last step that only shows where the run ended */
function act(step: JsonObject, builder: StepBuilder): number {
  const action = asString(step["action"])?.trim() ?? "";
  const reasoning = asString(step["reasoning"])?.trim() ?? "";
  if (action === "" && reasoning === "") return 0;
  const calls = readActions(action, builder.losses);
  const extra = fieldsBesides(step, fields);
  builder.turn([{ kind: "reasoning", text: reasoning }, ...calls], extra === undefined ? {} : { extra });
  return calls.length;
}

const fields = new Set(
  (
    "action reasoning axtree axtree_pruned axtree_txt screenshot_path last_action_error url dom_txt pruned_html html " +
    "extra_element_properties axtree_object dom_object chat_messages"
  ).split(" "),
);

function pageOf(step: JsonObject, losses: Set<string>): string {
  const pruned = asString(step["axtree_pruned"]) ?? "";
  const whole = asString(step["axtree"]) ?? asString(step["axtree_txt"]) ?? "";
  if (pruned !== "" && whole !== "" && pruned !== whole) losses.add("the accessibility trees before they were pruned");
  if (isObject(step["extra_element_properties"])) losses.add("places and visibility of elements (extra_element_properties)");
  if (Array.isArray(step["chat_messages"])) losses.add("the prompts of the model (chat_messages)");
  if (typeof step["html"] === "string" || typeof step["pruned_html"] === "string" || typeof step["dom_txt"] === "string")
    losses.add("HTML of pages");
  return pruned === "" ? whole : pruned;
}
