/** A feed with trades in it, and a way to go on trading: what makes a page move. */
import { createFeed, post } from "./api.ts";
import type { SharedServer } from "./shared-server.ts";

export interface TradedFeed {
  readonly feed: string;
  readonly owner: string;
  /** Opens a trade; answers when it is stored. */
  open(): Promise<void>;
  /** Closes the oldest open trade. */
  close(): Promise<void>;
  /** Says something that is about no trade. */
  say(): Promise<void>;
}

const BOTS = 4;
const PAIRS = ["BTC/USDT", "ETH/USDT", "SOL/USDT", "LINK/USDT", "DOGE/USDT"];
const BATCH_EVENTS = 500;
const MONTH_MS = 28 * 24 * 60 * 60 * 1_000;

/** `closed` trades over four weeks and `open` ones of today, of four bots. */
export async function createTradedFeed(
  { origin, adminToken }: SharedServer,
  feed: string,
  counts: { readonly closed: number; readonly open: number },
): Promise<TradedFeed> {
  const owner = await createFeed(origin, adminToken, feed);
  const opened = new Map<number, number>();
  let next = 0;
  let said = 0;
  const tradeOf = (n: number, at: number) => ({
    bot: `bot-${n % BOTS}`,
    pair: PAIRS[n % PAIRS.length]!,
    trade: { id: String(n), openedAt: new Date(at).toISOString() },
  });
  const entry = (n: number, at: number) => ({
    type: "entry_fill",
    ...tradeOf(n, at),
    side: "buy",
    price: String(100 + (n % 9)),
    amount: "0.5",
    ts: at,
  });
  const exit = (n: number, openedAt: number, at: number) => ({
    type: "exit_fill",
    ...tradeOf(n, openedAt),
    side: "sell",
    price: String(101 + (n % 7)),
    amount: "0.5",
    profit: n % 3 === 2 ? "-1.25" : "2.50",
    ts: at,
  });
  const send = async (events: readonly object[]): Promise<void> => {
    for (let first = 0; first < events.length; first += BATCH_EVENTS) {
      const answer = await post(`${origin}/v1/events`, owner, events.slice(first, first + BATCH_EVENTS));
      if (!answer.ok) throw new Error(await answer.text());
      await answer.body?.cancel();
    }
  };
  const now = Date.now();
  const past: object[] = [];
  for (; next < counts.closed; next++) {
    const at = now - MONTH_MS + Math.floor((next * MONTH_MS) / (counts.closed + 1));
    past.push(entry(next, at), exit(next, at, at + 60_000));
  }
  for (; next < counts.closed + counts.open; next++) {
    opened.set(next, now - 3_600_000 + next);
    past.push(entry(next, opened.get(next)!));
  }
  await send(past);
  return {
    feed,
    owner,
    open: async () => {
      const at = Date.now();
      opened.set(next, at);
      await send([entry(next++, at)]);
    },
    close: async () => {
      const [[n, at] = [0, 0]] = opened;
      opened.delete(n);
      await send([exit(n, at, Date.now())]);
    },
    say: () => send([{ type: "x-note", bot: `bot-${said++ % BOTS}`, data: { note: `said ${said}` } }]),
  };
}
