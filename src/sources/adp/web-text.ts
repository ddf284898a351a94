import { asString, isObject, type JsonObject } from "../../base/json.ts";

/**
 * What a web observation shows as text: the accessibility tree, else the HTML, else a word for its picture.
 *
 * @param losses what is left out is listed here
 */
export function textOfWeb(item: JsonObject, losses: Set<string>): string {
  const axtree = asString(item["axtree"]) ?? "";
  const html = asString(item["html"]) ?? "";
  if (isObject(item["image_observation"])) losses.add("screenshots of web pages");
  if (axtree !== "") {
    if (html !== "") losses.add("the HTML of web pages that have an accessibility tree");
    return axtree;
  }
  if (html !== "") return html;
  return "[image]";
}
