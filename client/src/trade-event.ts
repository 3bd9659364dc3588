/**
 * The events that a handler gets: one union over `type`, with the payloads of the known types. It owns types only. Every
 * payload field is optional, since a bot's version or a native producer may leave it out, and unknown fields stay readable.
 * Prices, amounts and profits are decimal strings exactly as the bot wrote them: never do floating-point sums with them.
 */
import type { FeedEvent, Json } from "@fillcast/protocol";

/** A text as the bot sent it; null where the bot had no value. */
type Text = string | null;

/** Fields that a payload may hold beside the ones named: those of newer bots, and of your own producers. */
interface OtherFields {
  readonly [field: string]: Json | undefined;
}

/** What all order messages of Freqtrade carry. `leverage`, amounts and rates are decimal strings. */
export interface OrderData extends OtherFields {
  readonly trade_id?: Text;
  readonly exchange?: Text;
  readonly pair?: Text;
  readonly base_currency?: Text;
  readonly quote_currency?: Text;
  readonly stake_currency?: Text;
  readonly fiat_currency?: Text;
  /** `Long` or `Short`, as Freqtrade writes it; `trade.direction` is the same in lower case. */
  readonly direction?: Text;
  readonly leverage?: Text;
  readonly order_type?: Text;
  /** The price of this order; of all order messages from Freqtrade 2025.7 on, where it replaces `limit`. */
  readonly order_rate?: Text;
  /** Entries: the price of this order. Exits: the trade's average. */
  readonly open_rate?: Text;
  readonly current_rate?: Text;
  readonly amount?: Text;
  readonly stake_amount?: Text;
  readonly enter_tag?: Text;
  /** ISO 8601 UTC. */
  readonly open_date?: Text;
  /** Not a sign of an additional entry: Freqtrade also sets it for replaced and part-filled orders. */
  readonly sub_trade?: boolean | null;
}

/** `entry`, `entry_fill`. */
export interface EntryData extends OrderData {}

/** `entry_cancel`. */
export interface EntryCancelData extends OrderData {
  readonly reason?: Text;
}

/** `exit`, `exit_fill`. */
export interface ExitData extends OrderData {
  /** The price of this order. */
  readonly close_rate?: Text;
  readonly gain?: "profit" | "loss" | (string & {}) | null;
  /** Of this order where it is a partial exit, else of the trade; fees included. */
  readonly profit_amount?: Text;
  readonly profit_ratio?: Text;
  /** Realised so far. */
  readonly cumulative_profit?: Text;
  /** Only where this fill closes the trade. */
  readonly final_profit_ratio?: Text;
  /** True only in the `exit_fill` that closes the trade; absent in bots older than 2024.1. */
  readonly is_final_exit?: boolean | null;
  readonly exit_reason?: Text;
  readonly close_date?: Text;
}

/** `exit_cancel`. Its profit fields are computed at price 0 by Freqtrade: ignore them. */
export interface ExitCancelData extends OrderData {
  readonly reason?: Text;
  readonly exit_reason?: Text;
}

/** `status`, `startup`, `warning`, `exception`: a text, often Telegram Markdown. */
export interface StatusData extends OtherFields {
  readonly status?: Text;
}

/** `protection_trigger`, `protection_trigger_global`. */
export interface ProtectionData extends OtherFields {
  readonly id?: Text;
  /** `*` for all pairs. */
  readonly pair?: Text;
  readonly base_currency?: Text;
  readonly lock_time?: Text;
  readonly lock_end_time?: Text;
  readonly reason?: Text;
  /** `long`, `short` or `*`. */
  readonly side?: Text;
  readonly active?: boolean | null;
}

/** `liquidation_warning` (Freqtrade 2026.9): a futures position comes close to liquidation. */
export interface LiquidationWarningData extends OtherFields {
  readonly exchange?: Text;
  readonly margin_mode?: "isolated" | "cross" | (string & {}) | null;
  readonly trade_id?: Text;
  readonly pair?: Text;
  readonly base_currency?: Text;
  readonly quote_currency?: Text;
  /** `Long` or `Short`. */
  readonly direction?: Text;
  readonly leverage?: Text;
  readonly current_rate?: Text;
  readonly liquidation_price?: Text;
  /** What is left of the price move that uses up the margin: about 1 at the entry, 0 at liquidation. */
  readonly remaining_ratio?: Text;
  /** The bot warns from here down. */
  readonly warn_ratio?: Text;
  /** 1 with isolated margin; with cross margin all positions that are as close. */
  readonly positions_at_risk?: Text;
  readonly open_positions?: Text;
}

/** `strategy_msg`: whatever the strategy said. */
export interface StrategyMessageData extends OtherFields {
  readonly msg?: Text;
}

/** `whitelist`: the pairs as Freqtrade prints them. */
export interface WhitelistData extends OtherFields {
  readonly data?: Json;
}

/** What the room itself appends when a bot's heartbeats stop and when they return. */
export interface PresenceData extends OtherFields {
  readonly lastSeenAt?: number;
  /** Why, of a bot behind a relay. */
  readonly reason?: "loop stalled" | "process down" | "relay unreachable" | (string & {});
}

/** `trade_snapshot`: a trade as its bot's database has it, from a relay. `readTradeOrders` of `fillcast/messages` reads its orders. */
export interface TradeSnapshotData extends OtherFields {
  /** The bot has the trade no more. */
  readonly missing?: boolean;
  /** How the relay came to it, where not by following. */
  readonly learned?: "books" | "import" | (string & {});
  readonly orders?: Json;
}

/** `equity`: what the bot's account is worth, each hour and at the end of the UTC day. */
export interface EquityData extends OtherFields {
  readonly value?: Text;
  readonly total?: Text;
  readonly free?: Text;
  readonly openProfit?: Text;
  readonly currency?: Text;
  readonly learned?: "import" | (string & {});
}

/** `relay_gap`: messages of this span may be missing; ms since 1970. */
export interface RelayGapData extends OtherFields {
  readonly from?: number;
  readonly to?: number;
}

/** `mode_told`: what the bot trades with, as its relay has read it. */
export interface ModeToldData extends OtherFields {
  readonly mode?: "live" | "dry";
}

/** What an owner says of a bot's money, kept by the room; ms since 1970, `to` exclusive, null: no end on that side. */
export interface ModeSetData extends OtherFields {
  /** Null takes back what was said before. */
  readonly mode?: "live" | "dry" | null;
  readonly from?: number | null;
  readonly to?: number | null;
}

/** `signal` and `x-…`: the producer's own. */
export interface CustomData extends OtherFields {}

interface EventOf<Type extends string, Data> extends Omit<FeedEvent, "type" | "data"> {
  readonly type: Type;
  readonly data: Data;
}

/** An event of the feed; `type` says which payload it has. In order and gapless by `seq` within an epoch. */
export type TradeEvent =
  | EventOf<"entry", EntryData>
  | EventOf<"entry_fill", EntryData>
  | EventOf<"entry_cancel", EntryCancelData>
  | EventOf<"exit", ExitData>
  | EventOf<"exit_fill", ExitData>
  | EventOf<"exit_cancel", ExitCancelData>
  | EventOf<"status", StatusData>
  | EventOf<"startup", StatusData>
  | EventOf<"warning", StatusData>
  | EventOf<"exception", StatusData>
  | EventOf<"protection_trigger", ProtectionData>
  | EventOf<"protection_trigger_global", ProtectionData>
  | EventOf<"liquidation_warning", LiquidationWarningData>
  | EventOf<"strategy_msg", StrategyMessageData>
  | EventOf<"whitelist", WhitelistData>
  | EventOf<"trade_snapshot", TradeSnapshotData>
  | EventOf<"equity", EquityData>
  | EventOf<"relay_gap", RelayGapData>
  | EventOf<"bot_silent", PresenceData>
  | EventOf<"bot_back", PresenceData>
  /** An owner has said that the event's trade is over, or is not. */
  | EventOf<"trade_dismissed", OtherFields>
  | EventOf<"trade_restored", OtherFields>
  | EventOf<"mode_set", ModeSetData>
  | EventOf<"mode_told", ModeToldData>
  | EventOf<"signal", CustomData>
  | EventOf<`x-${string}`, CustomData>;

/** The event of one type: `EventOfType<"exit_fill">`. */
export type EventOfType<Type extends TradeEvent["type"]> = Extract<TradeEvent, { readonly type: Type }>;
