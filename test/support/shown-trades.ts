/** A closed live trade of 1 USDT, of which a test changes what it is about. */
import type { Trade } from "fillcast";

let made = 0;

export function trade(change: Partial<Trade> = {}): Trade {
  made += 1;
  return {
    key: `spot-1:${made}:2024-10-24T09:00:00Z`,
    bot: "spot-1",
    mode: "live",
    id: String(made),
    exchange: "Binance",
    pair: "ETH/USDT",
    direction: "long",
    leverage: "1",
    status: "closed",
    openedAt: "2024-10-24T09:00:00Z",
    closedAt: "2024-10-24T10:00:00Z",
    amount: "0",
    averageEntry: "2500",
    stake: "100",
    stakeCurrency: "USDT",
    realised: "1",
    profitRatio: "0.01",
    entryTag: null,
    exitReason: "roi",
    entries: 1,
    exits: 1,
    lastPrice: "2525",
    lastPriceAt: 0,
    joinedLate: false,
    updatedSeq: made,
    fees: null,
    funding: null,
    stopLoss: null,
    strategy: null,
    ...change,
  };
}
