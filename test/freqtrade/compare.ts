/**
 * The ledger and the state beside the bot's books, figure by figure. Pure. The bot keeps floats and rounds its answers, so money
 * is equal within a billionth; everything else is equal or it is not.
 */
import type { FeedState, Trade, TradeMode } from "@fillcast/protocol";
import type { BookTrade, Books } from "./books.ts";

export interface Difference {
  /** `trade 3 SOL/USDT: realised`. */
  readonly what: string;
  readonly ours: string;
  readonly books: string;
}
export interface Comparison {
  readonly compared: number;
  readonly differences: readonly Difference[];
}

type Figure = string | number | boolean | null;

/** Part of a figure, and of the smallest unit where it is nearly nothing. */
const NEAR = { part: 1e-9, least: 1e-8 } as const;

export function compare(ledger: readonly Trade[], state: FeedState, books: Books): Comparison {
  const found = new Found();
  compareTrades(found, ledger, books.trades, "dry");
  const { same, near } = found;

  const open = books.trades.filter((book) => book.is_open);
  const openRealised = open.reduce((sum, book) => sum + book.realized_profit, 0);
  const [total, ...others] = state.totals;
  same("totals: one book", others.length, 0);
  near("totals: realised", total?.realised ?? null, books.profit.profit_closed_coin + openRealised);
  same("totals: closed", total?.closed ?? 0, books.profit.closed_trade_count);
  same("totals: wins", total?.wins ?? 0, books.profit.winning_trades);
  same("totals: losses", total?.losses ?? 0, books.profit.losing_trades);

  // The bot counts a trade's whole profit on the day of its close, and what open ones have realised on none.
  const days = new Map(books.daily.map((row) => [row.date, row]));
  const newest =
    books.daily
      .map(({ date }) => date)
      .toSorted()
      .at(-1) ?? "";
  for (const day of new Set([...days.keys(), ...state.days.map((row) => row.day)])) {
    const ours = state.days.filter((row) => row.day === day);
    const theirs = days.get(day);
    const realised = String(ours.reduce((sum, row) => sum + Number(row.realised), 0));
    near(`day ${day}: realised`, realised, (theirs?.abs_profit ?? 0) + (day === newest ? openRealised : 0));
    same(
      `day ${day}: closed`,
      ours.reduce((sum, row) => sum + row.closed, 0),
      theirs?.trade_count ?? 0,
    );
  }

  const bots = Object.values(state.bots);
  same("bot: open trades", bots[0]?.openTrades ?? 0, open.length);
  same("bot: closed trades", bots[0]?.closedTrades ?? 0, books.profit.closed_trade_count);
  same("bot: wins", bots[0]?.wins ?? 0, books.profit.winning_trades);
  return found;
}

/** Each trade of a bot's books beside the ledger's trades of that bot. */
export function compareTrades(
  { same, near }: Found,
  ledger: readonly Trade[],
  books: readonly BookTrade[],
  mode: TradeMode,
): void {
  // A cancelled trade is deleted in the bot, and was never filled in the ledger.
  const filled = ledger.filter((trade) => trade.entries > 0);
  same("trades", filled.length, books.length);
  for (const book of books) {
    const name = `trade ${book.trade_id} ${book.pair}`;
    const trade = filled.find((other) => other.id === String(book.trade_id) && other.pair === book.pair);
    if (trade === undefined) {
      same(name, "missing", "there");
      continue;
    }
    same(`${name}: status`, trade.status, book.is_open ? "open" : "closed");
    same(`${name}: mode`, trade.mode, mode);
    same(`${name}: direction`, trade.direction, book.is_short ? "short" : "long");
    near(`${name}: leverage`, trade.leverage, book.leverage);
    same(`${name}: opened`, Date.parse(trade.openedAt), book.open_timestamp);
    same(`${name}: closed`, trade.closedAt === null ? null : Date.parse(trade.closedAt), book.close_timestamp ?? null);
    near(`${name}: realised`, trade.realised, book.is_open ? book.realized_profit : book.close_profit_abs);
    near(`${name}: profit ratio`, trade.profitRatio, book.is_open ? null : book.close_profit);
    near(`${name}: amount`, trade.amount, book.is_open ? book.amount : 0);
    near(`${name}: average entry`, trade.averageEntry, book.open_rate);
    near(`${name}: stake`, trade.stake, book.is_open ? book.stake_amount : largestStake(book));
    same(`${name}: entry tag`, trade.entryTag, book.enter_tag);
    same(`${name}: exit reason`, trade.exitReason, book.exit_reason);
    same(`${name}: entries`, trade.entries, fillsOf(book, true));
    same(`${name}: exits`, trade.exits, fillsOf(book, false));
  }
}

/** What was compared, and what differs. */
export class Found implements Comparison {
  compared = 0;
  readonly differences: Difference[] = [];

  readonly same = (what: string, ours: Figure, theirs: Figure): void => this.#hold(what, ours, theirs, ours === theirs);

  readonly near = (what: string, ours: string | null, theirs: number | null): void =>
    this.#hold(what, ours, theirs, isNear(ours, theirs));

  #hold(what: string, ours: Figure, theirs: Figure, isSame: boolean): void {
    this.compared++;
    if (!isSame) this.differences.push({ what, ours: String(ours), books: String(theirs) });
  }
}

function fillsOf({ orders, is_short: isShort }: BookTrade, entries: boolean): number {
  const entrySide = isShort ? "sell" : "buy";
  return orders.filter((order) => (order.filled ?? 0) > 0 && (order.ft_order_side === entrySide) === entries).length;
}

/** After a partial exit the bot names what is left; a closed trade is shown with the most that it had at stake. */
function largestStake({ orders, is_short: isShort, leverage }: BookTrade): number {
  const entrySide = isShort ? "sell" : "buy";
  let amount = 0;
  let cost = 0;
  let largest = 0;
  for (const { ft_order_side: side, filled, safe_price: price } of orders) {
    if (side === entrySide) cost += (filled ?? 0) * price;
    else cost -= amount === 0 ? 0 : (cost / amount) * (filled ?? 0);
    amount += side === entrySide ? (filled ?? 0) : -(filled ?? 0);
    largest = Math.max(largest, cost / (leverage ?? 1));
  }
  return largest;
}

function isNear(ours: string | null, theirs: number | null): boolean {
  if (ours === null || theirs === null) return ours === theirs;
  return Math.abs(Number(ours) - theirs) <= Math.max(NEAR.least, Math.abs(theirs) * NEAR.part);
}
