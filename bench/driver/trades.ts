/**
 * Logs of trades as bots publish them natively: some stay open, the others were opened and closed before. Pure.
 */

export interface TradeLog {
  readonly events: number;
  /** The last trades of the log; the others have ended. */
  readonly openTrades: number;
  readonly bots: number;
  /** The bots' clock at the last event, ms since 1970; each event is a second before the next. */
  readonly endMs: number;
}

/** The JSON of one event; `n` of a trade makes its id, pair and price. */
export function encodeFill(type: "entry_fill" | "exit_fill", n: number, bots: number, ts: number): string {
  const openedAt = new Date(1_795_000_000_000 + n * 1_000).toISOString();
  const price = (100 + (n % 400) / 4).toFixed(2);
  const result = type === "exit_fill" ? `,"profit":"${((n % 90) / 10 - 3).toFixed(2)}","final":true` : "";
  return `{"id":"${type}-${n}","type":"${type}","bot":"bot-${n % bots}","ts":${ts},"pair":"P${n % 50}/USDT","trade":{"id":"${n}","openedAt":"${openedAt}"},"data":{"side":"${type === "exit_fill" ? "sell" : "buy"}","price":"${price}","amount":"0.5","currency":"USDT"${result}}}`;
}

/** All events of such a log, oldest first. Of an odd number of events that close trades, the first is a bot's own. */
export function encodeTradeLog({ events, openTrades, bots, endMs }: TradeLog): string[] {
  const closing = events - openTrades;
  if (closing < 0) throw new Error(`${events} events cannot open ${openTrades} trades`);
  const texts: string[] = [];
  const tsOf = (): number => endMs - (events - texts.length) * 1_000;
  if (closing % 2 === 1) texts.push(`{"id":"start","type":"x-start","bot":"bot-0","ts":${tsOf()},"data":{}}`);
  const closed = Math.floor(closing / 2);
  for (let n = 1; n <= closed; n++) {
    texts.push(encodeFill("entry_fill", n, bots, tsOf()));
    texts.push(encodeFill("exit_fill", n, bots, tsOf()));
  }
  for (let n = closed + 1; n <= closed + openTrades; n++) texts.push(encodeFill("entry_fill", n, bots, tsOf()));
  return texts;
}
