/**
 * The history API: one page of the log, and the walk over many. Refusals come as `FeedError` with the server's problem.
 */
import { encodeCursor, type FeedEvent } from "@fillcast/protocol";
import type { ConnectOptions, HistoryQuery } from "./api.ts";
import { FeedError, type Problem } from "./error.ts";
import type { TradeEvent } from "./trade-event.ts";

/** As long as a page of the log on the server's side, whose full pages are cached. */
const PAGE_LIMIT = 512;
const TIMEOUT_MS = 20_000;

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
  const address = `${options.url}/v1/feeds/${options.feed}/events?${search}`;
  const headers = { authorization: `Bearer ${key}` };
  let response: Response;
  let size: number;
  let body: HistoryPage & Problem;
  try {
    response = await (options.fetch ?? fetch)(address, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
    const text = await response.text();
    size = text.length;
    body = JSON.parse(text);
  } catch (cause) {
    throw new FeedError("network", "No history", { retryable: true, cause });
  }
  if (response.ok) return { ...body, size };
  throw new FeedError(body.type.split("/").pop()!, body.detail, {
    retryable: response.status === 429 || response.status >= 500,
    retryAfterMs: Number(response.headers.get("retry-after")) * 1_000,
    problem: body,
  });
}

/** Walks the log, a page at a time as it is read: oldest first, or back from `before`. Throws a `FeedError`. */
export async function* walkHistory(
  options: ConnectOptions,
  key: string,
  { after, before, types, bots, pairs, limit = Infinity, ...times }: HistoryQuery,
): AsyncGenerator<TradeEvent> {
  const query = {
    after: after && encodeCursor(after),
    before: before && encodeCursor(before),
    type: types,
    bot: bots,
    pair: pairs,
    ...times,
  };
  for (let left = limit; left > 0;) {
    const { events, next }: HistoryPage = await fetchPage(options, key, query);
    for (const event of events) if (left-- > 0) yield event as TradeEvent;
    if (!next) return;
    query[before ? "before" : "after"] = next;
  }
}
