/**
 * Liquidation warnings as bots send them, read once for room and readers. How long one holds is the fold's to say.
 */
import { parseDecimal } from "../decimal-text.ts";
import type { Json } from "../event.ts";
import type { LiquidationWarning } from "../state.ts";
import { readText, type SaidEvent } from "./payload.ts";
import { readDirection } from "./trade-message.ts";

/** A warning whose pair may be unknown. */
export interface LiquidationMessage extends Omit<LiquidationWarning, "pair"> {
  readonly pair: string | null;
  /** With cross margin all positions share one collateral, and the warning is about the account. */
  readonly isCross: boolean;
}

/** What an event warns of; null for an event of another kind. */
export function readLiquidationMessage({ type, pair, trade, data, at }: SaidEvent): LiquidationMessage | null {
  if (type !== "liquidation_warning") return null;
  return {
    trade: trade?.id ?? readText(data.trade_id),
    pair: pair ?? trade?.pair ?? readText(data.pair),
    direction: trade?.direction ?? readDirection(data.direction),
    currentRate: parseDecimal(data.current_rate),
    liquidationPrice: parseDecimal(data.liquidation_price),
    remainingRatio: parseDecimal(data.remaining_ratio),
    warnRatio: parseDecimal(data.warn_ratio),
    positionsAtRisk: readCount(data.positions_at_risk),
    openPositions: readCount(data.open_positions),
    at,
    isCross: data.margin_mode === "cross",
  };
}

function readCount(value: Json | undefined): number | null {
  const number = typeof value === "string" && /^\d{1,9}$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) && number >= 0 ? number : null;
}
