/**
 * Trade messages: what one event says about a trade, read once out of the bot's own field names (Freqtrade's, whoever the
 * producer). Reading is total: a field that is missing or unusable is null, and nothing is concluded here.
 */
import type { FeedEvent, Json, JsonObject } from "@fillcast/protocol";
import { parseDecimal, type Decimal } from "./decimal.ts";
import { parseInstant } from "./instant.ts";

const KINDS = ["entry", "entry_fill", "entry_cancel", "exit", "exit_fill", "exit_cancel"] as const;
export type TradeMessageKind = (typeof KINDS)[number];
const kinds: ReadonlySet<string> = new Set(KINDS);

export interface TradeMessage {
  readonly kind: TradeMessageKind;
  /** The bot's own trade id. */
  readonly id: string;
  readonly openedAt: string | null;
  readonly pair: string | null;
  readonly direction: "long" | "short" | null;
  readonly exchange: string | null;
  readonly leverage: Decimal | null;
  readonly amount: Decimal | null;
  /** The price of the order that the message is about; cancels tell none. */
  readonly orderRate: Decimal | null;
  readonly currentRate: Decimal | null;
  /** What the trade has at stake, in its stake currency. */
  readonly stake: Decimal | null;
  readonly stakeCurrency: string | null;
  readonly entryTag: string | null;
  readonly exitReason: string | null;
  readonly cancelReason: string | null;
  /** The profit of this order. */
  readonly profit: Decimal | null;
  /** What the trade has realised so far, this order included once it is filled. */
  readonly cumulativeProfit: Decimal | null;
  readonly finalProfitRatio: Decimal | null;
  readonly closedAt: string | null;
  readonly isFinalExit: boolean | null;
  readonly subTrade: boolean | null;
}

/** What an event says about a trade; null for an event that is about none. */
export function readTradeMessage(event: FeedEvent): TradeMessage | null {
  const { trade, data } = event;
  if (trade === undefined || trade.id === "" || !kinds.has(event.type)) return null;
  const kind = event.type as TradeMessageKind;
  const pair = event.pair ?? trade.pair ?? text(data.pair);
  return {
    kind,
    id: trade.id,
    openedAt: parseInstant(trade.openedAt ?? data.open_date),
    pair,
    direction: trade.direction ?? readDirection(data.direction),
    exchange: text(data.exchange),
    leverage: positive(data.leverage),
    amount: positive(data.amount),
    orderRate: readOrderRate(kind, data),
    currentRate: parseDecimal(data.current_rate),
    stake: parseDecimal(data.stake_amount),
    stakeCurrency: text(data.stake_currency) ?? text(data.quote_currency) ?? quoteOf(pair),
    entryTag: text(data.enter_tag) ?? text(data.buy_tag),
    exitReason: text(data.exit_reason),
    cancelReason: text(data.reason),
    profit: parseDecimal(data.profit_amount),
    cumulativeProfit: parseDecimal(data.cumulative_profit),
    finalProfitRatio: parseDecimal(data.final_profit_ratio),
    closedAt: parseInstant(data.close_date),
    isFinalExit: flag(data.is_final_exit),
    subTrade: flag(data.sub_trade),
  };
}

/** In an exit's message `open_rate` is the trade's average; a cancel's prices are those of no order (0 after an exit's cancel). */
function readOrderRate(kind: TradeMessageKind, data: JsonObject): Decimal | null {
  switch (kind) {
    case "entry":
    case "entry_fill":
      return positive(data.open_rate) ?? positive(data.limit);
    case "exit":
    case "exit_fill":
      return positive(data.close_rate) ?? positive(data.order_rate) ?? positive(data.limit);
    case "entry_cancel":
    case "exit_cancel":
      return null;
  }
}

/** Bots settle in the pair's quote currency, which futures name after the colon: `XRP/USDT:USDT`. */
function quoteOf(pair: string | null): string | null {
  return pair === null ? null : (/[/:]([^/:]+)$/.exec(pair)?.[1] ?? null);
}

function readDirection(value: Json | undefined): "long" | "short" | null {
  const direction = typeof value === "string" ? value.toLowerCase() : null;
  return direction === "long" || direction === "short" ? direction : null;
}

function positive(value: Json | undefined): Decimal | null {
  const decimal = parseDecimal(value);
  return decimal === null || decimal === "0" || decimal.startsWith("-") ? null : decimal;
}

function text(value: Json | undefined): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function flag(value: Json | undefined): boolean | null {
  return typeof value === "boolean" ? value : null;
}
