import type { Block } from "../../trajectory/trajectory.ts";

/** A block that is text. */
type Said = Exclude<Block, { kind: "call" }>;

const OPEN = "<think>";
const CLOSE = "</think>";

/**
 * The text of an agent's turn as blocks, with `<think>...</think>` at its beginning as reasoning. Some chat templates write the opening tag
 * into the prompt, so a closing one alone ends a reasoning too. Tags further inside are the agent talking about them and stay text.
 */
export function splitThinking(text: string): Said[] {
  if (!text.includes("think>")) return textBlock(text);
  const blocks: Said[] = [];
  let rest = text;
  while (rest.trimStart().startsWith(OPEN)) {
    const start = rest.indexOf(OPEN) + OPEN.length;
    const end = rest.indexOf(CLOSE, start);
    blocks.push(...reasoningBlock(rest.slice(start, end < 0 ? undefined : end)));
    // An opening tag that is never closed: the turn was cut off while it was thinking.
    if (end < 0) return blocks;
    rest = rest.slice(end + CLOSE.length).trimStart();
  }
  const close = rest.indexOf(CLOSE);
  const open = rest.indexOf(OPEN);
  if (blocks.length === 0 && close >= 0 && (open < 0 || close < open)) {
    return [...reasoningBlock(rest.slice(0, close)), ...textBlock(rest.slice(close + CLOSE.length).trimStart())];
  }
  return [...blocks, ...textBlock(rest)];
}

function textBlock(text: string): Said[] {
  return text === "" ? [] : [{ kind: "text", text }];
}

function reasoningBlock(text: string): Said[] {
  return text.trim() === "" ? [] : [{ kind: "reasoning", text: text.trim() }];
}
