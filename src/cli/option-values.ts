import { InvalidArgumentError } from "commander";

/** Names separated by commas, each once. */
export function list(text: string): string[] {
  const names = text.split(",").map((name) => name.trim());
  if (names.includes("")) throw new InvalidArgumentError("Expected names separated by commas.");
  return [...new Set(names)];
}

/** The same for an option that may be given several times. */
export function lists(text: string, before: string[] = []): string[] {
  return [...new Set([...before, ...list(text)])];
}

/** A number; its range is checked with the configuration. */
export function number(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError("Expected a number.");
  return value;
}

/** A whole number from 1, or `auto`. */
export function countOrAuto(text: string): number | "auto" {
  const count = Number(text);
  if (text === "auto") return "auto";
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError("Expected auto or a whole number from 1.");
  return count;
}
