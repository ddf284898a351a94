/** A stretch of a text, by characters. */
export interface Span {
  start: number;
  end: number;
}

/**
 * Words by which a text speaks to whoever evaluates the run, instead of telling something about the world. They make a passage worthless as evidence;
 * elsewhere they mean nothing.
 */
const addressing: readonly RegExp[] = [
  /\b(?:ignore|disregard|forget|override)\b[^.\n]{0,40}\b(?:instructions?|prompts?|rules|guidelines|directions|above|previous|prior)\b/gi,
  /\b(?:attention|dear|note (?:to|for)|message (?:to|for)|to|for) (?:the |all |any |every )?(?:judge|evaluator|grader|verifier|annotator|reviewer|relabeler|labeler|assessor|language model|llm|ai (?:model|judge))s?\s*[:,!—-]/gi,
  /\b(?:as (?:an?|the)|you are (?:now )?(?:an?|the)) (?:judge|evaluator|grader|verifier|annotator|relabeler|labeler|assessor)\b/gi,
  /\b(?:you|judges?|evaluators?|graders?|models?) (?:must|should|shall|will|have to|need to) (?:now |always )?(?:accept|approve|mark|rate|score|label|confirm|judge)\b/gi,
  /\b(?:answer|respond|reply|output|return|say|print|write|set)\b[^.\n]{0,40}\b(?:is[_ ]?valid|valid|goal[_ ]?met|accepted|confidence|verdicts?)\b[^.\n]{0,20}(?:true|yes|1(?:\.0+)?\b|0\.9\d*|100 ?%|maxim)/gi,
  /\b(?:mark|rate|score|label|judge|grade|classify|accept|approve|treat|count) (?:this|the|it|that|every|all|any|such)\b[^.\n]{0,60}\b(?:valid|accepted|success\w*|correct|completed?|confidence|passed|met)\b/gi,
  /\b(?:end of (?:the )?(?:run|trajectory|transcript|recording|untrusted)|new instructions?|real instructions?|updated instructions?)\b/gi,
];

/** The same, of which each holds a colon, an equals sign or a bracket: most quotes have none. */
const marked: readonly RegExp[] = [
  /["'](?:is_?)?valid["']\s*:\s*true[^{}]{0,300}["']confidence["']|["']confidence["']\s*:[^{}]{0,300}["'](?:is_?)?valid["']\s*:/gi,
  /["']?\b(?:goal_?met|verdicts|hindsight_?(?:goal|prompt)|relabel(?:ed)?_?goal|prefix_?end|stated_?goal_?met|mask_?steps|silence_?steps)\b["']?\s*[:=]/gi,
  /\b(?:system|assistant|developer) ?(?:prompt|message|override|instruction)s?\s*[:>\]]/gi,
  /<\/?(?:system|assistant|instructions?|trajectory|fence|untrusted|transcript|judge|evaluation)\b[^>]{0,80}>/gi,
  /\[[^\]\n]{0,40}\b(?:end|begin)(?: of)?(?: (?:the )?(?:run|data|trajectory|transcript|recording))?\]/gi,
  /<\|[a-z_]{2,30}\|>|\[\/?INST\]|<<\/?SYS>>/gi,
];
const mark = /[:=<>[\]]/;

/** How far a passage goes on around such words: to the end of the line, of the comment, of the tag or the next blank line. */
const REACH = 400;

/**
 * The passages of a text that address an evaluator, forge the marks of a transcript or hold a verdict in advance; and whatever stands in an HTML
 * comment or an invisible element together with them. No claim may rest on them.
 *
 * @returns spans in order, not overlapping
 */
export function injectedSpans(text: string): Span[] {
  const words: Span[] = [];
  for (const pattern of mark.test(text) ? [...addressing, ...marked] : addressing) {
    // Not `matchAll`, which makes another pattern for each text: most texts are short, and all of a run's are asked about.
    pattern.lastIndex = 0;
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
      words.push({ start: match.index, end: match.index + match[0].length });
    }
  }
  if (words.length === 0) return [];
  const comments = commentsOf(text);
  let next = 0;
  const spans: Span[] = [];
  for (const said of words.toSorted((a, b) => a.start - b.start)) {
    while ((comments[next]?.end ?? Infinity) <= said.start) next++;
    const comment = comments[next];
    spans.push(comment !== undefined && comment.start <= said.start ? comment : lineAround(text, said));
  }
  return merged(spans);
}

/** True when a quote can be found in the text outside of all such passages, which are in order. */
export function standsOutside(text: string, quote: string, spans: readonly Span[]): boolean {
  let next = 0;
  let at = text.indexOf(quote);
  while (at !== -1) {
    while ((spans[next]?.end ?? Infinity) <= at) next++;
    const span = spans[next];
    if (span === undefined || span.start >= at + quote.length) return true;
    // Whatever begins before the end of the passage lies in it, too.
    at = text.indexOf(quote, span.end);
  }
  return false;
}

/** A text with a blank in the place of each such passage. */
export function withoutInjected(text: string): string {
  const spans = injectedSpans(text);
  if (spans.length === 0) return text;
  let kept = "";
  let from = 0;
  for (const { start, end } of spans) {
    kept += `${text.slice(from, start)} `;
    from = end;
  }
  return kept + text.slice(from);
}

/** The HTML comments of a text, in order; one that is not closed reaches to the end. */
function commentsOf(text: string): Span[] {
  const comments: Span[] = [];
  for (let start = text.indexOf("<!--"); start !== -1;) {
    const close = text.indexOf("-->", start + 2);
    const end = close === -1 ? text.length : close + 3;
    comments.push({ start, end });
    start = text.indexOf("<!--", end);
  }
  return comments;
}

function lineAround(text: string, { start, end }: Span): Span {
  const before = text.slice(Math.max(0, start - REACH), start);
  const after = text.slice(end, end + REACH);
  const lineEnd = after.indexOf("\n");
  return { start: start - before.length + before.lastIndexOf("\n") + 1, end: end + (lineEnd === -1 ? after.length : lineEnd) };
}

function merged(spans: Span[]): Span[] {
  const result: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last !== undefined && span.start <= last.end) last.end = Math.max(last.end, span.end);
    else result.push({ ...span });
  }
  return result;
}
