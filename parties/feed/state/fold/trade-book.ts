/**
 * The book: which trade a message is about, and which trades are kept. A trade is (bot, id, opening instant), since bots use
 * ids again: after a cancelled entry, and from 1 with a new database. Live trades are kept as long as they live, ended ones
 * while they are among the newest 100; of closed ones the keys stay longer, so that a late message makes no ghost of them.
 */
import {
  UNKNOWN_PAIR,
  compareInstants,
  instantOf,
  isSameOpening,
  type FeedEvent,
  type Trade,
  type TradeMode,
  type TradeMessage,
} from "@fillcast/protocol";
import { bookingInstant } from "./booking.ts";
import { hide, reveal, type Hidden } from "./hidden.ts";
import { addLive, hasRoom, liveOf, removeLive, type LiveTrades } from "./live-trades.ts";
import { correctTrade } from "./correction.ts";
import { endedBy, endTrade, reviveTrade } from "./ending.ts";
import { createPast, findPast, rememberPast, type PastTrades } from "./past-trades.ts";
import { createTrade, evolveTrade, isLive, isOver, type FoldTrade } from "./trade.ts";

/** Ended trades that a snapshot carries. */
const ENDED_KEPT = 100;
/** Keys of trades of which only an exit order was seen. */
const GLIMPSES_KEPT = 1_000;

/** Plain JSON; changed in place. */
export interface TradeBook {
  readonly trades: { [key: string]: FoldTrade };
  /** The newest trade's key by `<bot>:<id>`, of those in `trades`. */
  readonly current: { [botAndId: string]: string };
  /** Keys of ended trades in `trades`, in the order in which they ended. */
  readonly ended: string[];
  /** Trades that are over and were dropped. */
  readonly past: PastTrades;
  /** Keys of trades of which only an exit order was seen, oldest first: one that comes up later was joined late. */
  readonly glimpses: string[];
  readonly live: LiveTrades;
  /** Bots that spoke of a trade of a database that they seemed to have left: two of them share the name, so that ids prove nothing. */
  readonly mixed: string[];
}

/** One trade's step: `before` is null for a new one, `after` is null for one that is no longer kept. */
export interface TradeChange {
  readonly key: string;
  readonly before: Trade | null;
  readonly after: Trade | null;
  /** The instant on whose day its sums count, ms since 1970, if that is not the event's: a correction belongs to the close. */
  readonly bookedAt?: number;
}

export function createBook(): TradeBook {
  return {
    trades: {},
    current: {},
    ended: [],
    past: createPast(),
    glimpses: [],
    live: { bots: {}, total: 0 },
    mixed: [],
  };
}

/** The book while it folds one event, and what that has changed so far. */
export interface Step {
  readonly book: TradeBook;
  readonly changes: TradeChange[];
}

/** The part of the fold that is about trades. */
export interface Trades {
  readonly book: TradeBook;
  readonly hidden: Hidden;
}

/** Folds a message into the book, and says which trades it changed, in order. A new trade has the mode of its opening; one that the book has no room for is counted as hidden. */
export function foldTradeMessage(
  { book, hidden }: Trades,
  event: FeedEvent,
  message: TradeMessage,
  modeAt: (openedAt: string) => TradeMode,
): TradeChange[] {
  const botAndId = `${event.bot}:${message.id}`;
  const identity = identify(book, botAndId, message, event);
  const known = book.trades[identity.key];
  if (known?.trade.status === "closed") return correct(book, known, message, event);
  const wasHidden = known === undefined && hidden.trades.includes(identity.key);
  const before =
    known === undefined
      ? openTrade(book, message, { ...identity, bot: event.bot, mode: modeAt(identity.openedAt), wasHidden })
      : goOn(book, botAndId, known, event.seq);
  if (before === null) return [];

  const after = evolveTrade(before, message, event);
  // A trade that ends at once takes no place, so that its profit counts.
  if (known === undefined && isLive(after.trade) && !hasRoom(book.live, event.bot)) {
    hide(hidden.trades, identity.key);
    return [];
  }
  if (wasHidden) reveal(hidden.trades, identity.key);
  const step: Step = { book, changes: [] };
  const isGone = known?.ending === "reused" || (known === undefined && isLate(book, botAndId, after.trade, message));
  if (known === undefined && !isGone) claimId(step, botAndId, after.trade, event);
  const bookedAt = bookingInstant(event, message, after.trade.openedAt);
  put(step, known?.trade ?? null, isGone ? endTrade(after, "reused", event.seq) : after, bookedAt);
  dropOldest(step);
  return step.changes;
}

/** The newest trade with the id that an event names; undefined if there is none. */
export function newestTrade(book: TradeBook, { bot, trade }: FeedEvent): Trade | undefined {
  return trade === undefined ? undefined : newestOf(book, `${bot}:${trade.id}`);
}

/** A trade of which its bot speaks again. */
function goOn(book: TradeBook, botAndId: string, known: FoldTrade, seq: number): FoldTrade {
  const { bot, key } = known.trade;
  book.current[botAndId] ??= key;
  if (known.ending === "database" && !book.mixed.includes(bot)) book.mixed.push(bot);
  return reviveTrade(known, seq);
}

function correct(book: TradeBook, known: FoldTrade, message: TradeMessage, event: FeedEvent): TradeChange[] {
  const corrected = correctTrade(known, message, event);
  if (corrected === known) return [];
  const { key } = known.trade;
  book.trades[key] = corrected;
  return [{ key, before: known.trade, after: corrected.trade, bookedAt: known.closing?.at ?? event.at }];
}

/** The rows that a patch brings to a ledger of trades. Taken before patches are merged: a merged one may have dropped a trade that closed meanwhile. */
export function tradeRows(patch: { readonly trades?: { readonly [key: string]: Trade | null } }): Trade[] {
  return Object.values(patch.trades ?? {}).filter((trade) => trade !== null);
}

export interface Identity {
  readonly key: string;
  readonly botAndId: string;
  readonly openedAt: string;
}

/** A message without an opening instant is about the newest trade with its id, unless that is over and the message begins one. */
function identify(book: TradeBook, botAndId: string, message: TradeMessage, event: FeedEvent): Identity {
  const current = newestOf(book, botAndId);
  if (current !== undefined) {
    const begins = message.kind === "entry" || message.kind === "entry_fill";
    const isMeant =
      message.openedAt === null ? !(begins && isOver(current)) : isSameOpening(current.openedAt, message.openedAt);
    if (isMeant) return { key: current.key, botAndId, openedAt: current.openedAt };
  }
  return identityOf(book, botAndId, message.openedAt ?? instantOf(event));
}

/** A trade by its opening, to the millisecond. Another than the newest with its id is looked for among all. */
export function identityOf(book: TradeBook, botAndId: string, openedAt: string): Identity {
  const current = newestOf(book, botAndId);
  const key = `${botAndId}:${openedAt}`;
  if (current === undefined || book.trades[key] !== undefined) return { key, botAndId, openedAt };
  if (isSameOpening(current.openedAt, openedAt)) return { key: current.key, botAndId, openedAt: current.openedAt };
  const known = Object.keys(book.trades).find(
    (other) => other.startsWith(`${botAndId}:`) && isSameOpening(book.trades[other]!.trade.openedAt, openedAt),
  );
  return known === undefined
    ? { key, botAndId, openedAt }
    : { key: known, botAndId, openedAt: book.trades[known]!.trade.openedAt };
}

/** What is known of a trade that may begin. */
interface Opening extends Identity {
  readonly bot: string;
  readonly mode: TradeMode;
  /** The book had no room for it before. */
  readonly wasHidden: boolean;
}

/** A new trade, or null where the message begins none: a trade that is over, a mere exit order or cancel, nothing to show. */
function openTrade(
  book: TradeBook,
  message: TradeMessage,
  { key, botAndId, openedAt, bot, mode, wasHidden }: Opening,
): FoldTrade | null {
  const isPast = findPast(book.past, botAndId, openedAt) !== null;
  if (isPast || (message.pair === null && message.kind === "entry")) return null;
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
          pair: message.pair ?? UNKNOWN_PAIR,
          direction: message.direction ?? "long",
          joinedLate: glimpse !== -1 || wasHidden,
        },
        mode,
      );
  }
}

/**
 * True for a first message about a trade that is older than the newest with its id. An entry is no such message, whatever its
 * date: its bot's clock was set back, and neither of the two ends the other.
 */
function isLate(book: TradeBook, botAndId: string, { openedAt }: Trade, { kind }: TradeMessage): boolean {
  const newest = newestOf(book, botAndId);
  return kind === "exit_fill" && newest !== undefined && compareInstants(openedAt, newest.openedAt) < 0;
}

/** Makes a new trade the newest with its id, unless a later one is, and ends those that it shows to be over. */
export function claimId(step: Step, botAndId: string, trade: Trade, event: FeedEvent): void {
  const { book } = step;
  const newest = newestOf(book, botAndId);
  if (newest === undefined || compareInstants(trade.openedAt, newest.openedAt) > 0) book.current[botAndId] = trade.key;
  const live = liveOf(book.live, trade.bot).map((key) => book.trades[key]!.trade);
  const closed = book.ended
    .map((key) => book.trades[key]!.trade)
    .filter(({ bot, status }) => bot === trade.bot && status === "closed");
  // An exit of a trade that was not heard of says when that was opened only if it names it.
  const isDated = event.trade?.openedAt !== undefined || trade.entries > 0 || trade.status === "pending";
  const counts = isDated && event.source === "freqtrade" && !book.mixed.includes(trade.bot);
  for (const { key, ending } of endedBy(trade, { live, closed }, counts)) {
    const older = book.trades[key]!;
    put(step, older.trade, endTrade(older, ending, event.seq));
  }
}

function newestOf(book: TradeBook, botAndId: string): Trade | undefined {
  const key = book.current[botAndId];
  return key === undefined ? undefined : book.trades[key]?.trade;
}

/** Puts the trade's next step into the book, and tells the change. */
export function put({ book, changes }: Step, before: Trade | null, next: FoldTrade, bookedAt?: number): void {
  const after = next.trade;
  if (before === after) return;
  const wasLive = before !== null && isLive(before);
  const hasEnded = !isLive(after);
  if (hasEnded && (before === null || wasLive)) book.ended.push(after.key);
  if (!hasEnded && before !== null && !wasLive) book.ended.splice(book.ended.indexOf(after.key), 1);
  if (wasLive && hasEnded) removeLive(book.live, after);
  if (!wasLive && !hasEnded) addLive(book.live, after);
  book.trades[after.key] = next;
  changes.push({ key: after.key, before, after, ...(bookedAt === undefined ? {} : { bookedAt }) });
}

/** Keeps no more ended trades than a snapshot carries. What this event has ended stays until the next one: its patch brings the ledger how it ended. */
export function dropOldest({ book, changes }: Step): void {
  const changed = new Set(changes.map(({ key }) => key));
  for (let index = 0; book.ended.length > ENDED_KEPT && index < book.ended.length;) {
    const key = book.ended[index]!;
    if (changed.has(key)) {
      index++;
      continue;
    }
    book.ended.splice(index, 1);
    const { trade } = book.trades[key]!;
    delete book.trades[key];
    const botAndId = `${trade.bot}:${trade.id}`;
    if (book.current[botAndId] === key) delete book.current[botAndId];
    if (isOver(trade)) rememberPast(book.past, trade);
    changes.push({ key, before: trade, after: null });
  }
}

function remember(keys: string[], key: string, limit: number): void {
  keys.push(key);
  if (keys.length > limit) keys.shift();
}
