import { UsageError } from "../../base/errors.ts";
import { estimateRun, type Estimate, type TakeRange } from "../../run/estimate.ts";
import { modelNamesOf } from "../../run/model-stages.ts";
import { parseConfig } from "../../run/parse-config.ts";
import type { EstimateFlags } from "../estimate-options.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { dollars, readable } from "../numbers.ts";

/** `agenther estimate INPUT...`. */
export async function estimateCommand(inputs: readonly string[], flags: EstimateFlags): Promise<ExitCode> {
  const { json, prices, batch, sample, ...settings } = flags;
  const config = parseConfig(settings);
  if (modelNamesOf(config).length === 0) {
    throw new UsageError(
      "no_models",
      "Rules do every stage, and they cost nothing. Name a model, for example with --relabeler openai:gpt-4o-mini.",
    );
  }
  if (sample !== undefined && (!Number.isInteger(sample) || sample < 1)) {
    throw new UsageError("bad_setting", `--sample: expected a whole number from 1 (got ${sample}).`);
  }
  const estimate = await estimateRun({
    inputs,
    config,
    ...(prices === undefined ? {} : { modelFile: prices }),
    ...(batch === undefined ? {} : { batch }),
    ...(sample === undefined ? {} : { sample }),
  });
  process.stdout.write(json === true ? `${JSON.stringify(estimate, null, 2)}\n` : `${estimateText(estimate)}\n`);
  return exitCodes.done;
}

function estimateText({ records, sampled, asked, models, total }: Estimate): string {
  return [
    `${readable(records)} records, ${readable(sampled)} of them looked at; models would be asked about ${readable(asked.low)} to ${readable(asked.high)} runs.`,
    "",
    ...Object.entries(models).map(([name, range]) => `${name.padEnd(32)} ${rangeText(range)}`),
    ...(Object.keys(models).length > 1 ? [`${"all".padEnd(32)} ${rangeText(total)}`] : []),
    "",
    "Low: one goal a run, confirmed at once, prompts cached by the provider, short answers. High: every goal turned down and mended in every try, nothing cached, long answers.",
    "--max-cost holds a run to a sum.",
  ].join("\n");
}

function rangeText({ low, high }: TakeRange): string {
  const cost =
    low.cost === null || high.cost === null ? "price unknown (give it with --prices)" : `${dollars(low.cost)} to ${dollars(high.cost)}`;
  return `${readable(low.calls)} to ${readable(high.calls)} calls, ${readable(low.inputTokens)} to ${readable(high.inputTokens)} tokens in, ${readable(low.outputTokens)} to ${readable(high.outputTokens)} out, ${cost}`;
}
