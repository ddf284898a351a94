import { flagOf } from "./open-out.ts";
import { datasetSettings, RunConfig } from "./run-config.ts";

/** The commands that make a dataset again, without paths of the machine: what is not as by default stands there as flags. */
export function commandsOf(config: RunConfig): string[] {
  const defaults = RunConfig.parse({});
  const changed = RunConfig.keyof().options.filter((name) => JSON.stringify(config[name]) !== JSON.stringify(defaults[name]));
  const flags = (ofDatasets: boolean): string =>
    changed
      .filter((name) => name !== "to" && datasetSettings.includes(name) === ofDatasets)
      .map((name) => ` ${flagWith(name, config[name])}`)
      .join("");
  return [`agenther run INPUTS -o OUT${flags(false)}`, `agenther export OUT --to ${config.to.join(",")}${flags(true)} --card`];
}

function flagWith(name: keyof RunConfig, value: RunConfig[keyof RunConfig]): string {
  const flag = flagOf(name);
  if (value === true) return flag;
  if (value === null) return `${flag} off`;
  if (Array.isArray(value)) return `${flag} ${value.join(",")}`;
  if (typeof value === "object") {
    const files = "files" in value ? value.files : "file" in value ? [value.file] : [];
    return files.map((file) => `${flag} ${nameOf(file)}`).join(" ");
  }
  return `${flag} ${nameOf(String(value))}`;
}

function nameOf(path: string): string {
  const name = path.replace(/^.*[/\\]/, "");
  return /^[\w.:#@+-]+$/.test(name) ? name : JSON.stringify(name);
}
