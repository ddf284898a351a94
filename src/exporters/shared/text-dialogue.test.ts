import fc from "fast-check";
import { expect, test } from "vitest";
import type { SampleMessage } from "../../stages/data-augmenter/sample.ts";
import { reactDialogue } from "./react-dialogue.ts";
import { taggedDialogue } from "./tagged-dialogue.ts";
import { textMessages, textSteps } from "./text-dialogue.ts";

const text = fc.string({ minLength: 1, maxLength: 12 });

/** A conversation as stage 4 makes it: users or results, then an assistant's turn. */
const conversation = fc
  .array(fc.record({ asked: text, said: text, calls: fc.nat(2), train: fc.boolean() }), { minLength: 1, maxLength: 6 })
  .map((rounds) => {
    const messages: SampleMessage[] = [{ role: "user", content: "Begin." }];
    for (const [index, { asked, said, calls, train }] of rounds.entries()) {
      const made = Array.from({ length: calls }, (_, number) => ({ id: `c${index}-${number}`, name: "look", arguments: { at: asked } }));
      messages.push({
        role: "assistant",
        content: said,
        reasoning: "",
        calls: made,
        train,
        maskReason: train ? null : "error_returned",
        step: index + 1,
        synthesized: false,
      });
      for (const { id } of made) messages.push({ role: "tool", callId: id, name: "look", content: asked });
      if (calls === 0) messages.push({ role: "user", content: asked });
    }
    messages.pop();
    while (messages.at(-1)?.role !== "assistant") messages.pop();
    return messages;
  });

test("user and assistant in turn, and one step for each turn that carries loss, whatever the conversation", () => {
  fc.assert(
    fc.property(conversation, (messages) => {
      const trained = messages.flatMap((message) => (message.role === "assistant" && message.train ? [message.step] : []));
      for (const dialogue of [taggedDialogue(messages, []), reactDialogue({ messages, tools: [] })]) {
        if (dialogue === null) throw new Error("The conversation alternates.");
        const roles = textMessages(dialogue).map(({ role }) => role);
        roles.forEach((role, index) => expect(role).toBe(index % 2 === 0 ? "user" : "assistant"));
        const steps = [...textSteps(dialogue)];
        expect(steps.map(({ turn }) => turn.step)).toEqual(trained);
        for (const { prompt, completion } of steps) {
          expect(completion.role).toBe("assistant");
          expect([...prompt, completion]).toEqual(textMessages(dialogue).slice(0, prompt.length + 1));
        }
      }
    }),
  );
});
