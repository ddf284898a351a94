/** What the extractor is asked, after the transcript. */
export const extractorInstruction = `Task: what did this run really achieve, whatever it was asked? Fill "outcome" and give null for "analysis", "goals" and "verdicts".`;

/** How an outcome is written; shared with the call that does several stages at once. */
export const outcomeGuide = `How to fill "outcome":
- achievements: up to 12 things that the run found out or brought about, in the order in which they first hold. Each has text (what is now known or done, with real names and values), firstStep (the step whose observation first shows it), lastStep (the last step that contributes to it) and evidence: one or more quotes, at least one of them from an observation.
  Errors, empty results and plans achieve nothing. What the agent says proves nothing.
- limitations: up to 8 things that the run tried and did not get, and why.`;
