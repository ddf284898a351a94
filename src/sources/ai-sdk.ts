import { isObject, type Json } from "../base/json.ts";
import { stepResultsOf } from "./ai-sdk/step-results.ts";
import { messageSource } from "./shared/message-source.ts";
import { loggedCalls, type LoggedCall } from "./shared/messages/logged-calls.ts";
import type { Detection, Head, Source } from "./source.ts";

const messages = messageSource({
  name: "ai-sdk",
  title: "AI SDK messages",
  shapes: ["ai-sdk-model", "ai-sdk-ui"],
  callsOf,
});

/**
 * The AI SDK's model messages and UI messages of version 4 and later, and results of `generateText` and its steps that were written as
 * JSON.
 */
export const aiSdk: Source = {
  ...messages,
  framing: (head) => (isStepList(head) ? "document" : typeof messages.framing === "function" ? messages.framing(head) : messages.framing),
  detect(head) {
    if (isStepList(head)) return stepDetection;
    const results = head.values.some((value) => stepResultsOf(value) !== undefined);
    return results ? stepDetection : messages.detect(head);
  },
};

const stepDetection: Detection = { confidence: 0.96, why: "results of generateText: steps with content and finishReason" };

function callsOf(value: Json): LoggedCall[] {
  const results = stepResultsOf(value);
  return results === undefined ? loggedCalls(value) : [results];
}

/** The steps of one run, in a list. */
function isStepList(head: Head): boolean {
  return head.shape === "array" && head.values.length > 0 && stepResultsOf(head.values) !== undefined && isObject(head.values[0]);
}
