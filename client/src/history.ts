/**
 * The history API: one page of the log, and the walk over many. Refusals come as `FeedError` with the server's problem.
 */
import { decodeCursor, encodeCursor, matchesFilter, type FeedEvent, type Position } from "@fillcast/protocol";
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
    const search = new URLSearchParams({ ...query, limit: `${PAGE_LIMIT}` });
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

/** Walks the log, oldest first, a page at a time as it is read. Throws a `FeedError`. */
export async function* walkHistory(
  options: ConnectOptions,
  key: string,
  { after, before, limit = Infinity, from, to, ...filter }: HistoryQuery,
): AsyncGenerator<TradeEvent> {
  const range = { ...(from && { from }), ...(to && { to }) };
  let cursor = after && encodeCursor(after);
  let left = limit;
  do {
    const page: HistoryPage = await fetchPage(options, key, { ...range, ...(cursor && { after: cursor }) });
    for (const event of page.events) {
      if (left <= 0 || event.seq >= (before?.seq ?? Infinity)) return;
      if (!matchesFilter(filter, event)) continue;
      left--;
      yield event as TradeEvent;
    }
    cursor = page.next ?? undefined;
  } while (cursor && left > 0);
}
