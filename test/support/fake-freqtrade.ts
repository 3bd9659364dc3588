/**
 * An invented Freqtrade, as far as a relay sees one: the login, the GET routes and the message stream, in the shape of 2026.9. It
 * writes down each request, and can be made to fail. It trades only by what is put into it, so that a demo can play with it too.
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";

export type FakeRow = Record<string, unknown>;

export interface FakeAnswer {
  readonly status: number;
  readonly body: string;
}
/** Answers in its place; `hang` never answers, null answers as usual. */
export type Fault = (route: string) => FakeAnswer | "hang" | null;

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
const KNOWN_TYPES =
  "status warning exception startup entry entry_fill entry_cancel exit exit_fill exit_cancel protection_trigger protection_trigger_global liquidation_warning strategy_msg whitelist analyzed_df new_candle";

export async function startFakeFreqtrade(): Promise<FakeFreqtrade> {
  const streams = new Map<WebSocket, ReadonlySet<string>>();
  let generation = 1;
  let server = createServer();
  let port = 0;
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
    types: new Set(KNOWN_TYPES.split(" ")),
    takesStreams: true,
    isTalking: true,
    expireTokens: () => void generation++,
    say: (message) => {
      for (const [stream, types] of streams) if (types.has(String(message.type))) stream.send(JSON.stringify(message));
    },
    streams: () => [...streams.values()].filter((types) => types.size > 0).length,
    cutStreams: () => cut(),
    stop: async () => {
      cut();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
    start: async () => {
      bot.health.bot_startup_ts = nowS();
      await listen();
    },
  };

  function cut(): void {
    for (const stream of streams.keys()) stream.terminate();
    streams.clear();
  }

  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    const url = new URL(request.url ?? "", "http://bot");
    const route = url.pathname.replace("/api/v1/", "");
    bot.requests.push(`${request.method} ${url.pathname}`);
    const answer = (status: number, value: unknown): void => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
    };
    const fault = bot.fault(route);
    if (fault === "hang") return;
    if (fault !== null) return void response.writeHead(fault.status).end(fault.body);
    if (route === "ping") return answer(200, { status: "pong" });
    if (route === "token/login") {
      const basic = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString("base64")}`;
      if (request.headers.authorization !== basic) return answer(401, { detail: "Incorrect username or password" });
      return answer(200, { access_token: `access-${generation}`, refresh_token: "refresh" });
    }
    if (request.headers.authorization !== `Bearer access-${generation}`) return answer(401, { detail: "Unauthorized" });
    const value = readRoute(bot, route, url.searchParams);
    if (value === undefined) answer(404, { detail: route.startsWith("trade/") ? "Trade not found." : "Not Found" });
    else answer(200, value);
  };

  async function listen(): Promise<void> {
    server = createServer(handle);
    const sockets = new WebSocketServer({ noServer: true });
    server.on("upgrade", (request, socket, head) => {
      const url = new URL(request.url ?? "", "http://bot");
      bot.requests.push(`UPGRADE ${url.pathname}`);
      if (!bot.takesStreams) return void socket.destroy();
      sockets.handleUpgrade(request, socket, head, (stream) => {
        if (url.searchParams.get("token") !== `access-${generation}`) return stream.close(1008);
        streams.set(stream, new Set());
        stream.on("close", () => streams.delete(stream));
        stream.on("error", () => undefined);
        stream.on("message", (text: Buffer) => hear(stream, JSON.parse(text.toString("utf8")) as FakeRow));
      });
    });
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    ({ port } = server.address() as AddressInfo);
  }

  function hear(stream: WebSocket, { type, data }: FakeRow): void {
    if (!bot.isTalking) return;
    if (type === "whitelist") stream.send(JSON.stringify({ type: "whitelist", data: ["BTC/USDT"] }));
    const types = Array.isArray(data) ? data.map(String) : [];
    if (type === "subscribe" && types.every((name) => bot.types.has(name))) streams.set(stream, new Set(types));
  }

  await listen();
  return Object.assign(bot, { url: `http://${USER}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}`, port });
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
