/**
 * The book: which trade a message is about, and which trades are kept. A trade is (bot, id, opening instant), since bots use
 * ids again: after a cancelled entry, and from 1 with a new database. Live trades are kept as long as they live, ended ones
 * while they are among the newest 100; of closed ones the keys stay longer, so that a late message makes no ghost of them.
 */
import type { FeedEvent, Trade, TradeMode } from "@fillcast/protocol";
import { compareInstants, instantOf } from "./instant.ts";
import type { TradeMessage } from "./trade-message.ts";
import { createTrade, evolveTrade, isLive, isOver, supersedeTrade, type FoldTrade } from "./trade.ts";

/** Ended trades that a snapshot carries. */
const ENDED_KEPT = 100;
/** Keys of closed trades beyond those, against ghosts. */
export const GHOSTS_KEPT = 1_000;
/** Keys of trades of which only an exit order was seen. */
const GLIMPSES_KEPT = 1_000;

/** Plain JSON; changed in place. */
export interface TradeBook {
  readonly trades: { [key: string]: FoldTrade };
  /** The newest trade's key by `<bot>:<id>`, of those in `trades`. */
  readonly current: { [botAndId: string]: string };
  /** Keys of ended trades in `trades`, in the order in which they ended. */
  readonly ended: string[];
  /** Keys of trades that are over and were dropped, oldest first. */
  readonly ghosts: string[];
  /** Keys of trades of which only an exit order was seen, oldest first: one that comes up later was joined late. */
  readonly glimpses: string[];
}

/** One trade's step: `before` is null for a new one, `after` is null for one that is no longer kept. */
export interface TradeChange {
  readonly key: string;
  readonly before: Trade | null;
  readonly after: Trade | null;
}

export function createBook(): TradeBook {
  return { trades: {}, current: {}, ended: [], ghosts: [], glimpses: [] };
}

/** Folds a message into the book, and says which trades it changed, in order. */
export function foldTradeMessage(
  book: TradeBook,
  event: FeedEvent,
  message: TradeMessage,
  mode: TradeMode,
): TradeChange[] {
  const botAndId = `${event.bot}:${message.id}`;
  const identity = identify(book, botAndId, message, event);
  const known = book.trades[identity.key];
  if (known?.trade.status === "closed") return [];
  const before = known ?? openTrade(book, event.bot, identity, message, mode);
  if (before === null) return [];

  const changes: TradeChange[] = [];
  const newest = claimId(book, botAndId, before.trade, event.seq, changes);
  const after = evolveTrade(before, message, event);
  const settled = newest ? after : { ...after, trade: supersedeTrade(after.trade, event.seq) };
  put(book, known?.trade ?? null, settled, changes);
  dropOldest(book, changes);
  return changes;
}

/** The rows that a patch brings to a ledger of trades. Taken before patches are merged: a merged one may have dropped a trade that closed meanwhile. */
export function tradeRows(patch: { readonly trades?: { readonly [key: string]: Trade | null } }): Trade[] {
  return Object.values(patch.trades ?? {}).filter((trade) => trade !== null);
}

interface Identity {
  readonly key: string;
  readonly openedAt: string;
}

/** A message without an opening instant is about the newest trade with its id, unless that is over and the message begins one. */
function identify(book: TradeBook, botAndId: string, message: TradeMessage, event: FeedEvent): Identity {
  const currentKey = book.current[botAndId];
  const current = currentKey === undefined ? undefined : book.trades[currentKey]?.trade;
  if (current !== undefined) {
    const begins = message.kind === "entry" || message.kind === "entry_fill";
    const isMeant =
      message.openedAt === null
        ? !(begins && isOver(current))
        : compareInstants(current.openedAt, message.openedAt) === 0;
    if (isMeant) return current;
  }
  const openedAt = message.openedAt ?? instantOf(event);
  return { key: `${botAndId}:${openedAt}`, openedAt };
}

/** A new trade, or null where the message begins none: a trade that is over, a mere exit order or cancel, nothing to show. */
function openTrade(
  book: TradeBook,
  bot: string,
  { key, openedAt }: Identity,
  message: TradeMessage,
  mode: TradeMode,
): FoldTrade | null {
  if (message.pair === null || book.ghosts.includes(key)) return null;
  const glimpse = book.glimpses.indexOf(key);
  switch (message.kind) {
    case "exit":
    case "exit_cancel":
      if (glimpse === -1) remember(book.glimpses, key, GLIMPSES_KEPT);
      return null;
    case "entry_cancel":
      return null;
    case "entry":
    case "entry_fill":
    case "exit_fill":
      if (glimpse !== -1) book.glimpses.splice(glimpse, 1);
      return createTrade(
        {
          key,
          bot,
          id: message.id,
          openedAt,
          pair: message.pair,
          direction: message.direction ?? "long",
          joinedLate: glimpse !== -1,
        },
        mode,
      );
  }
}

/** Makes the trade the newest with its id, unless a later one is; ends the one that was. True where the trade is the newest. */
function claimId(book: TradeBook, botAndId: string, trade: Trade, seq: number, changes: TradeChange[]): boolean {
  const currentKey = book.current[botAndId];
  if (currentKey === trade.key) return true;
  const current = currentKey === undefined ? undefined : book.trades[currentKey];
  if (current !== undefined) {
    if (compareInstants(trade.openedAt, current.trade.openedAt) < 0) return false;
    put(book, current.trade, { ...current, trade: supersedeTrade(current.trade, seq) }, changes);
  }
  book.current[botAndId] = trade.key;
  return true;
}

function put(book: TradeBook, before: Trade | null, next: FoldTrade, changes: TradeChange[]): void {
  const after = next.trade;
  if (before === after) return;
  const wasLive = before === null || isLive(before);
  if (wasLive && !isLive(after)) book.ended.push(after.key);
  if (!wasLive && isLive(after)) book.ended.splice(book.ended.indexOf(after.key), 1);
  book.trades[after.key] = next;
  changes.push({ key: after.key, before, after });
}

function dropOldest(book: TradeBook, changes: TradeChange[]): void {
  while (book.ended.length > ENDED_KEPT) {
    const key = book.ended.shift()!;
    const { trade } = book.trades[key]!;
    delete book.trades[key];
    const botAndId = `${trade.bot}:${trade.id}`;
    if (book.current[botAndId] === key) delete book.current[botAndId];
    if (isOver(trade)) remember(book.ghosts, key, GHOSTS_KEPT);
    changes.push({ key, before: trade, after: null });
  }
}

function remember(keys: string[], key: string, limit: number): void {
  keys.push(key);
  if (keys.length > limit) keys.shift();
}
