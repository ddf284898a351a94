const readingVerbs =
  /^(?:get|list|search|find|look|lookup|read|show|view|fetch|query|check|describe|track|calculate|count|browse|inspect)$/;
const changingVerbs =
  /^(?:write|update|delete|remove|cancel|create|modify|set|add|book|buy|place|send|post|put|patch|transfer|exchange|return|submit|edit|insert|replace|rename|move|copy|install|uninstall|pay|drop|upload|save|append|reset|restart|start|stop|enable|disable|assign|approve|reject|close|open|register|subscribe|unsubscribe|refund|charge|apply|clear|merge|commit|push|deploy|mkdir|touch|rm)$/;

/** True for a tool's name that speaks of a change (`book_reservation`) and does not begin with looking (`get_returns`). */
export function namesChange(toolName: string): boolean {
  let changes = known.get(toolName);
  if (changes === undefined) {
    changes = speaksOfChange(toolName);
    if (known.size >= maxKnown) known.clear();
    known.set(toolName, changes);
  }
  return changes;
}

/** The tools of a corpus repeat. */
const known = new Map<string, boolean>();
const maxKnown = 20_000;

function speaksOfChange(toolName: string): boolean {
  const words = toolName
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    // What a tool is for, and what a market does by itself, is no act of the call: `current_weather_for_open_weather`, `exchange_rates`.
    .replace(/(?<=[a-z0-9])_for_.*$/, "")
    .replace(/exchange(?=[^a-z0-9]rates?(?![a-z]))/g, "");
  const [verb = "", ...others] = words.split(/[^a-z0-9]+/).filter((word) => word !== "");
  return !readingVerbs.test(verb) && [verb, ...others].some((word) => changingVerbs.test(word));
}
