/**
 * The bot of the relay's tests: the demo's API in the shape of Freqtrade's, over rows that a test writes. It writes down each
 * request, and can be made to fail.
 */
import { type ApiAnswer, createBotApi, KNOWN_TYPES } from "../../demo/bot-api.ts";

export type FakeRow = Record<string, unknown>;

/** Answers in its place; `hang` never answers, null answers as usual. */
export type Fault = (route: string) => ApiAnswer | "hang" | null;

export interface FakeFreqtrade {
  /** With user and password. */
  readonly url: string;
  readonly port: number;
  /** `GET /api/v1/status` and its like, upgrades too. */
  readonly requests: string[];
  /** Open and closed ones; a test changes them as a bot would. */
  readonly trades: FakeRow[];
  readonly config: FakeRow;
  readonly health: FakeRow;
  readonly balance: FakeRow;
  readonly profit: FakeRow;
  history: FakeRow | null;
  fault: Fault;
  /** Types that this version knows. */
  readonly types: Set<string>;
  /** False for a bot to whose stream nobody gets through. */
  takesStreams: boolean;
  /** False for a stream that opens and says nothing. */
  isTalking: boolean;
  /** Tokens that were given out so far count no more. */
  expireTokens(): void;
  /** Says a message over every stream that subscribed to its type. */
  say(message: FakeRow): void;
  /** That have subscribed. */
  streams(): number;
  cutStreams(): void;
  /** As a kill does: nothing listens any more. */
  stop(): Promise<void>;
  /** A new start on the same port. */
  start(): Promise<void>;
}

const USER = "trader";
/** As somebody chooses one who has not thought of URLs. */
const PASSWORD = "p@ss:w/rd";

export async function startFakeFreqtrade(): Promise<FakeFreqtrade> {
  const api = createBotApi({
    user: USER,
    password: PASSWORD,
    read: (route, query) => readRoute(bot, route, query),
    knows: (type) => bot.types.has(type),
    isTalking: () => bot.isTalking,
    hear: (method, route) => {
      bot.requests.push(`${method} /api/v1/${route}`);
      if (method === "UPGRADE") return bot.takesStreams ? null : "hang";
      return bot.fault(route);
    },
  });
  const bot: Omit<FakeFreqtrade, "url" | "port"> = {
    requests: [],
    trades: [],
    config: {
      version: "2026.9",
      api_version: 2.5,
      dry_run: true,
      trading_mode: "spot",
      stake_currency: "USDT",
      max_open_trades: 5,
      timeframe: "5m",
      timeframe_ms: 300_000,
      exchange: "binance",
      strategy: "Steered",
      bot_name: "fake",
      state: "running",
      runmode: "dry_run",
    },
    health: { last_process_ts: nowS(), bot_start_ts: nowS(), bot_startup_ts: nowS() },
    balance: {
      currencies: [{ currency: "USDT", free: 9_900.5, balance: 10_000, used: 99.5, stake: "USDT" }],
      total: 10_000.25,
      total_bot: 10_000.25,
      stake: "USDT",
      starting_capital: 10_000,
    },
    profit: { profit_closed_coin: 1.5, profit_all_coin: 0.25 },
    history: null,
    fault: () => null,
    types: new Set(KNOWN_TYPES),
    takesStreams: true,
    isTalking: true,
    expireTokens: () => api.expireTokens(),
    say: (message) => api.say(message),
    streams: () => api.streams(),
    cutStreams: () => api.cutStreams(),
    stop: () => api.close(),
    start: async () => {
      bot.health.bot_startup_ts = nowS();
      await api.listen();
    },
  };
  const port = await api.listen();
  return Object.assign(bot, { url: `http://${USER}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}`, port });
}

/** What somebody asked of the bot that is more than reading: all but GET routes, the login and the stream. */
export function ordersOf({ requests }: FakeFreqtrade): string[] {
  return requests.filter((request) => !/^(GET |UPGRADE |POST \/api\/v1\/token\/login$)/.test(request));
}

function readRoute(bot: Omit<FakeFreqtrade, "url" | "port">, route: string, query: URLSearchParams): unknown {
  const open = bot.trades.filter((trade) => trade.is_open === true);
  const closed = bot.trades.filter((trade) => trade.is_open !== true);
  switch (route) {
    case "show_config":
      return bot.config;
    case "health":
      return { ...bot.health, last_process_ts: bot.health.last_process_ts ?? null };
    case "balance":
      return bot.balance;
    case "profit":
      return bot.profit;
    case "count":
      return { current: open.length, max: bot.config.max_open_trades, total_stake: 0 };
    case "status":
      return open;
    case "historic_balance":
      return bot.history ?? undefined;
    case "trades": {
      const offset = Number(query.get("offset") ?? 0);
      const sorted = closed.toSorted((a, b) => Number(a.trade_id) - Number(b.trade_id));
      const trades = sorted.slice(offset, offset + Number(query.get("limit") ?? 500));
      return { trades, trades_count: trades.length, offset, total_trades: closed.length };
    }
    default:
      return bot.trades.find((trade) => route === `trade/${String(trade.trade_id)}`);
  }
}

/** A trade as the API has it, filled and open; `more` replaces members. */
export function fakeTrade(id: number, more: FakeRow = {}): FakeRow {
  const openedMs = 1_795_000_000_123 + id * 60_000;
  return {
    trade_id: id,
    pair: "ETH/USDT",
    base_currency: "ETH",
    quote_currency: "USDT",
    is_open: true,
    is_short: false,
    exchange: "binance",
    amount: 0.0395,
    stake_amount: 99.98,
    strategy: "Steered",
    enter_tag: "ema_cross",
    fee_open: 0.001,
    open_date: new Date(openedMs).toISOString(),
    open_timestamp: openedMs,
    open_rate: 2531.17,
    close_timestamp: null,
    close_profit_abs: null,
    realized_profit: 0,
    exit_reason: null,
    stop_loss_abs: 2400.5,
    stoploss_current_dist_ratio: -0.051,
    current_rate: 2533.1,
    profit_abs: 0.07,
    profit_ratio: 0.0007,
    nr_of_successful_entries: 1,
    nr_of_successful_exits: 0,
    has_open_orders: false,
    orders: [
      {
        order_id: `entry-${id}`,
        status: "closed",
        amount: 0.0395,
        filled: 0.0395,
        safe_price: 2531.17,
        ft_order_side: "buy",
        order_type: "limit",
        is_open: false,
        order_filled_timestamp: openedMs,
      },
    ],
    leverage: 1,
    liquidation_price: null,
    funding_fees: 0,
    ...more,
  };
}

/** The same, closed with a profit. */
export function closeTrade(trade: FakeRow, closedMs: number, profit = 1.25): FakeRow {
  const closed = { is_open: false, close_timestamp: closedMs, close_rate: 2570.1, close_profit_abs: profit };
  return Object.assign(trade, { ...closed, close_profit: 0.0125, realized_profit: profit, exit_reason: "roi" });
}

function nowS(): number {
  return Math.floor(Date.now() / 1_000);
}
