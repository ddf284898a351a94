import { asString, isObject, type Json } from "../base/json.ts";
import { conversationsOf, messagesIn } from "./openai-messages/conversations-of.ts";
import { readConversation } from "./openai-messages/read-conversation.ts";
import { outcomeFields } from "./shared/outcome-by-fields.ts";
import type { Detection, Source } from "./source.ts";

/** Chat messages as OpenAI's API takes and gives them, in the wrappings in which people keep them. */
export const openaiMessages: Source = {
  name: "openai-messages",
  title: "OpenAI chat messages",
  outcomeRule: `${outcomeFields}; otherwise unknown`,
  // A file that is one list of messages is one record, not a record a message.
  framing: (head) => (head.shape === "array" && isMessage(head.values[0]) ? "document" : "values"),
  detect(head) {
    if (head.shape === "array" && isMessage(head.values[0])) return judge(head.values, "one list of messages");
    for (const value of head.values) {
      const found = detectIn(value);
      if (found !== undefined) return found;
    }
    return undefined;
  },
  *parse(record) {
    for (const conversation of conversationsOf(record.json())) yield readConversation(conversation);
  },
};

function detectIn(value: Json): Detection | undefined {
  // mini-swe-agent writes its actions into the text of such messages.
  if (isObject(value) && typeof value["trajectory_format"] === "string") return undefined;
  const found = messagesIn(value);
  return found === undefined ? undefined : judge(found.messages, found.where);
}

/** Messages are ours unless they show another provider's parts; `tool_calls` with a `function` settle it. */
function judge(messages: readonly Json[], where: string): Detection | undefined {
  const shown = messages.slice(0, 50);
  if (!isMessage(shown[0])) return undefined;
  let calls = false;
  for (const message of shown) {
    if (!isObject(message)) continue;
    if (hasForeignParts(message["content"])) return undefined;
    const list = message["tool_calls"];
    calls ||=
      isObject(message["function_call"]) || (Array.isArray(list) && list.some((call) => isObject(call) && isObject(call["function"])));
  }
  return calls ? { confidence: 0.9, why: `${where} with roles and tool_calls` } : { confidence: 0.6, why: `${where} with roles` };
}

function hasForeignParts(content: Json | undefined): boolean {
  return Array.isArray(content) && content.some((part) => isObject(part) && /^tool|^function_call/.test(asString(part["type"]) ?? ""));
}

function isMessage(value: Json | undefined): boolean {
  return isObject(value) && typeof value["role"] === "string" && roles.has(value["role"]) && "content" in value;
}

const roles = new Set(["system", "developer", "user", "assistant", "tool", "function"]);
