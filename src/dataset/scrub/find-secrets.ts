import { rules } from "@secretlint/secretlint-rule-preset-recommend";
import type { Finding } from "./finding.ts";

/**
 * secretlint's recommended rules, without the one that lets a comment in the text switch them off: what a run says must not decide whether it
 * is searched.
 */
const usedRules = rules.filter(({ meta }) => meta.id !== "@secretlint/secretlint-rule-filter-comments");

type Source = Parameters<NonNullable<ReturnType<(typeof rules)[number]["create"]>["file"]>>[0];

/** Credentials that no provider's form gives away, by what stands before them. The value is what a person or a program made up. */
const named =
  /(?:pass(?:word|wd|phrase)|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|client[_-]?secret)["'`]?\s{0,3}(?:[:=]|=>)\s{0,3}["'`]?(?<value>[^\s"'`,;&<>{}()[\]\\]{8,200})/gi;
const bearer = /\bBearer\s+(?<value>[\w.~+/-]{16,4000}=*)/gi;
const jsonWebToken = /(?<![\w-])(?<value>eyJ[\w-]{8,2000}\.eyJ[\w-]{8,4000}\.[\w-]{8,2000})(?![\w-])/g;

/** Credentials in a text: those that secretlint's rules know, JSON web tokens, bearer tokens, and values that are named a key or a password. */
export async function findSecrets(text: string): Promise<Finding[]> {
  const known = await knownIn(text);
  const others = [named, bearer, jsonWebToken].flatMap((pattern) =>
    [...text.matchAll(pattern)].map((match) => match.groups?.["value"] ?? "").filter(looksMadeUp),
  );
  return [...known, ...others]
    .filter((value) => value.trim() !== "")
    .map((value) => ({ kind: "SECRET", value, identity: value, kept: "" }));
}

/** Calls the rules directly: `lintSource` of @secretlint/core keeps a record of every call it ever got, and goes through it each time. */
async function knownIn(text: string): Promise<string[]> {
  const reported: string[] = [];
  const context = {
    sharedOptions: {},
    createTranslator: () => (messageId: string | number | symbol) => ({ message: "", messageId: String(messageId), data: {} }),
    report: ({ range }: { range: readonly [number, number] }) => void reported.push(text.slice(range[0], range[1])),
    ignore: () => {},
  };
  const source = sourceOf(text);
  for (const rule of usedRules) await rule.create(context, {}).file?.(source);
  return reported;
}

function sourceOf(content: string): Source {
  return {
    hasBOM: false,
    content,
    filePath: undefined,
    physicalFilePath: undefined,
    ext: "",
    contentType: "text",
    getFilePath: () => undefined,
    getPhysicalFilePath: () => undefined,
    locationToRange: nowhere,
    rangeToLocation: nowhere,
    positionToIndex: nowhere,
    indexToPosition: nowhere,
  };
}

/** Letters and digits both: a word is more likely the name of a field, or what a form asks for. */
function looksMadeUp(value: string): boolean {
  return /\d/.test(value) && /[A-Za-z]/.test(value) && !/^\$|\*{3}|x{6}|\.\.\./i.test(value);
}

function nowhere(): never {
  throw new Error("texts of a run have no lines that a rule could ask for");
}
