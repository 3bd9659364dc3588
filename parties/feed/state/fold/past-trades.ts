/**
 * Past trades: what was counted of trades that are over and no longer kept, so that a late message makes no ghost of one, and
 * what a relay tells of one again counts once. The newest `PAST_TRADES_MAX`.
 */
import { PAST_TRADES_MAX, instantToMs, type Trade, type TradeMode } from "@fillcast/protocol";

/** As short as it can be: there are many. */
type Past = readonly [
  openedAt: string,
  mode: TradeMode,
  currency: string | null,
  realised: string | null,
  isClosed: 0 | 1,
];

/** Plain JSON; changed in place. */
export interface PastTrades {
  /** By `<bot>:<id>:<opening, ms since 1970>`. */
  readonly known: { [identity: string]: Past };
  /** The same names, oldest first. */
  readonly order: string[];
}

export function createPast(): PastTrades {
  return { known: {}, order: [] };
}

export function rememberPast(past: PastTrades, trade: Trade): void {
  const { bot, id, openedAt, mode, stakeCurrency, realised, status } = trade;
  const identity = nameOf(`${bot}:${id}`, openedAt);
  if (!Object.hasOwn(past.known, identity)) past.order.push(identity);
  past.known[identity] = [openedAt, mode, stakeCurrency, realised, status === "closed" ? 1 : 0];
  if (past.order.length > PAST_TRADES_MAX) delete past.known[past.order.shift()!];
}

/** What sums hold of it; null for a trade that is not remembered. */
export function findPast(
  { known }: PastTrades,
  botAndId: string,
  openedAt: string,
): Pick<Trade, "openedAt" | "mode" | "stakeCurrency" | "realised" | "status"> | null {
  const past = known[nameOf(botAndId, openedAt)];
  if (past === undefined) return null;
  const [opened, mode, stakeCurrency, realised, isClosed] = past;
  return { openedAt: opened, mode, stakeCurrency, realised, status: isClosed === 1 ? "closed" : "orphaned" };
}

/** It is kept again. */
export function forgetPast(past: PastTrades, botAndId: string, openedAt: string): void {
  const identity = nameOf(botAndId, openedAt);
  delete past.known[identity];
  const index = past.order.lastIndexOf(identity);
  if (index !== -1) past.order.splice(index, 1);
}

function nameOf(botAndId: string, openedAt: string): string {
  return `${botAndId}:${instantToMs(openedAt)}`;
}
