import { remembered } from "../../../base/remembered.ts";
import { givesPages, isPageful, pageArgument } from "../../../evidence/pages.ts";
import { listingOf, readPayload, type Listing } from "../../../evidence/payload.ts";
import { callKey, type ReadCall } from "../../../evidence/reading.ts";
import type { GoalDraft, GoalFinder, RunView } from "../goal-draft.ts";
import { extreme } from "../listing/extreme.ts";
import { firstFound } from "../listing/first-found.ts";
import { Listed } from "../listing/listed.ts";
import { named } from "../listing/named.ts";
import { three } from "../listing/three.ts";
import { whole } from "../listing/whole.ts";

/**
 * Goals from answers that list things: one of them that the user or the call names, the first results of a search, all of a short list, and which
 * of all has the most or least of something. An answer that was cut, or that speaks of further pages, is never taken for all there is.
 */
export const listingGoals: GoalFinder = {
  name: "listing",
  *find(run) {
    const calls = run.untouched;
    const asked = calls.map((call) => callKey(call.call));
    for (let at = calls.length - 1; at >= 0; at--) {
      const call = calls[at];
      const payload = call?.kind === "content" ? readPayload(call.call) : undefined;
      const listing = payload === undefined ? undefined : listingOf(payload);
      if (call === undefined || listing === undefined) continue;
      // What is asked again was answered before.
      const first = asked.indexOf(asked[at] ?? "");
      if (first < at && calls[first]?.kind === "content") continue;
      yield* draftsOf(new Listed(call, limited(call, listing, run), run));
    }
  },
};

function draftsOf(listed: Listed): GoalDraft[] {
  return [named(listed), extreme(listed), firstFound(listed), whole(listed) ?? three(listed)].filter((draft) => draft !== undefined);
}

/** A list as long as was asked for at most is a page, not all there is; so may be what a tool gives that can be asked for pages, and a list of ten or a hundred. */
function limited({ call }: ReadCall, listing: Listing, run: RunView): Listing {
  if (!listing.whole) return listing;
  const count = listing.items.length;
  if (isPageful(count) || givesPages(run.trajectory.tools, call.name)) return { ...listing, whole: false };
  const isPart = Object.entries(call.arguments).some(([key, value]) => {
    if (value === "") return false;
    const { pages, limits } = partKey(key);
    return pages || (limits && (typeof value === "number" || typeof value === "string") && Number(value) > 0 && Number(value) <= count);
  });
  return isPart ? { ...listing, whole: false } : listing;
}

/** Whether an argument of this name asks for a part of a list, and whether it may say how long that part is at most. */
const partKey = remembered((key) => ({ pages: pageArgument.test(key), limits: /limit|size|count|num|max|per_?page|top/i.test(key) }));
