import { spokenValues } from "../../evidence/citable.ts";
import type { Call, Step, ToolDefinition, Trajectory } from "../../trajectory/trajectory.ts";
import { fenceOf } from "./fence.ts";
import { cutToWindow } from "./cut-to-window.ts";
import { maskRequest, requestMark } from "./mask-request.ts";

/** A run as models read it: the same bytes in every call about it. */
export interface Transcript {
  text: string;
  /** Marks the lines that are ours. */
  fence: string;
  /** What was cut for the model's window, in words; empty when nothing was. */
  cuts: string[];
}

/** A piece of a transcript: one that may be shortened knows how much it is worth. */
export interface TranscriptPiece {
  text: string;
  /** The observation of a step (1-based) may be shortened when the whole is too long; other pieces never are. */
  observationOf?: number;
}

/**
 * Writes a run down for a model, fenced as data: tools, then every step with its number, the turns of the agent with reasoning, text, calls and
 * results. The request is replaced by a mark.
 *
 * @param maxTokens what the transcript may take of the model's window; longer runs lose text of their oldest large observations first
 */
export function transcriptOf(trajectory: Trajectory, maxTokens: number): Transcript {
  const { steps, requestFirst } = maskRequest(trajectory);
  const content = steps.map((step) => contentOfStep(step));
  const fence = fenceOf(JSON.stringify([trajectory.tools, content]));
  const pieces: TranscriptPiece[] = [{ text: `[${fence} begin]\n${toolsText(trajectory.tools, fence)}` }];
  if (requestFirst) pieces.push({ text: `[${fence} step 0, user]\n${requestMark}\n` });
  content.forEach((parts, index) => {
    const number = index + 1;
    pieces.push({ text: `[${fence} step ${number}, ${speakerOf(steps[index])}]\n` });
    for (const part of parts) {
      pieces.push({ text: part.head === "" ? "" : `(${fence} ${part.head})\n` });
      pieces.push(part.isObservation ? { text: `${part.text}\n`, observationOf: number } : { text: `${part.text}\n` });
    }
  });
  pieces.push({ text: `[${fence} end]\n` });
  const { texts, cuts } = cutToWindow(pieces, () => spokenValues(trajectory), maxTokens);
  return { text: texts.join(""), fence, cuts };
}

interface StepPart {
  head: string;
  text: string;
  isObservation: boolean;
}

function speakerOf(step: Step | undefined): string {
  if (step === undefined) return "";
  if (step.kind !== "user") return step.kind;
  if (step.by === "injected") return "harness, in the user's place";
  return step.by === "simulated" ? "user (simulated)" : "user";
}

function contentOfStep(step: Step): StepPart[] {
  if (step.kind === "environment") return [{ head: "shows", text: step.text, isObservation: true }];
  if (step.kind !== "agent") return [{ head: "", text: step.text, isObservation: false }];
  const parts: StepPart[] = [];
  if (step.malformed === true) parts.push({ head: "malformed: the harness could not read this turn", text: "", isObservation: false });
  for (const block of step.blocks) {
    if (block.kind === "call") parts.push(...partsOfCall(block.call));
    else parts.push({ head: block.kind === "reasoning" ? "thinks" : "says", text: block.text, isObservation: false });
  }
  return parts;
}

function partsOfCall(call: Call): StepPart[] {
  const given = call.rawArguments ?? JSON.stringify(call.arguments);
  const { status, text } = call.result;
  const head = status === "missing" ? "no result is recorded" : status === "error" ? "result, an error" : "result";
  return [
    { head: "calls", text: `${call.name} ${given}`, isObservation: false },
    { head, text, isObservation: true },
  ];
}

const MAX_DESCRIPTION = 240;

function toolsText(tools: readonly ToolDefinition[], fence: string): string {
  if (tools.length === 0) return "";
  const lines = tools.map((tool) => {
    const description = (tool.description ?? "").replace(/\s+/g, " ").slice(0, MAX_DESCRIPTION);
    return `${tool.name}(${parametersOf(tool)}): ${description}`;
  });
  return `[${fence} tools of the agent]\n${lines.join("\n")}\n`;
}

function parametersOf({ parameters }: ToolDefinition): string {
  const properties = parameters?.["properties"];
  return typeof properties === "object" && properties !== null ? Object.keys(properties).join(", ") : "";
}
