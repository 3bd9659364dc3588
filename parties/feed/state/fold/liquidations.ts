/**
 * Liquidation warnings: which of a bot's positions come close to liquidation. A bot warns once as a position comes close, again
 * as what is left has halved, and says nothing if the price moves away. So a warning holds until its trade ends, or until
 * a later message names a rate that is well away. It may be about a trade of which nothing else was heard.
 */
import {
  BOT_LIQUIDATION_WARNINGS_MAX,
  type FeedEvent,
  type LiquidationWarning,
  readLiquidationMessage,
  type Trade,
  type TradeMessage,
} from "@fillcast/protocol";
import { compare, divide, multiply, sign, subtract, type Decimal } from "./decimal.ts";
import type { TradeChange } from "./trade-book.ts";
import { isLive } from "./trade.ts";

/** At this multiple of its threshold Freqtrade takes a position for recovered, and would warn again. */
const RECOVERED: Decimal = "1.2";

/** What one event says of trades, and did to them. */
export interface TradeNews {
  readonly message: TradeMessage | null;
  readonly changes: readonly TradeChange[];
  /** The newest trade with the id that the event names. */
  readonly newestTrade: Trade | undefined;
}

/** A bot's warnings after an event and what came of it; the same array if nothing changed. */
export function foldLiquidations(
  before: readonly LiquidationWarning[],
  event: FeedEvent,
  { message, changes, newestTrade }: TradeNews,
): readonly LiquidationWarning[] {
  const said = readLiquidationMessage(event);
  if (said !== null && said.pair !== null) {
    const { isCross, ...figures } = said;
    const warning: LiquidationWarning = { ...figures, pair: said.pair };
    // Sent late: the position is gone.
    const isOver = newestTrade !== undefined && newestTrade.pair === warning.pair && !isLive(newestTrade);
    return isOver ? before : addWarning(before, warning, isCross);
  }
  const hasEnded = (held: LiquidationWarning): boolean =>
    changes.some((change) => endsTradeOf(held, change)) || (message !== null && movedAway(held, message));
  return before.some(hasEnded) ? before.filter((held) => !hasEnded(held)) : before;
}

/** With cross margin all positions share one collateral, and the bot warns of the account by the closest of them. */
function addWarning(
  before: readonly LiquidationWarning[],
  warning: LiquidationWarning,
  isCross: boolean,
): readonly LiquidationWarning[] {
  if (isCross) return [warning];
  const others = before.filter(({ trade, pair }) => trade !== warning.trade || pair !== warning.pair);
  return [...others, warning].slice(-BOT_LIQUIDATION_WARNINGS_MAX);
}

function endsTradeOf({ trade, pair }: LiquidationWarning, { after }: TradeChange): boolean {
  return after !== null && !isLive(after) && after.pair === pair && (trade === null || trade === after.id);
}

/** What is left grows with the distance from the liquidation price, up to the entry: beyond it the position is safe anyway. */
function movedAway(warning: LiquidationWarning, message: TradeMessage): boolean {
  const { currentRate, liquidationPrice, remainingRatio, warnRatio } = warning;
  const rate = marketRate(message);
  if (message.pair !== warning.pair || rate === null) return false;
  if (currentRate === null || liquidationPrice === null || remainingRatio === null || warnRatio === null) return false;
  const distanceThen = subtract(currentRate, liquidationPrice);
  const distance = subtract(rate, liquidationPrice);
  if (sign(distanceThen) === 0 || sign(distanceThen) !== sign(distance)) return false;
  const left = divide(multiply(remainingRatio, distance), distanceThen);
  return compare(left, multiply(warnRatio, RECOVERED)) > 0;
}

/** An order's own price may be far from the market until it fills. */
function marketRate({ kind, currentRate, orderRate }: TradeMessage): Decimal | null {
  return currentRate ?? (kind === "entry_fill" || kind === "exit_fill" ? orderRate : null);
}
