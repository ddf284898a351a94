import type { Trajectory } from "../../trajectory/trajectory.ts";

/** Text of a run within an instruction: one line in quotation marks, so that it cannot go on as an instruction of its own. */
export function quoted(text: string, most = 1500): string {
  return JSON.stringify(text.length > most ? `${text.slice(0, most)} …` : text);
}

/** Text of a run in a list of an instruction: one line. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

/**
 * Where the environment takes the result of a last call as the answer (`submit`), what that means for requests and answers; else empty. A reader who does
 * not know takes the words beside the call for the answer.
 */
export function handingIn({ task: { finish } }: Trajectory): string {
  if (finish === undefined || finish.answerArgument !== undefined) return "";
  return `The agent hands in with ${finish.name}, which takes no answer: what its last call before that returned is handed in, exactly and completely; words beside it are not read. A request is only met when that result is what it asks for, no more and no less.`;
}

/** How a written closing turn is said where answers are handed in with a tool that takes them; else empty. Who does not know finds the call missing that a system prompt demands. */
export function closingCall({ task: { finish } }: Trajectory): string {
  return finish?.answerArgument === undefined ? "" : `calls ${finish.name} with this as ${finish.answerArgument}`;
}
