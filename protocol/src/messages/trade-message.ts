/**
 * Trade messages: what one event says about an order and its trade, read once for the room and for every reader out of the bot's
 * own field names (Freqtrade's; what others call them is translated in native-trade.ts). Reading is total: a field that is
 * missing or unusable is null. What a message cannot say by itself is left to the fold.
 */
import { parseDecimal, type Decimal } from "../decimal-text.ts";
import type { Json } from "../event.ts";
import { parseInstant } from "../instant.ts";
import { CURRENCY_MAX_CHARS } from "../limits.ts";
import { toFreqtradeNames } from "./native-trade.ts";
import { quoteOf } from "./quote.ts";
import { readText, type Payload, type SaidEvent } from "./payload.ts";

const KINDS = ["entry", "entry_fill", "entry_cancel", "exit", "exit_fill", "exit_cancel"] as const;
export type TradeMessageKind = (typeof KINDS)[number];
const kinds: ReadonlySet<string> = new Set(KINDS);

/** What an event says about an order, whether or not it names the trade. Figures are decimal strings, instants are ISO 8601. */
export interface OrderMessage {
  readonly kind: TradeMessageKind;
  readonly openedAt: string | null;
  readonly pair: string | null;
  readonly direction: "long" | "short" | null;
  readonly exchange: string | null;
  readonly leverage: Decimal | null;
  readonly amount: Decimal | null;
  /** The price of the order that the message is about; null for cancels. */
  readonly orderRate: Decimal | null;
  readonly currentRate: Decimal | null;
  /** The trade's average entry; null except in messages about exits. */
  readonly averageEntry: Decimal | null;
  /** What the trade has at stake, in its stake currency. */
  readonly stake: Decimal | null;
  readonly stakeCurrency: string | null;
  readonly entryTag: string | null;
  readonly exitReason: string | null;
  readonly cancelReason: string | null;
  /** The profit of this order. */
  readonly profit: Decimal | null;
  /** The same as a ratio: `0.02` is 2%. */
  readonly profitRatio: Decimal | null;
  /** What the trade has realised so far, this order included once it is filled. */
  readonly cumulativeProfit: Decimal | null;
  readonly finalProfitRatio: Decimal | null;
  readonly closedAt: string | null;
  readonly isFinalExit: boolean | null;
  readonly subTrade: boolean | null;
}

/** An order's message that names its trade. */
export interface TradeMessage extends OrderMessage {
  /** The bot's own trade id. */
  readonly id: string;
}

/** What an event says about a trade; null for an event that names none. */
export function readTradeMessage(event: SaidEvent): TradeMessage | null {
  const id = event.trade?.id ?? "";
  const message = id === "" ? null : readOrderMessage(event);
  return message === null ? null : { id, ...message };
}

/** What an event says about an order; null for an event of another kind. */
export function readOrderMessage(event: SaidEvent): OrderMessage | null {
  if (!kinds.has(event.type)) return null;
  const kind = event.type as TradeMessageKind;
  const data = toFreqtradeNames(kind, event);
  const pair = event.pair ?? event.trade?.pair ?? readText(data.pair);
  return {
    kind,
    openedAt: parseInstant(event.trade?.openedAt ?? data.open_date),
    pair,
    direction: event.trade?.direction ?? readDirection(data.direction),
    exchange: readText(data.exchange),
    leverage: positive(data.leverage),
    amount: positive(data.amount),
    orderRate: readOrderRate(kind, data),
    currentRate: parseDecimal(data.current_rate),
    averageEntry: kind.startsWith("exit") ? positive(data.open_rate) : null,
    stake: parseDecimal(data.stake_amount),
    stakeCurrency:
      currency(data.stake_currency) ??
      currency(data.quote_currency) ??
      (pair === null ? null : currency(quoteOf(pair))),
    entryTag: readText(data.enter_tag) ?? readText(data.buy_tag),
    exitReason: readText(data.exit_reason),
    cancelReason: readText(data.reason),
    profit: parseDecimal(data.profit_amount),
    profitRatio: parseDecimal(data.profit_ratio),
    cumulativeProfit: parseDecimal(data.cumulative_profit),
    finalProfitRatio: parseDecimal(data.final_profit_ratio),
    closedAt: parseInstant(data.close_date),
    isFinalExit: flag(data.is_final_exit),
    subTrade: flag(data.sub_trade),
  };
}

/**
 * Whether a message says that it closes its trade; null for an exit's fill that leaves it open whether it does: then what the trade
 * still holds decides, which the room knows. Bots before 2024.1 do not say it, but an exit of the whole is no `sub_trade`.
 */
export function saysClosed({ kind, isFinalExit, subTrade }: OrderMessage): boolean | null {
  if (kind !== "exit_fill") return false;
  if (isFinalExit !== null) return isFinalExit;
  return subTrade === false ? true : null;
}

/** In an exit's message `open_rate` is the trade's average; a cancel's prices are those of no order (0 after an exit's cancel). */
function readOrderRate(kind: TradeMessageKind, data: Payload): Decimal | null {
  switch (kind) {
    case "entry":
    case "entry_fill":
      return positive(data.open_rate) ?? positive(data.order_rate) ?? positive(data.limit);
    case "exit":
    case "exit_fill":
      return positive(data.close_rate) ?? positive(data.order_rate) ?? positive(data.limit);
    case "entry_cancel":
    case "exit_cancel":
      return null;
  }
}

/** `Long`, as Freqtrade writes it, or `long`. */
export function readDirection(value: Json | undefined): "long" | "short" | null {
  const direction = typeof value === "string" ? value.toLowerCase() : null;
  return direction === "long" || direction === "short" ? direction : null;
}

/** A decimal above zero. */
export function positive(value: Json | undefined): Decimal | null {
  const decimal = parseDecimal(value);
  return decimal === null || decimal === "0" || decimal.startsWith("-") ? null : decimal;
}

/** A currency's name. */
export function currency(value: Json | undefined): string | null {
  return typeof value === "string" && value !== "" && value.length <= CURRENCY_MAX_CHARS ? value : null;
}

function flag(value: Json | undefined): boolean | null {
  return typeof value === "boolean" ? value : null;
}
