import { RecordError } from "../../base/errors.ts";
import { asString, isObject, type Json, type JsonObject } from "../../base/json.ts";

/** One way through the message graph of a trace, from a root to a leaf. */
export interface Branch {
  /** 1-based, in the order of the leaves. */
  number: number;
  /** Put together when asked for: all branches together can be much longer than the trace. */
  path(): BranchPath;
  /** The branch that the trace ends with, or that the root agent's reply is of. */
  main: boolean;
}

export interface BranchPath {
  messages: JsonObject[];
  /** True when the nodes carry tokens. */
  tokens: boolean;
}

interface Node {
  parent: number | undefined;
  message: JsonObject;
  tokens: boolean;
  /** An attempt to compact the history that led nowhere is not what the run went on with. */
  attempt: boolean;
}

/**
 * The branches of a trace. Several come of compaction and of sub-agents. A message that the model did not give, in a role of the model's, is marked
 * with `sampled: false`.
 *
 * @throws RecordError `bad_node` for a node without a message, or with a parent that does not stand before it
 */
export function branchesOf(trace: JsonObject): Branch[] {
  const nodes = Array.isArray(trace["nodes"]) ? trace["nodes"].map(readNode) : [];
  const parents = new Set(nodes.map(({ parent }) => parent));
  const leaves = nodes.flatMap((_, index) => (parents.has(index) ? [] : [index]));
  const reply = asString(trace["root_reply"])?.trim();
  const main =
    leaves.findLast((leaf) => reply !== undefined && contentOf(nodes[leaf]) === reply) ??
    leaves.findLast((leaf) => nodes[leaf]?.attempt === false) ??
    leaves.at(-1);
  return leaves.map((leaf, index) => ({ number: index + 1, path: () => pathTo(leaf, nodes), main: leaf === main }));
}

function pathTo(leaf: number, nodes: readonly Node[]): BranchPath {
  const path: Node[] = [];
  for (let at: number | undefined = leaf; at !== undefined;) {
    const node: Node | undefined = nodes[at];
    if (node === undefined) break;
    path.push(node);
    at = node.parent;
  }
  return { messages: path.toReversed().map(({ message }) => message), tokens: path.some(({ tokens }) => tokens) };
}

function readNode(node: Json, index: number): Node {
  if (!isObject(node) || !isObject(node["message"])) {
    throw new RecordError("bad_node", `Node ${index} of the trace has no \`message\`.`);
  }
  const { parent, message, sampled, token_ids: ids, semantic_parents: links } = node;
  if (
    parent !== undefined &&
    parent !== null &&
    !(typeof parent === "number" && Number.isInteger(parent) && parent >= 0 && parent < index)
  ) {
    throw new RecordError(
      "bad_node",
      `Node ${index} of the trace has the parent ${JSON.stringify(parent)}, which is none of the nodes before it.`,
    );
  }
  const put = message["role"] === "assistant" && sampled === false;
  return {
    parent: typeof parent === "number" ? parent : undefined,
    message: put ? { ...message, sampled: false } : message,
    tokens: Array.isArray(ids) && ids.length > 0,
    attempt: Array.isArray(links) && links.some((link) => isObject(link) && link["type"] === "compaction_attempt"),
  };
}

function contentOf(node: Node | undefined): string | undefined {
  return asString(node?.message["content"])?.trim();
}
