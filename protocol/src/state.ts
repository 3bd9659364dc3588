/**
 * The room's read model as served: open trades, bots, profit. Decimals are strings without exponent and without trailing
 * zeros; instants are ISO 8601 UTC strings in `openedAt`, `closedAt`, `until`, and ms since 1970 elsewhere.
 */
import type { Mode } from "./event.ts";

export type TradeMode = "live" | "dry" | "unknown";
export type TradeStatus = "pending" | "open" | "closed" | "cancelled" | "orphaned";
export type Presence = "up" | "silent" | "stopped" | "quiet" | "unknown";

/** One position's life from entry to final exit. */
export interface Trade {
  /** `<bot>:<id>:<openedAt>` */
  readonly key: string;
  readonly bot: string;
  readonly mode: TradeMode;
  /** The bot's own trade id; used again by bots, so not an identity alone. */
  readonly id: string;
  readonly exchange: string | null;
  readonly pair: string;
  readonly direction: "long" | "short";
  readonly leverage: string | null;
  readonly status: TradeStatus;
  readonly openedAt: string;
  readonly closedAt: string | null;
  /** Filled entries less filled exits; "0" once closed; null where a fill is known to be missing. */
  readonly amount: string | null;
  /** What the bot said since the last entry fill, else by running cost; null before the first fill and where a fill is known to be missing. */
  readonly averageEntry: string | null;
  /** The newest `stake_amount`; of a closed trade the largest that it had. */
  readonly stake: string | null;
  readonly stakeCurrency: string | null;
  /** Null where an exit was filled and its profit cannot be read. */
  readonly realised: string | null;
  /** When `realised` was realised, oldest first; their sum is `realised`. Absent while it is nothing. */
  readonly booked?: readonly Booking[];
  /** `final_profit_ratio`, null until closed. */
  readonly profitRatio: string | null;
  readonly entryTag: string | null;
  readonly exitReason: string | null;
  /** Fills counted. */
  readonly entries: number;
  readonly exits: number;
  readonly lastPrice: string | null;
  readonly lastPriceAt: number | null;
  /** An exit was seen before any entry fill. */
  readonly joinedLate: boolean;
  readonly updatedSeq: number;
  /** What its orders cost in fees so far, in its stake currency; in `realised` already. As are the next three, null until a relay has told. */
  readonly fees: string | null;
  /** Funding fees so far: below zero was paid. */
  readonly funding: string | null;
  /** The stop's price. */
  readonly stopLoss: string | null;
  readonly strategy: string | null;
  /** Seqs of the newest `trade_snapshot` events that corrected what messages had told; absent if none has. */
  readonly corrections?: readonly number[];
  /** An owner has said that it is over. */
  readonly dismissed?: true;
}

/** The bot's word that a position comes close to liquidation: the newest, until the position ends or the price moves away. */
export interface LiquidationWarning {
  /** The bot's own trade id, and the pair. */
  readonly trade: string | null;
  readonly pair: string;
  readonly direction: "long" | "short" | null;
  readonly currentRate: string | null;
  readonly liquidationPrice: string | null;
  /** What is left of the price move that uses up the margin: about 1 at the entry, 0 at liquidation. */
  readonly remainingRatio: string | null;
  /** The bot warns from here down. */
  readonly warnRatio: string | null;
  /** Positions that are as close, and open ones; with cross margin one warning stands for all. */
  readonly positionsAtRisk: number | null;
  readonly openPositions: number | null;
  readonly at: number;
}

/** A part of a trade's profit. What is realised within one quarter of an hour is one; of many, the oldest are added up. */
export interface Booking {
  /** By the bot's clock if that can be, else by the room's, ms since 1970. */
  readonly at: number;
  readonly realised: string;
  /** Present in the part that the trade's close is in, if only with "0": on its day the trade counts as closed. */
  readonly closed?: true;
}

/** A span of time for which an owner has set a bot's mode; ms since 1970; `to` is exclusive; null means no bound. */
export interface ModeSpan {
  readonly mode: Mode;
  readonly from: number | null;
  readonly to: number | null;
}

/** What each source says about a bot's mode. */
export interface ModeSaid {
  /** By the span of now. */
  readonly owner?: Mode;
  /** By its newest start, or a warning since. */
  readonly bot?: Mode;
  /** The key of its newest event. */
  readonly key?: Mode;
}

export interface BotState {
  readonly mode: TradeMode;
  readonly presence: Presence;
  readonly lastEventAt: number;
  /** The last heartbeat. */
  readonly lastSeenAt: number | null;
  /** Why it is silent, where that is known: `loop stalled`, `process down` or `relay unreachable`. */
  readonly silentReason?: string;
  readonly openTrades: number;
  /** Closed trades whose profit is known. */
  readonly closedTrades: number;
  readonly wins: number;
  /** Trades whose profit cannot be read; absent if there are none. */
  readonly unreadable?: number;
  /** Present if they disagree. `mode` is the first one's. */
  readonly modeSaid?: ModeSaid;
  /** In order, without overlaps; absent if there is none. */
  readonly modeSpans?: readonly ModeSpan[];
  /** Newest last; absent if there is none. */
  readonly liquidationWarnings?: readonly LiquidationWarning[];
}

/** The book of trades without a known stake currency. */
export const UNKNOWN_CURRENCY = "unknown";
/** The pair of a trade whose first fill came before anything named a pair. */
export const UNKNOWN_PAIR = "unknown";

/** Realised profit of one mode and stake currency, over the feed's whole life. Trades whose profit cannot be read count in `unreadable` alone. */
export interface Total {
  readonly mode: TradeMode;
  readonly currency: string;
  readonly realised: string;
  readonly closed: number;
  readonly wins: number;
  readonly losses: number;
  readonly grossProfit: string;
  readonly grossLoss: string;
  /** Absent if there are none. */
  readonly unreadable?: number;
}

/** A quarter of an hour of a day (0 to 95), and what was realised, closed and won in it. */
export type DayQuarter = readonly [quarter: number, realised: string, closed: number, wins: number];

/** The same for one UTC day: the bot's closing day, if that can be, else that of the event. */
export interface Day {
  readonly day: string;
  readonly mode: TradeMode;
  readonly currency: string;
  readonly realised: string;
  readonly closed: number;
  readonly wins: number;
  /** The day by quarters of an hour, in order, so that a reader of any zone can make its own days. Absent on old days. */
  readonly quarters?: readonly DayQuarter[];
}

/** A pair that a protection keeps from trading. */
export interface Lock {
  readonly bot: string;
  readonly pair: string;
  readonly side: string;
  readonly until: string;
  readonly reason: string | null;
}

/** How many the state's bounds leave out; each at most 1,000, which then means at least that many. */
export interface More {
  readonly bots: number;
  /** Pending and open trades. */
  readonly trades: number;
  /** Books: a mode and a currency. */
  readonly currencies: number;
  readonly locks: number;
}

export interface FeedState {
  readonly bots: { readonly [bot: string]: BotState };
  /** All pending and open trades, and the last 100 that ended. */
  readonly trades: { readonly [key: string]: Trade };
  readonly totals: readonly Total[];
  /** The newest rows. */
  readonly days: readonly Day[];
  readonly locks: readonly Lock[];
  /** Absent if everything is shown. */
  readonly more?: More;
}

/** What an append changed, in absolute values: a partial state. A trade that is null is gone; rows are identified by (mode, currency), (day, mode, currency), (bot, pair, side). */
export interface StatePatch {
  readonly bots?: { readonly [bot: string]: BotState };
  readonly trades?: { readonly [key: string]: Trade | null };
  readonly totals?: readonly Total[];
  readonly days?: readonly Day[];
  readonly locks?: readonly Lock[];
  /** All zero: everything is shown again. */
  readonly more?: More;
}
