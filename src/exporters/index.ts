import { UsageError } from "../base/errors.ts";
import type { Exporter } from "./exporter.ts";

/** Every format out, loaded when it is asked for. The name is the file's name. */
export const exporters = {
  "trl-sft": async () => (await import("./trl-sft.ts")).trlSft,
  "trl-sft-steps": async () => (await import("./trl-sft-steps.ts")).trlSftSteps,
  "trl-kto": async () => (await import("./trl-kto.ts")).trlKto,
  "trl-kto-steps": async () => (await import("./trl-kto-steps.ts")).trlKtoSteps,
  "trl-dpo": async () => (await import("./trl-dpo.ts")).trlDpo,
  "trl-reward": async () => (await import("./trl-reward.ts")).trlReward,
  "goal-contrast": async () => (await import("./goal-contrast.ts")).goalContrastExporter,
  "openai-sft": async () => (await import("./openai-sft.ts")).openaiSft,
  "openai-preference": async () => (await import("./openai-preference.ts")).openaiPreference,
  "ms-swift": async () => (await import("./ms-swift.ts")).msSwift,
  "llama-factory": async () => (await import("./llama-factory.ts")).llamaFactory,
  "llama-factory-v1": async () => (await import("./llama-factory-v1.ts")).llamaFactoryV1,
  axolotl: async () => (await import("./axolotl.ts")).axolotl,
  verl: async () => (await import("./verl.ts")).verl,
  openrlhf: async () => (await import("./openrlhf.ts")).openrlhf,
  "react-text": async () => (await import("./react-text.ts")).reactText,
  sharegpt: async () => (await import("./sharegpt.ts")).sharegpt,
  "paper-sft": async () => (await import("./paper-sft.ts")).paperSft,
} as const satisfies Record<string, () => Promise<Exporter>>;

export type ExporterName = keyof typeof exporters;

/** The names that `--to` takes, in the order in which they are listed to the user. */
export const exporterNames: readonly ExporterName[] = Object.keys(exporters).filter(isExporterName);

/** True for a name that `--to` takes. */
export function isExporterName(name: string): name is ExporterName {
  return Object.hasOwn(exporters, name);
}

/**
 * Loads a format out. Its module is read when it is first asked for.
 *
 * @param name one of `exporterNames`
 * @returns the exporter of that name, the same one each time
 * @throws UsageError `unknown_exporter` that lists the known names
 */
export async function loadExporter(name: string): Promise<Exporter> {
  if (isExporterName(name)) return exporters[name]();
  throw new UsageError("unknown_exporter", `There is no exporter "${name}". Choose among: ${exporterNames.join(", ")}.`);
}

/**
 * Loads several formats out.
 *
 * @param names of `exporterNames`; a name given twice counts once
 * @returns the exporters in the order of the names
 * @throws UsageError `unknown_exporter` when one of them is not known
 */
export async function loadExporters(names: readonly string[]): Promise<Exporter[]> {
  return Promise.all([...new Set(names)].map(loadExporter));
}
