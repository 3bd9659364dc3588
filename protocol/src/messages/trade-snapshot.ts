/**
 * A trade as its bot's database has it (Freqtrade's `/status` and `/trades`), as a relay sends it: read once for room and
 * readers. Reading is total: a member that is missing or unusable is null. What follows from several figures, e.g. the fees, is
 * the fold's.
 */
import { parseDecimal, type Decimal } from "../decimal-text.ts";
import type { Json } from "../event.ts";
import { instantToMs, msToInstant, parseInstant } from "../instant.ts";
import { isObject } from "../shape.ts";
import { readText, type Payload, type SaidEvent } from "./payload.ts";
import { quoteOf } from "./quote.ts";
import { currency, positive, readDirection } from "./trade-message.ts";

/** An order of a trade. Times are ms since 1970. */
export interface SnapshotOrder {
  readonly id: string | null;
  readonly isEntry: boolean;
  readonly side: string | null;
  readonly type: string | null;
  readonly status: string | null;
  readonly isOpen: boolean;
  readonly amount: Decimal | null;
  readonly filled: Decimal | null;
  /** What it was filled at, else what it asks for. */
  readonly price: Decimal | null;
  readonly tag: string | null;
  readonly at: number | null;
  readonly filledAt: number | null;
}

export interface TradeSnapshot {
  /** The bot's own trade id. */
  readonly id: string;
  readonly openedAt: string | null;
  /** It is in the bot's database no more. */
  readonly isMissing: boolean;
  /** How the relay came to it; null for one that it follows. */
  readonly learned: "books" | "import" | null;
  readonly isOpen: boolean;
  readonly closedAt: string | null;
  readonly pair: string | null;
  readonly direction: "long" | "short" | null;
  readonly exchange: string | null;
  readonly leverage: Decimal | null;
  readonly amount: Decimal | null;
  readonly averageEntry: Decimal | null;
  readonly stake: Decimal | null;
  readonly largestStake: Decimal | null;
  readonly stakeCurrency: string | null;
  /** While it is open of its partial exits, after that of all. */
  readonly realised: Decimal | null;
  readonly profitRatio: Decimal | null;
  readonly entryTag: string | null;
  readonly exitReason: string | null;
  readonly strategy: string | null;
  readonly stopLoss: Decimal | null;
  readonly funding: Decimal | null;
  /** Parts of what an order is worth. */
  readonly entryFee: Decimal | null;
  readonly exitFee: Decimal | null;
  /** Orders with a fill; versions before 2025.9 leave the count to their reader. */
  readonly entries: number | null;
  readonly exits: number | null;
  /** The current rate, or the closing one. */
  readonly price: Decimal | null;
  /** Oldest first; null if some are left out, or none are known. */
  readonly orders: readonly SnapshotOrder[] | null;
}

/** What a snapshot says of its trade; null for an event of another kind, and for one that names no trade. */
export function readTradeSnapshot(event: SaidEvent): TradeSnapshot | null {
  const { type, trade, data } = event;
  const id = trade?.id ?? readId(data.trade_id);
  if (type !== "trade_snapshot" || id === null || id === "") return null;
  const openedMs = readMs(data.open_timestamp);
  const closedMs = readMs(data.close_timestamp);
  const openedAt = openedMs === null ? parseInstant(data.open_date) : msToInstant(openedMs);
  const closedAt = closedMs === null ? parseInstant(data.close_date) : msToInstant(closedMs);
  const isOpen = typeof data.is_open === "boolean" ? data.is_open : closedAt === null;
  const isShort = typeof data.is_short === "boolean" ? data.is_short : null;
  const pair = event.pair ?? trade?.pair ?? readText(data.pair);
  const direction = trade?.direction ?? (isShort === null ? readDirection(data.direction) : isShort ? "short" : "long");
  const listed = readTradeOrders(data, direction);
  const orders = data.orders_left_out === undefined && listed.length > 0 ? listed : null;
  const learned = data.learned === "books" || data.learned === "import" ? data.learned : null;
  return {
    id,
    openedAt: trade?.openedAt === undefined ? openedAt : parseInstant(trade.openedAt),
    isMissing: data.missing === true,
    learned,
    isOpen,
    closedAt: isOpen ? null : closedAt,
    pair,
    direction,
    exchange: capitalise(readText(data.exchange)),
    leverage: positive(data.leverage),
    amount: positive(data.amount),
    averageEntry: positive(data.open_rate),
    stake: parseDecimal(data.stake_amount),
    largestStake: parseDecimal(data.max_stake_amount),
    stakeCurrency:
      currency(data.stake_currency) ??
      currency(data.quote_currency) ??
      (pair === null ? null : currency(quoteOf(pair) ?? undefined)),
    realised: isOpen
      ? parseDecimal(data.realized_profit)
      : (parseDecimal(data.close_profit_abs) ?? parseDecimal(data.realized_profit)),
    profitRatio: parseDecimal(data.close_profit),
    entryTag: readText(data.enter_tag) ?? readText(data.buy_tag),
    exitReason: readText(data.exit_reason) ?? readText(data.sell_reason),
    strategy: readText(data.strategy),
    stopLoss: positive(data.stop_loss_abs),
    funding: parseDecimal(data.funding_fees),
    entryFee: parseDecimal(data.fee_open),
    exitFee: parseDecimal(data.fee_close),
    entries: readCount(data.nr_of_successful_entries) ?? countFilled(orders, true),
    exits: readCount(data.nr_of_successful_exits) ?? countFilled(orders, false),
    price: isOpen ? positive(data.current_rate) : positive(data.close_rate),
    orders,
  };
}

/** The orders that a snapshot lists, oldest first; those that cannot be read are left out. */
export function readTradeOrders(data: Payload, direction: "long" | "short" | null): SnapshotOrder[] {
  const { orders } = data;
  return (Array.isArray(orders) ? (orders as readonly Json[]) : []).flatMap((order) => {
    if (!isObject(order)) return [];
    const said = order as Payload;
    const side = readText(said.ft_order_side);
    if (side === null) return [];
    return [
      {
        id: readText(said.order_id),
        // A stop on the exchange has a side of its own.
        isEntry:
          typeof said.ft_is_entry === "boolean" ? said.ft_is_entry : side === (direction === "short" ? "sell" : "buy"),
        side,
        type: readText(said.order_type),
        status: readText(said.status),
        isOpen: said.is_open === true,
        amount: positive(said.amount),
        filled: parseDecimal(said.filled),
        price: positive(said.average) ?? positive(said.safe_price) ?? positive(said.price),
        tag: readText(said.ft_order_tag),
        at: readMs(said.order_timestamp),
        filledAt: readMs(said.order_filled_timestamp),
      },
    ];
  });
}

/** True for an order of which something was filled. */
export function isFilled({ filled }: SnapshotOrder): boolean {
  return filled !== null && filled !== "0" && !filled.startsWith("-");
}

/** True where two spellings of an opening are one: messages carry microseconds, the API milliseconds. */
export function isSameOpening(a: string, b: string): boolean {
  return a === b || instantToMs(a) === instantToMs(b);
}

function countFilled(orders: readonly SnapshotOrder[] | null, isEntry: boolean): number | null {
  return orders?.filter((order) => order.isEntry === isEntry && isFilled(order) && !order.isOpen).length ?? null;
}

/** As messages write it. */
function capitalise(name: string | null): string | null {
  return name === null ? null : name.charAt(0).toUpperCase() + name.slice(1).toLowerCase();
}

function readId(value: Json | undefined): string | null {
  return typeof value === "number" ? String(value) : readText(value);
}

function readCount(value: Json | undefined): number | null {
  const number = typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) && number >= 0 ? number : null;
}

/** ms since 1970; 0 is never. */
function readMs(value: Json | undefined): number | null {
  return readCount(value) || null;
}
