/**
 * A feed as heavy as a busy trader's: twenty bots on fifty pairs in two currencies, a year of closed trades, a hundred open ones; and
 * its life: bots that fill, close, warn and talk at a steady rate.
 */
import { createFeed, post } from "./api.ts";

export interface HeavyFeed {
  readonly feed: string;
  readonly owner: string;
  /** Posts events at a steady rate for so many seconds; answers how many were taken. */
  play(seconds: number): Promise<number>;
}

const BOTS = 20;
const PAIRS = 50;
const CLOSED = 6_300;
const OPEN = 110;
const BATCH_EVENTS = 500;
const EVENTS_PER_SECOND = 50;
const YEAR_MS = 365 * 24 * 60 * 60 * 1_000;
const REASONS = ["roi", "stop_loss", "trailing_stop_loss", "exit_signal", "force_exit"];
const TAGS = ["breakout", "dip", "rsi_low", "ema_cross"];

/** `seed` decides prices and outcomes, so that two runs see the same feed. */
export async function createHeavyFeed(
  { origin, adminToken }: { readonly origin: string; readonly adminToken: string },
  feed: string,
  seed: number,
): Promise<HeavyFeed> {
  const owner = await createFeed(origin, adminToken, feed);
  const random = createRandom(seed);
  const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)]!;
  const open: { readonly n: number; readonly at: number }[] = [];
  let next = 0;
  const about = (n: number) => ({
    bot: `trader-${String((n * 7) % BOTS).padStart(2, "0")}`,
    pair: `COIN${n % PAIRS}/${n % PAIRS < 40 ? "USDT" : "BTC"}`,
  });
  const tradeOf = (n: number, at: number) => ({
    ...about(n),
    trade: { id: String(n), openedAt: new Date(at).toISOString() },
  });
  const price = (): string => (20 + random() * 80).toFixed(4);
  const entry = (n: number, at: number) => ({
    type: "entry_fill",
    ...tradeOf(n, at),
    side: "buy",
    price: price(),
    amount: "1.5",
    data: { enter_tag: pick(TAGS), stake_amount: 100 },
    ts: at,
  });
  const exit = (n: number, openedAt: number, at: number) => ({
    type: "exit_fill",
    ...tradeOf(n, openedAt),
    side: "sell",
    price: price(),
    amount: "1.5",
    profit: (random() * 10 - 4).toFixed(4),
    data: { exit_reason: pick(REASONS) },
    ts: at,
  });
  const note = (n: number) => ({ type: "strategy_msg", bot: about(n).bot, message: `Trend of ${about(n).pair} turns` });
  const send = async (events: readonly object[]): Promise<void> => {
    for (let first = 0; first < events.length; first += BATCH_EVENTS) {
      const answer = await post(`${origin}/v1/events`, owner, events.slice(first, first + BATCH_EVENTS));
      if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
      await answer.body?.cancel();
    }
  };
  const past: object[] = [];
  const now = Date.now();
  for (; next < CLOSED; next++) {
    const at = now - YEAR_MS + Math.floor((next * YEAR_MS) / (CLOSED + 1));
    past.push(entry(next, at), exit(next, at, at + 3_600_000));
  }
  for (; next < CLOSED + OPEN; next++) {
    const at = now - 3_600_000 + next;
    open.push({ n: next, at });
    past.push(entry(next, at));
  }
  await send(past);

  const happen = (): object => {
    const what = random();
    const at = Date.now();
    if (what < 0.3) {
      open.push({ n: next, at });
      return entry(next++, at);
    }
    if (what < 0.6 && open.length > 0) {
      const { n, at: openedAt } = open.splice(Math.floor(random() * open.length), 1)[0]!;
      return exit(n, openedAt, at);
    }
    if (what < 0.63)
      return { type: "exception", bot: about(next + Math.floor(random() * BOTS)).bot, message: "Timeout" };
    return note(Math.floor(random() * 1_000));
  };
  return {
    feed,
    owner,
    play: async (seconds) => {
      const startedAt = performance.now();
      const answers: Promise<void>[] = [];
      for (let n = 0; n < seconds * EVENTS_PER_SECOND; n++) {
        const waitMs = startedAt + (n * 1_000) / EVENTS_PER_SECOND - performance.now();
        if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
        answers.push(send([happen()]));
      }
      await Promise.all(answers);
      return answers.length;
    },
  };
}

/** Mulberry32: the same numbers for the same seed, from 0 to below 1. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
