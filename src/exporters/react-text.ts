import type { JsonObject } from "../base/json.ts";
import type { Sample } from "../stages/data-augmenter/sample.ts";
import type { Exporter, Row } from "./exporter.ts";
import { METADATA_GUIDE, metadataOf } from "./shared/metadata.ts";
import { reactDialogue } from "./shared/react-dialogue.ts";
import { NOT_ALTERNATING, textMessages, textSteps } from "./shared/text-dialogue.ts";
import { trlCall, trlScript } from "./shared/trl-guide.ts";
import { allTrained } from "./shared/turns.ts";

/**
 * Thought, action and observation in plain text, for chat templates that know no tools: nothing but user and assistant in turn. In TRL's columns.
 *
 * - main file: one row for each turn that carries loss, `{prompt, completion, metadata}`; honours masks.
 * - `messages`: whole conversations, `{messages, metadata}`, for samples without masked turns.
 */
export const reactText: Exporter = {
  name: "react-text",
  title: "Plain-text ReAct for chat templates without tools: one row per trained turn, and whole conversations in messages/",
  files: [
    {
      folder: "",
      container: "jsonl",
      order: "input",
      *fromSample(sample) {
        const dialogue = reactDialogue(sample);
        if (dialogue === null) {
          yield NOT_ALTERNATING;
          return;
        }
        for (const { prompt, completion, turn } of textSteps(dialogue)) {
          yield rowOf(sample, { prompt, completion: [completion], metadata: metadataOf(sample, { step: turn.step }) });
        }
      },
    },
    {
      folder: "messages",
      container: "jsonl",
      order: "input",
      *fromSample(sample) {
        const dialogue = reactDialogue(sample);
        if (dialogue === null) yield NOT_ALTERNATING;
        else if (!allTrained(sample.messages))
          yield { leftOut: "masked turns: a whole conversation trains every turn; the main file has them" };
        else yield rowOf(sample, { messages: textMessages(dialogue), metadata: metadataOf(sample) });
      },
    },
  ],
  training: {
    short: (folder) => [
      trlCall("SFTTrainer", folder, "SFTConfig()"),
      `Whole conversations: ${folder}/messages/train.jsonl with SFTConfig(assistant_only_loss=True)`,
    ],
    guide: `
For models whose chat template has no tools, such as Gemma or Phi-3. Only users and assistants speak, in turn.

${trlScript("SFTTrainer", "SFTConfig", "")}

The loss is on the completion, one turn of the assistant: \`Thought:\`, \`Action:\`, \`Action Input:\` (a JSON object), or \`Answer:\` for what the user is told. Observations
are user turns and never carry loss; masked turns stand in the prompt.

\`messages/train.jsonl\` has whole conversations, for trainers that mark assistant turns (\`assistant_only_loss=True\` where TRL knows the template).

Limits:

- The model has to be run the same way: the rules and tools open the first user turn, observations come as user turns, calls are parsed from text. The server's own
  tool calling is not used.
- System prompt and tool definitions are user text here, because some templates refuse a system role.
- Text beside a call becomes a thought; hidden reasoning does, too, and is then no longer hidden.
- Two of TRL's templates (Idefics 3, LLaVA-NeXT) want content as a list of parts and lose plain text.
- A result of several calls at once is one user turn, in the order of the calls.

${METADATA_GUIDE} \`step\` in it is the turn's position in the run, from 1.`,
  },
};

function rowOf(sample: Sample, data: JsonObject): Row {
  return { data, trajectoryId: sample.trajectoryId, groupId: sample.groupId, phase: 0 };
}
