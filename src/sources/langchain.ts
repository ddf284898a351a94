import { isObject, type Json } from "../base/json.ts";
import { isHistory, stateCall } from "./langchain/state.ts";
import { messageSource } from "./shared/message-source.ts";
import { loggedCalls, type LoggedCall } from "./shared/messages/logged-calls.ts";
import type { Head, Source } from "./source.ts";

const messages = messageSource({
  name: "langchain",
  title: "LangChain messages",
  shapes: ["langchain"],
  callsOf,
});

/** LangChain's messages in its encodings, and states and checkpoints of LangGraph that hold them. */
export const langchain: Source = {
  ...messages,
  framing: (head) => (isOneThread(head) ? "document" : typeof messages.framing === "function" ? messages.framing(head) : messages.framing),
};

function callsOf(value: Json): LoggedCall[] {
  const state = stateCall(value);
  return state === undefined ? loggedCalls(value) : [state];
}

function isOneThread(head: Head): boolean {
  return head.shape === "array" && head.values.every(isObject) && isHistory(head.values);
}
