/** Takes secrets out of a text that somebody may read. */
export type Scrub = (text: string) => string;

const shapes: readonly RegExp[] = [
  /\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi,
  /\b(?:sk|pk|rk)-[\w-]{8,}/g,
  /\bAIza[\w-]{20,}/g,
  /(?<=[?&](?:key|api[-_]?key|token|access_token)=)[^&\s"']+/gi,
  /(?<="(?:x-api-key|api[-_]?key|authorization|x-goog-api-key)"\s*:\s*")[^"]+/gi,
  /(?<=:\/\/)[^/\s@"']+@/g,
];

/**
 * A function that removes the given secrets and whatever looks like one (bearer tokens, keys of known providers, passwords in addresses), and cuts
 * what is longer than 500 characters. Servers echo requests in their errors.
 */
export function createScrub(secrets: readonly (string | undefined)[]): Scrub {
  const known = secrets
    .filter((secret): secret is string => secret !== undefined && secret.length > 0)
    .toSorted((a, b) => b.length - a.length);
  return (text) => {
    let clean = text;
    for (const secret of known) {
      clean = clean
        .replaceAll(secret, "***")
        .replaceAll(JSON.stringify(secret).slice(1, -1), "***")
        .replaceAll(encodeURIComponent(secret), "***");
      clean = clean.replaceAll(Buffer.from(secret).toString("base64"), "***");
    }
    for (const shape of shapes) clean = clean.replace(shape, "***");
    return clean.length > 500 ? `${clean.slice(0, 500)} …` : clean;
  };
}
