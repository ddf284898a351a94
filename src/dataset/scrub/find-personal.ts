import { ibanHolds, luhnHolds } from "./check-digits.ts";
import type { Finding, ScrubKind } from "./finding.ts";

/** Domains that are set aside for examples (RFC 2606, RFC 6761), and addresses that are nobody's. */
const NOBODYS_MAIL = /@(?:[\w-]+\.)*(?:example\.(?:com|org|net)|[\w-]+\.(?:example|test|invalid|localhost))$|^(?:git|no-?reply)@/i;

/** What stands behind the last point of a file's name, and of no mail server's. */
const FILE_ENDING =
  /\.(?:json|jsonl|txt|py|js|ts|md|html|css|csv|xml|yaml|yml|png|jpg|jpeg|gif|svg|pdf|zip|gz|log|mark|java|cpp|rb|rs|go|exe|dll|lock)$/i;

/** User names that say nothing of a person. */
const NOBODYS_HOME = new Set(
  "user users username ubuntu runner node app agent admin root shared public default guest sandbox you me".split(" "),
);

interface Pattern {
  kind: ScrubKind;
  pattern: RegExp;
  /** Gives the identity of a match, or undefined when it is none after all. */
  identify: (match: string, groups: Record<string, string | undefined>) => string | undefined;
}

const patterns: readonly Pattern[] = [
  {
    kind: "EMAIL",
    pattern: /(?<![\w.+%-])[\w.+%-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w-])/g,
    identify: (match) => (NOBODYS_MAIL.test(match) || FILE_ENDING.test(match) ? undefined : match.toLowerCase()),
  },
  {
    kind: "PHONE",
    // With a country code in any grouping, or written the North American way. Bare digits may be anything.
    pattern: /(?<![\w.+-])(?:\+\d{1,3}(?:[ .-]?\(?\d{1,4}\)?){2,6}|(?:1[ .-])?(?:\(\d{3}\) ?|\d{3}[.-])\d{3}[.-]\d{4})(?![\w-]|\.\d)/g,
    identify: (match) => {
      const digits = digitsOf(match);
      return digits.length >= 10 && digits.length <= 15 ? digits : undefined;
    },
  },
  {
    kind: "CARD",
    // In one piece, or in the groups in which cards are printed.
    pattern: /(?<![\w.-])(?:\d{13,19}|\d{4}(?<gap>[ -])\d{4}\k<gap>\d{4}\k<gap>\d{1,7}|\d{4}[ -]\d{6}[ -]\d{4,5})(?![\w-]|\.\d)/g,
    identify: (match) => {
      const digits = digitsOf(match);
      return /^(?:4|5[1-5]|2[2-7]|3[04-8]|6)/.test(digits) && luhnHolds(digits) ? digits : undefined;
    },
  },
  {
    kind: "IBAN",
    pattern: /(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)/g,
    identify: (match) => (ibanHolds(match) ? match.replaceAll(" ", "") : undefined),
  },
  {
    kind: "IP",
    pattern: /(?<![\w.-])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w-]|\.\d)/g,
    identify: (match) => (isPublic(match) ? match : undefined),
  },
  {
    kind: "USER",
    // `/home/ada`, `/Users/ada`, `C:\Users\ada`, also with backslashes that are escaped.
    pattern: /(?<kept>(?<![\w.])\/(?:home|Users)\/|\b[A-Za-z]:\\{1,4}Users\\{1,4})(?<user>[A-Za-z0-9_][\w.-]{0,63}(?<![.-]))/g,
    identify: (_, { user = "" }) => (NOBODYS_HOME.has(user.toLowerCase()) ? undefined : user),
  },
];

/** Personal data in a text: mail addresses, phone numbers, payment cards, IBANs, public IPv4 addresses, and who a home folder is of. */
export function findPersonal(text: string): Finding[] {
  return patterns.flatMap(({ kind, pattern, identify }) =>
    [...text.matchAll(pattern)].flatMap((match) => {
      const identity = identify(match[0], match.groups ?? {});
      return identity === undefined ? [] : [{ kind, value: match[0], identity, kept: match.groups?.["kept"] ?? "" }];
    }),
  );
}

function digitsOf(text: string): string {
  return text.replaceAll(/\D/g, "");
}

/**
 * False for addresses that are private, local, of documentation or of a group (RFC 6890), and for what is rather the number of a version: most
 * of its parts are below 32.
 */
function isPublic(address: string): boolean {
  const [a = 0, b = 0, c = 0] = address.split(".").map(Number);
  if (a === 0 || a === 10 || a === 127 || a >= 224) return false;
  if (address.split(".").filter((part) => Number(part) >= 32).length < 2) return false;
  if ((a === 100 && b >= 64 && b < 128) || (a === 169 && b === 254) || (a === 172 && b >= 16 && b < 32)) return false;
  if (a === 192 && (b === 168 || (b === 0 && (c === 0 || c === 2)))) return false;
  return !((a === 198 && (b === 18 || b === 19 || (b === 51 && c === 100))) || (a === 203 && b === 0 && c === 113));
}
