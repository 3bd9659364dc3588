/**
 * The room's read model as served: open trades, bots, profit. Decimals are strings without exponent and without trailing
 * zeros; instants are ISO 8601 UTC strings in `openedAt`, `closedAt`, `until`, and ms since 1970 elsewhere.
 */

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
  /** By running cost; null before the first fill and where a fill is known to be missing. */
  readonly averageEntry: string | null;
  /** The newest `stake_amount`. */
  readonly stake: string | null;
  readonly stakeCurrency: string | null;
  readonly realised: string;
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
}

export interface BotState {
  readonly mode: TradeMode;
  readonly presence: Presence;
  readonly lastEventAt: number;
  /** The last heartbeat. */
  readonly lastSeenAt: number | null;
  readonly openTrades: number;
  readonly closedTrades: number;
  readonly wins: number;
}

/** Realised profit of one mode and stake currency, over the feed's whole life. */
export interface Total {
  readonly mode: TradeMode;
  readonly currency: string;
  readonly realised: string;
  readonly closed: number;
  readonly wins: number;
  readonly losses: number;
  readonly grossProfit: string;
  readonly grossLoss: string;
}

/** The same for one UTC day of the room's clock. */
export interface Day {
  readonly day: string;
  readonly mode: TradeMode;
  readonly currency: string;
  readonly realised: string;
  readonly closed: number;
  readonly wins: number;
}

/** A pair that a protection keeps from trading. */
export interface Lock {
  readonly bot: string;
  readonly pair: string;
  readonly side: string;
  readonly until: string;
  readonly reason: string | null;
}

export interface FeedState {
  readonly bots: { readonly [bot: string]: BotState };
  /** All pending and open trades, and the last 100 that ended. */
  readonly trades: { readonly [key: string]: Trade };
  readonly totals: readonly Total[];
  readonly days: readonly Day[];
  readonly locks: readonly Lock[];
}

/** What an append changed, in absolute values: a partial state. A trade that is null is gone; rows are told apart by (mode, currency), (day, mode, currency), (bot, pair, side). */
export interface StatePatch {
  readonly bots?: { readonly [bot: string]: BotState };
  readonly trades?: { readonly [key: string]: Trade | null };
  readonly totals?: readonly Total[];
  readonly days?: readonly Day[];
  readonly locks?: readonly Lock[];
}
