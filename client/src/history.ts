/**
 * The history API: one page of the log, and the walk over many. Refusals come as `FeedError` with the server's problem.
 */
import { encodeCursor, isEvent, isObject, type FeedEvent } from "@fillcast/protocol";
import type { ConnectOptions, HistoryQuery } from "./api.ts";
import { ask, notFillcast } from "./http.ts";
import type { TradeEvent } from "./trade-event.ts";

/** As long as a page of the log on the server's side, whose full pages are cached. */
const PAGE_LIMIT = 512;

/** One answer of the history. */
export interface HistoryPage {
  readonly events: readonly FeedEvent[];
  /** Where the next page begins; null at the end. */
  readonly next: string | null;
  /** A cursor. */
  readonly head: string;
  /** Characters. */
  readonly size: number;
}

/** Reads one page with a key. Throws a `FeedError`. */
export async function fetchPage(options: ConnectOptions, key: string, query: object): Promise<HistoryPage> {
  // Through JSON, which leaves out what is undefined; lists become names with commas.
  const search = new URLSearchParams(JSON.parse(JSON.stringify({ ...query, limit: PAGE_LIMIT })));
  const { body, size } = await ask(options, `/v1/feeds/${options.feed}/events?${search}`, key);
  if (!isPage(body)) throw notFillcast(options, "without a page of events");
  return { ...body, size };
}

function isPage(body: unknown): body is Omit<HistoryPage, "size"> {
  if (!isObject(body) || !Array.isArray(body.events) || typeof body.head !== "string") return false;
  return body.events.every(isEvent) && (body.next === null || typeof body.next === "string");
}

/** Walks the log, a page at a time as it is read: oldest first, or back from `before`. Throws a `FeedError`. */
export async function* walkHistory(
  options: ConnectOptions,
  key: string,
  { after, before, types, bots, pairs, text, limit = Infinity, ...times }: HistoryQuery,
): AsyncGenerator<TradeEvent> {
  const query = {
    after: after && encodeCursor(after),
    before: before && encodeCursor(before),
    type: types,
    bot: bots,
    pair: pairs,
    q: text,
    ...times,
  };
  const direction = before ? "before" : "after";
  for (let left = limit; left > 0;) {
    const { events, next }: HistoryPage = await fetchPage(options, key, query);
    for (const event of events) if (left-- > 0) yield event as TradeEvent;
    if (next === null) return;
    // A cursor that leads nowhere would be asked forever.
    if (next === query[direction]) throw notFillcast(options, "with the same page again");
    query[direction] = next;
  }
}
