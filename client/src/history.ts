/**
 * The history API: one page of the log, and the walk over many. Refusals come as `FeedError` with the server's problem.
 */
import { decodeCursor, encodeCursor, type FeedEvent, type Position } from "@fillcast/protocol";
import type { ConnectOptions, HistoryQuery } from "./api.ts";
import { FeedError, type Problem } from "./error.ts";
import type { TradeEvent } from "./trade-event.ts";

/** A page of the log on the server's side, so that a reader of many reads each once. */
const PAGE_LIMIT = 512;
const TIMEOUT_MS = 20_000;

/** One answer of the history. */
export interface HistoryPage {
  readonly events: readonly FeedEvent[];
  /** Where the next page begins; null at the end. */
  readonly next: string | null;
  readonly head: Position | null;
  /** Characters. */
  readonly size: number;
}

/** Reads one page with a key. Throws a `FeedError`. */
export async function fetchPage(options: ConnectOptions, key: string, query: object): Promise<HistoryPage> {
  try {
    // Through JSON, which leaves out what is undefined; lists become names with commas.
    const search = new URLSearchParams(JSON.parse(JSON.stringify({ ...query, limit: PAGE_LIMIT })));
    const response = await (options.fetch ?? fetch)(`${options.url}/v1/feeds/${options.feed}/events?${search}`, {
      headers: { authorization: `Bearer ${key}` },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    if (!response.ok) throw refusal(response, JSON.parse(text));
    const { events, next, head } = JSON.parse(text);
    return { events, next, head: decodeCursor(head), size: text.length };
  } catch (cause) {
    if (cause instanceof FeedError) throw cause;
    throw new FeedError("network", "The history could not be read", { retryable: true, cause });
  }
}

function refusal({ status, headers }: Response, problem: Problem): FeedError {
  return new FeedError(problem.type.split("/").pop()!, problem.detail, {
    retryable: status === 429 || status >= 500,
    retryAfterMs: Number(headers.get("retry-after")) * 1_000,
    problem,
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
