/**
 * A real Freqtrade in a dry run on the invented exchange, with the webhook block that the guide and the dashboard give out, and
 * its REST API: what the script asks it to do, and the books that it keeps.
 */
import { createServer, type AddressInfo } from "node:net";
import { once } from "node:events";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { configBlock, hookUrlWithKey, type Since, type Target } from "../../dashboard/src/connect/paste-block.ts";
import type { BookTrade, Books, DailyRow, ProfitBook } from "./books.ts";
import { startPython, until, type PythonProcess } from "./python-process.ts";

export type Market = "spot" | "futures";

export interface BotOptions {
  readonly python: string;
  readonly folder: string;
  readonly market: Market;
  readonly exchange: string;
  /** Where its webhook block points, and for which versions that is; null without a block: a relay reads it. */
  readonly hook: { readonly target: Target; readonly since: Since } | null;
}

export interface Bot {
  readonly market: Market;
  /** Of its API, with user and password. */
  readonly url: string;
  /** `ETH` is `ETH/USDT`, or `ETH/USDT:USDT` of a futures bot. */
  pairOf(coin: string): string;
  get<Answer>(path: string): Promise<Answer>;
  post(path: string, body: object): Promise<void>;
  delete(path: string): Promise<void>;
  trade(id: number): Promise<BookTrade>;
  books(): Promise<Books>;
  log(): string;
  /** kill -9, and a new start on the same database and port; resolves when it trades again. */
  killAndStart(): Promise<void>;
  stop(): Promise<void>;
}

const COINS = ["BTC", "ETH", "SOL", "XRP", "DOGE", "ADA", "LTC", "AVAX"];
const USER = "fillcast";
/** Ten seconds on an idle machine; the first start after an installation compiles all of it. */
const START_WAIT_MS = 180_000;

export async function startBot(options: BotOptions): Promise<Bot> {
  const { python, folder, market } = options;
  const port = await freePort();
  await mkdir(folder, { recursive: true });
  await copyFile(join(import.meta.dirname, "Idle.py"), join(folder, "Idle.py"));
  await writeFile(join(folder, "config.json"), JSON.stringify(configOf(options, port), null, 1));
  const database = `sqlite:///${join(folder, "trades.sqlite")}`;
  const args = ["-m", "freqtrade", "trade", "--config", "config.json", "--userdir", folder, "--db-url", database];
  const launch = (): PythonProcess =>
    startPython(python, [...args, "--strategy", "Idle", "--strategy-path", folder], {
      cwd: folder,
      environment: { IDLE_FUTURES: market === "futures" ? "1" : "0" },
    });
  let child = launch();
  let earlier = "";
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = { authorization: `Basic ${btoa(`${USER}:${USER}`)}`, "content-type": "application/json" };
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/${path}`, { ...init, headers });
    if (!answer.ok) throw new Error(`The ${market} bot refuses ${path}: ${await answer.text()}`);
    return answer;
  };
  const get = async <Answer>(path: string): Promise<Answer> => (await ask(path)).json<Answer>();
  const isRunning = async (): Promise<boolean> => {
    if (child.hasEnded()) throw new Error(`The ${market} bot does not start:\n${child.log().slice(-4_000)}`);
    const shown = await get<{ readonly state: string }>("show_config").catch(() => null);
    return shown?.state === "running";
  };
  const started = (): Promise<unknown> =>
    until(`the ${market} bot runs`, isRunning, START_WAIT_MS).catch(async (error: Error) => {
      await child.stop();
      throw new Error(`${error.message}\n${child.log().slice(-2_000)}`);
    });
  await started();
  return {
    market,
    url: `http://${USER}:${USER}@127.0.0.1:${port}`,
    pairOf: (coin) => (market === "spot" ? `${coin}/USDT` : `${coin}/USDT:USDT`),
    get,
    post: async (path, body) => void (await ask(path, { method: "POST", body: JSON.stringify(body) })),
    delete: async (path) => void (await ask(path, { method: "DELETE" })),
    trade: (id) => get(`trade/${id}`),
    books: async () => {
      const closed = await get<{ readonly trades: readonly BookTrade[] }>("trades?limit=500");
      const open = await get<readonly BookTrade[]>("status");
      const daily = await get<{ readonly data: readonly DailyRow[] }>("daily?timescale=3");
      return { trades: [...closed.trades, ...open], profit: await get<ProfitBook>("profit"), daily: daily.data };
    },
    log: () => earlier + child.log(),
    killAndStart: async () => {
      await child.kill9();
      earlier += child.log();
      child = launch();
      await started();
    },
    stop: () => child.stop(),
  };
}

function configOf({ market, exchange, hook }: BotOptions, port: number): object {
  const futures = market === "futures";
  const ccxt = {
    urls: {
      api: {
        public: `${exchange}/api/v3`,
        private: `${exchange}/api/v3`,
        fapiPublic: `${exchange}/fapi/v1`,
        fapiPublicV2: `${exchange}/fapi/v2`,
        fapiPublicV3: `${exchange}/fapi/v3`,
      },
    },
    options: { fetchMarkets: { types: [futures ? "linear" : "spot"] }, fetchCurrencies: false },
  };
  const pricing = { price_side: "other", use_order_book: true, order_book_top: 1 };
  const block = hook === null ? "" : configBlock(hookUrlWithKey(hook.target), hook.since);
  return {
    bot_name: market,
    dry_run: true,
    dry_run_wallet: 100_000,
    stake_currency: "USDT",
    stake_amount: 100,
    fiat_display_currency: "",
    max_open_trades: 20,
    trading_mode: market,
    ...(futures ? { margin_mode: "isolated" } : {}),
    exchange: {
      name: "binance",
      key: "",
      secret: "",
      enable_ws: false,
      pair_whitelist: COINS.map((coin) => (futures ? `${coin}/USDT:USDT` : `${coin}/USDT`)),
      ccxt_config: ccxt,
      ccxt_async_config: ccxt,
    },
    pairlists: [{ method: "StaticPairList" }],
    entry_pricing: pricing,
    exit_pricing: pricing,
    force_entry_enable: true,
    initial_state: "running",
    internals: { process_throttle_secs: 1 },
    api_server: {
      enabled: true,
      listen_ip_address: "127.0.0.1",
      listen_port: port,
      verbosity: "error",
      username: USER,
      password: USER,
      jwt_secret_key: "a-secret-of-a-test-that-nobody-needs-to-guess",
      ws_token: "a-token-of-a-test",
    },
    ...(JSON.parse(`{${block}}`) as object),
  };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  return port;
}
