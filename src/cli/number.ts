import { InvalidArgumentError } from "commander";

/** The number that somebody typed behind an option. @throws InvalidArgumentError when it is none */
export function number(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError("Expected a number.");
  return value;
}
