/**
 * What a request for events is about, decided once the room has reported its bounds: the span, the direction, and the
 * filter.
 */
import { encodeCursor, refuse, isRefused, type Position, type Refused } from "@fillcast/protocol";
import type { LogRead } from "../../parties/feed/rpc.ts";
import { isSelective } from "./archived.ts";
import type { Sieve } from "./piece.ts";
import {
  LIMIT_DEFAULT,
  cursorParameter,
  instantParameter,
  limitParameter,
  namesParameter,
  searchParameter,
  type Query,
} from "../http/query.ts";
import { decideSpan, type Direction, type Span } from "./range.ts";
import type { LogSources } from "./sources.ts";
import { narrowByTime } from "./walk.ts";

export const EVENTS_QUERY = {
  after: cursorParameter,
  before: cursorParameter,
  limit: limitParameter,
  type: namesParameter,
  bot: namesParameter,
  pair: namesParameter,
  from: instantParameter,
  to: instantParameter,
  q: searchParameter,
};

export interface Reading {
  /** What the room said first. */
  readonly opening: LogRead;
  readonly span: Span;
  readonly direction: Direction;
  readonly sieve: Sieve | null;
  readonly limit: number | null;
}

/**
 * Asks the room where the log stands, and for its beginning where that may be the answer already. A filter seldom finds enough
 * before the tail, so its first page is taken along.
 */
export async function openReading(sources: LogSources, query: Query<typeof EVENTS_QUERY>): Promise<Reading | Refused> {
  const after = query.after ?? null;
  const before = query.before ?? null;
  const direction = before === null ? "forward" : "backward";
  const low = after?.seq ?? 0;
  const sieve = queryToSieve(query);
  const most =
    sieve?.words !== undefined || isSelective(sieve) ? Number.MAX_SAFE_INTEGER : low + (query.limit ?? LIMIT_DEFAULT);
  const high = direction === "forward" ? most : low;
  const opening = await sources.readRoom({ low, high });
  if (isRefused(opening)) return opening;
  if ([after, before].some((cursor) => cursor !== null && cursor.epoch !== opening.epoch)) {
    return refuse("position-expired", "The cursor is from an earlier log. Start again without it.");
  }
  const span = decideSpan(after, before, opening.head);
  const narrowed = sieve === null ? span : await narrowByTime(sources, opening, span, sieve);
  if (isRefused(narrowed)) return narrowed;
  return { opening, span: narrowed, direction, sieve, limit: query.limit ?? null };
}

/** The cursor of what a walk has left, or null where that is nothing. */
export function restToCursor({ low, high }: Span, direction: Direction, epoch: string): string | null {
  if (low >= high) return null;
  const position: Position = { epoch, seq: direction === "forward" ? low : high + 1 };
  return encodeCursor(position);
}

function queryToSieve({ type, bot, pair, from, to, q }: Query<typeof EVENTS_QUERY>): Sieve | null {
  if ([type, bot, pair, from, to, q].every((value) => value === undefined)) return null;
  const filter = {
    ...(type === undefined ? {} : { types: type }),
    ...(bot === undefined ? {} : { bots: bot }),
    ...(pair === undefined ? {} : { pairs: pair }),
  };
  return {
    filter,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(q === undefined ? {} : { words: q }),
  };
}
