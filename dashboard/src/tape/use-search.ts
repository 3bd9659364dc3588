/** The search behind a tape's filter: what it has found below the events that the page holds, and the way to look further. */
import { useCallback, useMemo, useSyncExternalStore } from "react";
import { useSession } from "../live/session-provider.tsx";
import { readEvents } from "../live/api.ts";
import type { Session } from "../live/session.ts";
import type { Matches } from "../live/tape-rows.ts";
import { type EventsQuestion } from "./question.ts";
import { NOT_SEARCHED, type SearchView, TapeSearches } from "./search.ts";

/** They live as long as the session, so that a view that comes back finds them. */
const searches = new WeakMap<Session, TapeSearches>();

export interface Search {
  readonly view: SearchView;
  readonly older: () => void;
}

export function useSearch(question: EventsQuestion, matches: Matches): Search {
  const session = useSession();
  const { tape, feed, credentials } = session;
  const own = useMemo(() => {
    const kept = searches.get(session) ?? new TapeSearches();
    searches.set(session, kept);
    return kept;
  }, [session]);
  const oldest = useSyncExternalStore(tape.subscribe, () => tape.view.rows.at(-1)?.event.seq ?? 0);
  const find = useCallback(() => own.find(question, feed.position?.epoch, oldest), [own, question, feed, oldest]);
  const view = useSyncExternalStore(own.subscribe, () => find()?.view ?? NOT_SEARCHED);
  const rows = useMemo(() => view.rows.filter(({ event }) => event.seq < oldest), [view.rows, oldest]);
  const older = useCallback(() => {
    const { position } = feed;
    if (position === null || tape.view.asOf !== null) return;
    const start = { epoch: position.epoch, seq: oldest === 0 ? position.seq + 1 : oldest };
    const search = find() ?? own.begin(start, question, (before, query) => readEvents(credentials, before, query));
    void search.older(matches);
  }, [feed, tape, oldest, find, own, question, credentials, matches]);
  // What the page holds goes back to the first event of all.
  const isWhole = oldest === 1;
  return useMemo(
    () => ({ view: { ...view, rows, ...(isWhole ? { phase: "end" } : {}) }, older }),
    [view, rows, isWhole, older],
  );
}
