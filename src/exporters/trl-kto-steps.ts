import type { Exporter } from "./exporter.ts";
import { METADATA_GUIDE } from "./shared/metadata.ts";
import { TRL_TEMPLATES, trlCall, trlScript } from "./shared/trl-guide.ts";
import { trlFillers } from "./shared/trl-messages.ts";
import { trlStepRows } from "./shared/trl-steps.ts";

/**
 * TRL's KTOTrainer, one row for each turn that carries loss: `{prompt, completion, label, tools, metadata}`. TRL puts loss on the whole completion;
 * here that is one turn, so neither masked turns nor tool results are learned or unlearned. The label is that of the run under the goal.
 *
 * Rows of one run stand far apart, as in `trl-kto`.
 */
export const trlKtoSteps: Exporter = {
  name: "trl-kto-steps",
  title: "TRL KTOTrainer, one row per trained turn (no loss on tool results, honours masks): prompt, completion, label, tools, metadata",
  files: [
    {
      folder: "",
      container: "jsonl",
      order: "apart",
      fillers: trlFillers,
      *fromSample(sample) {
        if (sample.kind === "success") yield* trlStepRows(sample, { label: true });
      },
      *fromGoalContrast({ chosen, rejected }) {
        yield* trlStepRows(chosen, { label: true }, 0);
        // What one side leaves out the other does, too; it is counted once.
        for (const row of trlStepRows(rejected, { label: false }, 1)) if (!("leftOut" in row)) yield row;
      },
    },
  ],
  training: {
    short: (folder) => [
      trlCall("KTOTrainer", folder, "KTOConfig(per_device_train_batch_size=2)"),
      "Keep the order of the rows (no shuffling): rows of one run must not meet in a batch.",
    ],
    guide: `
${trlScript("KTOTrainer", "KTOConfig", "per_device_train_batch_size=2")}

- **Where the loss falls.** On the completion, which is one assistant turn. Masked turns and tool results are always prompt.
- **Order.** Do not shuffle. TRL trains in the order of the file and estimates its KL term with the completions of neighbouring rows; a turn stands in two rows, under
  the goal it serves and under the one the run missed, and these stand as far apart as the file allows. \`loss_type="apo_zero_unpaired"\` uses no KL term.
- **Batch.** \`per_device_train_batch_size\` must be above 1.
- **The label is the run's.** A false row says that the run which contains this turn missed its goal, not that this turn was the mistake.
- **Balance.** Count the labels; \`desirable_weight\` and \`undesirable_weight\` in KTOConfig should level them out.

${TRL_TEMPLATES}

${METADATA_GUIDE} \`step\` in it is the turn's position in the run, from 1.`,
  },
};
