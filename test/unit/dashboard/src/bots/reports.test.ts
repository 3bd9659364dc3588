/** What bots reported of themselves: exceptions within a time, and the strategy of their newest start. */
import { expect, it } from "vitest";
import type { TradeEvent } from "fillcast";
import { errorsSince, strategiesOf } from "../../../../../dashboard/src/bots/reports.ts";

let seq = 0;
const event = (type: string, bot: string, at: number, data: object = {}): TradeEvent =>
  ({ id: `e${++seq}`, seq, at, type, bot, data }) as unknown as TradeEvent;

it("counts each bot's exceptions from an instant on", () => {
  const events = [
    event("exception", "a", 99),
    event("exception", "a", 100),
    event("exception", "a", 150),
    event("exception", "constructor", 150),
    event("startup", "b", 150),
  ];
  expect([...errorsSince(events, 100)]).toEqual([
    ["a", 2],
    ["constructor", 1],
  ]);
});

it("takes the strategy from the newest start that names one, of a relay or of Freqtrade's message", () => {
  const message = "*Exchange:* `binance`\n*Timeframe:* `1h`\n*Strategy:* `TrendRider`";
  const old = event("startup", "a", 1, { status: message.replace("TrendRider", "Older") });
  const named = event("startup", "a", 2, { status: message });
  const searching = event("startup", "a", 3, { status: "Searching for USDT pairs" });
  const relayed = event("startup", "b", 4, { strategy: "LadderDCA", dry_run: true });
  const events = [searching, named, relayed, old, event("startup", "c", 5, { status: 7 })];
  expect([...strategiesOf(events)]).toEqual([
    ["a", "TrendRider"],
    ["b", "LadderDCA"],
  ]);
});
