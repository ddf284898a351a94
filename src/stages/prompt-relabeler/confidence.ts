import type { Step } from "../../trajectory/trajectory.ts";
import type { Relabel } from "../relabel.ts";

/**
 * Ways of finding goals that strict readers have read fifty or more pairs of, with the share of them that can be counted on to be right: about the lower end of
 * Wilson's 95 % interval over those pairs. docs/decisions/0060 has the counts.
 */
const shares = {
  /** A look-up in a dialogue, asked for by the user whose record it is: the goal names what the call was given, the answer what a field holds. */
  dialogue: 0.97,
  /** When a person was born: a date in a fixed place of an entry. */
  birth: 0.96,
  /** Which columns a described table has. */
  columns: 0.95,
  /** A shell pipeline that only reads. */
  command: 0.95,
  /** Who or what somebody or something is, by the first sentence of its entry. */
  identity: 0.94,
  /** The same of two things in one goal. */
  identities: 0.9,
  /** Another fact of an entry (who made it, where it is from): a pattern over a sentence, which may say it of something else. */
  fact: 0.89,
  /** What a SQL query asks, where nothing in `doubts` holds of it. */
  query: 0.9,
};
export type Way = keyof typeof shares;

/** What makes a pair likelier to be wrong, and by how much that lowers c. */
const doubts = {
  /** The answer is a list of rows: it must be whole, and say of each what it belongs to. */
  list: 0.08,
  /** A list of only those rows that keep conditions, each of which has to be put into words. */
  conditions: 0.06,
  /** More than one table: rows without a partner are lost, and names come from either. */
  join: 0.08,
  /** Rows are taken together by a value that two things may share. */
  group: 0.03,
  /** Words of the run carry loss beside the calls. They were said under the old goal. */
  words: 0.07,
  /** The look-up that the goal speaks of was not the first try: the name was not found as it stood, or a call was malformed. */
  again: 0.03,
  /** So many columns that the tool may have cut them: of twenty tables described with fifteen or more, two were. */
  wide: 0.1,
  /** The name that was looked up is a single word, or needs a bracket or a place beside it: other things go by it too. */
  name: 0.09,
};
export type Doubt = keyof typeof doubts;

/** What c rests on: a way of finding goals that has been read and what speaks against this one, or a first guess for a way that nobody has read enough of. */
export type Grounds = { way: Way; doubts?: readonly Doubt[] } | { guess: number };

/** What c is told of the pair. */
export type FittedPair = Pick<Relabel, "prefixEnd" | "masks" | "edits" | "closing">;

/**
 * Confidence c of a rule-made goal, in [0, 1]: about the share of such pairs that can be counted on to be right, as a strict reader sees it. c is the share of the way of
 * finding it less its doubts. A guess is lowered by 0.04 for each masked step (at most 0.2) and 0.02 for each cut (at most 0.1) instead, since nobody has seen
 * that they do no harm.
 *
 * @param steps of the whole run
 */
export function confidenceOf(steps: readonly Step[], grounds: Grounds, pair: FittedPair): number {
  const c =
    "guess" in grounds
      ? grounds.guess - Math.min(0.2, 0.04 * pair.masks.length) - Math.min(0.1, 0.02 * pair.edits.length)
      : doubtsOf(steps, grounds, pair).reduce((share, doubt) => share - doubts[doubt], shares[grounds.way]);
  return Math.max(0, Math.min(1, Math.round(c * 1000) / 1000));
}

/** All that speaks against a pair: what its finder knows, and what shows once masks and cuts are known. */
export function doubtsOf(steps: readonly Step[], grounds: Extract<Grounds, { way: Way }>, pair: FittedPair): Doubt[] {
  const failed = pair.masks.some(({ reason }) => reason === "error_returned" || reason === "malformed");
  return [
    ...(grounds.doubts ?? []),
    ...(failed && lookups.has(grounds.way) ? ["again" as const] : []),
    ...(trainsWords(steps, pair) ? ["words" as const] : []),
  ];
}

const lookups: ReadonlySet<Way> = new Set(["birth", "identity", "identities", "fact"]);

/** True when words that the run says around its calls carry loss. Its own answer is no such word. */
function trainsWords(steps: readonly Step[], { prefixEnd, masks, edits, closing }: FittedPair): boolean {
  const silent = new Set([...masks, ...edits].map(({ step }) => step));
  return steps.slice(0, closing === null ? prefixEnd - 1 : prefixEnd).some((step, index) => {
    if (step.kind !== "agent" || silent.has(index + 1)) return false;
    return step.blocks.some((block) => block.kind !== "call" && block.text.trim() !== "");
  });
}
