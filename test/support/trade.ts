/**
 * Trades as the fold has them, for the ledger.
 */
import type { Trade } from "@fillcast/protocol";

/** A closed trade of `bot-1`, opened at second `n` of 2026. */
export function createTrade(n: number, changes: Partial<Trade> = {}): Trade {
  const bot = changes.bot ?? "bot-1";
  const id = changes.id ?? String(n);
  const openedAt = changes.openedAt ?? new Date(Date.UTC(2026, 0, 1) + n * 1_000).toISOString();
  return {
    key: `${bot}:${id}:${openedAt}`,
    bot,
    mode: "live",
    id,
    exchange: "binance",
    pair: "BTC/USDT",
    direction: "long",
    leverage: "1",
    status: "closed",
    openedAt,
    closedAt: "2026-02-01T00:00:00Z",
    amount: "0",
    averageEntry: "100",
    stake: "100",
    stakeCurrency: "USDT",
    realised: `${n}.25`,
    profitRatio: "0.01",
    entryTag: null,
    exitReason: "roi",
    entries: 1,
    exits: 1,
    lastPrice: "101",
    lastPriceAt: 1_795_000_000_000,
    joinedLate: false,
    updatedSeq: n,
    fees: null,
    funding: null,
    stopLoss: null,
    strategy: null,
    ...changes,
  };
}
