/**
 * What the bots are made to do: a script of trades through the bot's own REST API and the exchange's prices. Each step waits until
 * the bot has done it, by its own books, and its message has arrived: the bot's API and its loop post from two threads, so
 * that a fill which is asked for may arrive after what the loop says later.
 */
import type { Bot } from "./bot.ts";
import type { BookTrade } from "./books.ts";
import type { Exchange } from "./exchange.ts";
import { until } from "./python-process.ts";

/** Where trades are made, and how many fills of a trade have arrived. */
export interface Floor {
  readonly bot: Bot;
  readonly exchange: Exchange;
  readonly heardFills: (pair: string, id: number) => number;
  /** Comes before a price moves, when nothing is asked of the bot. */
  readonly interlude?: () => Promise<void>;
}

/** A trader's hand on one pair. Prices are parts of the opening price: 1.03 is 3 % above. */
interface Desk {
  price(part: number): Promise<void>;
  /** Opens a trade, or adds to the open one. */
  enter(options?: {
    readonly side?: "long" | "short";
    readonly leverage?: number;
    readonly stake?: number;
  }): Promise<void>;
  /** Sells all, or a part of what is held. */
  exit(part?: number): Promise<void>;
  /** The trade that was opened last. */
  trade(): Promise<BookTrade>;
  closed(): Promise<void>;
}

const OPENING: { readonly [coin: string]: number } = {
  BTC: 100_000,
  ETH: 4_000,
  SOL: 200,
  XRP: 2.5,
  DOGE: 0.4,
  ADA: 1.1,
  LTC: 110,
  AVAX: 45,
};

function sitDown({ bot, exchange, heardFills, interlude }: Floor, coin: string): Desk {
  const pair = bot.pairOf(coin);
  let id: number | null = null;
  const trade = async (): Promise<BookTrade> => {
    if (id !== null) return bot.trade(id);
    const open = (await bot.get<readonly BookTrade[]>("status")).find((other) => other.pair === pair);
    if (open === undefined) throw new Error(`${pair} is not open`);
    id = open.trade_id;
    return open;
  };
  const fills = (of: BookTrade): number => of.orders.filter((order) => order.status === "closed").length;
  const filled = async (count: number): Promise<void> => {
    await until(`order ${count} of ${pair} fills`, async () => {
      const now = await trade().catch(() => null);
      if (now === null || fills(now) < count || (now.is_open && now.has_open_orders)) return false;
      return heardFills(pair, now.trade_id) >= count;
    });
  };
  return {
    trade,
    price: async (part) => {
      await interlude?.();
      await exchange.setPrice(`${coin}USDT`, OPENING[coin]! * part);
    },
    enter: async ({ side = "long", leverage, stake = 200 } = {}) => {
      const before = id === null ? 0 : fills(await trade());
      const more = leverage === undefined ? {} : { leverage };
      await bot.post("forceenter", {
        pair,
        side,
        ordertype: "market",
        stakeamount: stake,
        entry_tag: `tag ${coin}`,
        ...more,
      });
      await filled(before + 1);
    },
    exit: async (part) => {
      const held = await trade();
      const amount = part === undefined ? {} : { amount: held.amount * part };
      await bot.post("forceexit", { tradeid: String(held.trade_id), ordertype: "market", ...amount });
      await filled(fills(held) + 1);
    },
    closed: async () => {
      await until(`${pair} is closed`, async () => !(await trade()).is_open);
    },
  };
}

/** A win, a loss, additions, parts sold, a cancelled entry, a stop loss, and one left open; all at the same time. */
export async function tradeSpot(floor: Floor): Promise<void> {
  const desk = (coin: string): Desk => sitDown(floor, coin);
  await inTurn([
    async () => {
      const win = desk("BTC");
      await win.enter();
      await win.price(1.03);
      await win.exit();
    },
    async () => {
      const loss = desk("ETH");
      await loss.enter();
      await loss.price(0.96);
      await loss.exit();
    },
    async () => {
      const averaged = desk("DOGE");
      await averaged.enter({ stake: 100 });
      await averaged.price(0.95);
      await averaged.enter({ stake: 150 });
      await averaged.price(0.93);
      await averaged.enter({ stake: 77 });
      await averaged.price(1.01);
      await averaged.exit();
    },
    async () => {
      const parts = desk("SOL");
      await parts.enter();
      await parts.price(1.04);
      await parts.exit(0.5);
      await parts.price(0.98);
      await parts.enter({ stake: 60 });
      await parts.exit(0.25);
      await parts.price(1.02);
      await parts.exit();
    },
    async () => {
      const left = desk("XRP");
      await left.enter();
      await left.price(1.05);
      await left.exit(0.4);
    },
    () => cancelEntry(floor.bot, "ADA"),
    async () => {
      const stopped = desk("AVAX");
      await stopped.enter();
      await stopped.price(0.85);
      await stopped.closed();
    },
  ]);
}

/** Leverage, shorts that win and lose, additions, parts, and a position that comes near liquidation, gets away, and is liquidated. */
export async function tradeFutures(floor: Floor): Promise<void> {
  const desk = (coin: string): Desk => sitDown(floor, coin);
  await inTurn([
    async () => {
      const win = desk("BTC");
      await win.enter({ leverage: 5 });
      await win.price(1.02);
      await win.exit();
    },
    async () => {
      const short = desk("ETH");
      await short.enter({ side: "short", leverage: 3 });
      await short.price(0.97);
      await short.exit();
    },
    async () => {
      const averaged = desk("SOL");
      await averaged.enter({ side: "short", leverage: 4, stake: 100 });
      await averaged.price(1.03);
      await averaged.enter({ side: "short", stake: 130 });
      await averaged.exit(0.3);
      await averaged.price(1.05);
      await averaged.exit();
    },
    async () => {
      const left = desk("XRP");
      await left.enter({ leverage: 2 });
      await left.exit(0.5);
    },
    () => cancelEntry(floor.bot, "ADA"),
  ]);
}

/** A position at 10×, and how much of its margin is left. */
export interface Endangered {
  readonly pair: string;
  readonly id: number;
  /** Moves the price to where this part of the margin is left. */
  readonly leave: (part: number) => Promise<void>;
  /** Adds to the position, which also moves its liquidation price. */
  readonly add: () => Promise<void>;
  readonly closed: () => Promise<void>;
}

export async function endanger(floor: Floor): Promise<Endangered> {
  const leverage = 10;
  const desk = sitDown(floor, "LTC");
  await desk.enter({ leverage });
  const { trade_id: id, pair } = await desk.trade();
  return {
    id,
    pair,
    leave: async (part) => {
      const { open_rate: rate, liquidation_price: limit } = await desk.trade();
      if (limit === null) throw new Error("The bot knows no liquidation price.");
      await floor.exchange.setPrice("LTCUSDT", limit + (part * rate) / leverage);
    },
    add: () => desk.enter({ stake: 50 }),
    closed: () => desk.closed(),
  };
}

/** An entry far below the market, which never fills. The bot deletes its trade, and gives its id to the next one. */
async function cancelEntry(bot: Bot, coin: string): Promise<void> {
  const pair = bot.pairOf(coin);
  const price = OPENING[coin]! * 0.8;
  await bot.post("forceenter", { pair, side: "long", ordertype: "limit", price, stakeamount: 100 });
  const find = async (): Promise<BookTrade | null> =>
    (await bot.get<readonly BookTrade[]>("status")).find((trade) => trade.pair === pair) ?? null;
  const { trade_id: id } = await until(`${pair} waits`, find);
  // It answers with the trade, which is then deleted.
  await bot.delete(`trades/${id}/open-order`).catch((error: Error) => {
    if (!error.message.includes("no active trade")) throw error;
  });
  await until(`${pair} is cancelled`, async () => (await find()) === null);
}

/** One pair after the other: the bot's REST API takes one order at a time. */
async function inTurn(steps: readonly (() => Promise<void>)[]): Promise<void> {
  for (const step of steps) await step();
}
