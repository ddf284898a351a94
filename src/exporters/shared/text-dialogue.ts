import type { AssistantMessage, SampleMessage } from "../../stages/data-augmenter/sample.ts";
import type { LeftOut } from "../exporter.ts";
import { alternatingTurns, type AskingTurn } from "./alternating-turns.ts";

/** A conversation in nothing but text: what was asked (by the user, or as a result of a call) and what the assistant said and called, in turn. */
export interface TextDialogue {
  /** Empty when there is none. */
  system: string;
  turns: TextTurn[];
}

/** A message that is nothing but a role and a text. */
export type TextMessage = { role: "system" | "user" | "assistant"; content: string };

export interface TextTurn {
  asked: string;
  said: string;
  answer: AssistantMessage;
}

/** How a conversation with tools reads as text. */
export interface TextStyle {
  ask(ask: AskingTurn["asks"][number]): string;
  say(answer: AssistantMessage): string;
}

/** Why a conversation cannot be one of asking and answering in turn. */
export const NOT_ALTERNATING: LeftOut = { leftOut: "user and assistant do not alternate" };

/** @returns null when the assistant speaks first, or a turn with calls is followed by another turn at once */
export function textDialogue(messages: readonly SampleMessage[], style: TextStyle): TextDialogue | null {
  const turns = alternatingTurns(messages);
  if (turns === null) return null;
  return {
    system: turns.system,
    turns: turns.pairs.map(({ asking, answer }) => ({
      asked: asking.asks.map((ask) => style.ask(ask)).join("\n\n"),
      said: style.say(answer),
      answer,
    })),
  };
}

/** The conversation as messages with a role and a text: `system` where there is one, then `user` and `assistant` in turn. */
export function textMessages({ system, turns }: TextDialogue): TextMessage[] {
  const messages: TextMessage[] = system === "" ? [] : [{ role: "system", content: system }];
  for (const { asked, said } of turns) messages.push({ role: "user", content: asked }, { role: "assistant", content: said });
  return messages;
}

/** For each turn that carries loss: the messages before it, and the turn. */
export function* textSteps(dialogue: TextDialogue): Generator<{ prompt: TextMessage[]; completion: TextMessage; turn: AssistantMessage }> {
  const messages = textMessages(dialogue);
  const first = dialogue.system === "" ? 1 : 2;
  for (const [index, { answer }] of dialogue.turns.entries()) {
    const at = first + index * 2;
    const completion = messages[at];
    if (answer.train && completion !== undefined) yield { prompt: messages.slice(0, at), completion, turn: answer };
  }
}
