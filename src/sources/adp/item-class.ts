import { isObject, type Json } from "../../base/json.ts";

/** The kinds of items in the content of a trajectory. */
export type ItemClass = "api_action" | "code_action" | "message_action" | "text_observation" | "image_observation" | "web_observation";

/** The class of an item, as the schema writes it or as the names of its Python classes (`TextObservation`). */
export function itemClass(item: Json): ItemClass | undefined {
  const given = isObject(item) ? item["class_"] : undefined;
  if (typeof given !== "string") return undefined;
  const name = given.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toLowerCase();
  return isClass(name) ? name : undefined;
}

/** True for an item of a known class. */
export function isItem(item: Json): boolean {
  return itemClass(item) !== undefined;
}

const classes = new Set<string>([
  "api_action",
  "code_action",
  "message_action",
  "text_observation",
  "image_observation",
  "web_observation",
] satisfies ItemClass[]);

function isClass(name: string): name is ItemClass {
  return classes.has(name);
}
