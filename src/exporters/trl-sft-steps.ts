import type { Exporter } from "./exporter.ts";
import { METADATA_GUIDE } from "./shared/metadata.ts";
import { TRL_TEMPLATES, trlCall, trlScript } from "./shared/trl-guide.ts";
import { trlFillers } from "./shared/trl-messages.ts";
import { trlStepRows } from "./shared/trl-steps.ts";

/**
 * TRL's SFTTrainer, one row for each turn that carries loss: `{prompt, completion, tools, metadata}`. The completion is that one turn, so
 * masked turns, users and tools carry no loss whatever the trainer's settings.
 */
export const trlSftSteps: Exporter = {
  name: "trl-sft-steps",
  title: "TRL SFTTrainer, one row per trained turn (honours masks): prompt, completion, tools, metadata",
  files: [
    {
      folder: "",
      container: "jsonl",
      order: "input",
      fillers: trlFillers,
      fromSample: (sample) => trlStepRows(sample),
    },
  ],
  training: {
    short: (folder) => [trlCall("SFTTrainer", folder, "SFTConfig()")],
    guide: `
${trlScript("SFTTrainer", "SFTConfig", "")}

One row for each turn that carries loss. TRL puts the loss on the completion, which is that one turn; everything before it, masked turns and tool results
included, is prompt. No setting is needed. A run of n turns is read n times, so long runs take long: \`max_length\` cuts the end off, so set it above the longest row.

${TRL_TEMPLATES}

${METADATA_GUIDE} \`step\` in it is the turn's position in the run, from 1.`,
  },
};
