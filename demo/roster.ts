/**
 * The six bots of the demo: what each trades, how, and how it speaks; two of them through a relay. Names, strategies and stakes
 * are invented; message texts follow Freqtrade's.
 */

export interface BotProfile {
  readonly name: string;
  readonly exchange: string;
  readonly strategy: string;
  readonly timeframe: string;
  readonly stake: number;
  readonly stakeCurrency: "USDT" | "EUR";
  readonly leverage: number;
  readonly short: boolean;
  readonly orderType: "limit" | "market";
  readonly feeRatio: number;
  readonly dryRun: boolean;
  /** Position adjustment is on: increases and partial exits. */
  readonly adjusts: boolean;
  /** Keeps its stop loss at the exchange, so that a stop comes as a fill without an exit order. */
  readonly stopsOnExchange: boolean;
  /** The loss at which it leaves, leverage included: -0.1 is ten percent of the stake. */
  readonly stopRatio: number;
  /** Null for a bot that posts webhooks. Else a relay reads its API, and it posts nothing: what its stops say comes true. */
  readonly relayed: { readonly startingCapital: number } | null;
  readonly sendsHeartbeats: boolean;
  /** Goes silent now and then without a word, as a machine does that lost its power. */
  readonly fallsSilent: boolean;
  readonly maxOpenTrades: number;
  /** About how long it holds a trade in the history, of real time. Beside the other bots' it says whose turn it is to close. */
  readonly holdsHours: number;
  /** Indices into PAIRS. */
  readonly pairs: readonly number[];
  readonly tags: readonly string[];
  readonly winReasons: readonly string[];
  /** What a stop locks its pair for, and why. */
  readonly lock: { readonly minutes: number; readonly reason: string };
}

/** Paid in the exchange's own coin, which makes it cheaper and leaves the amount alone. */
const BINANCE_FEE = 0.000_75;
const PERPETUAL_FEE = 0.000_55;
const WHOLE_USDT_MARKET = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

export const BOTS: readonly BotProfile[] = [
  {
    name: "spot-trend",
    exchange: "binance",
    strategy: "TrendRider",
    timeframe: "1h",
    stake: 250,
    stakeCurrency: "USDT",
    leverage: 1,
    short: false,
    orderType: "limit",
    feeRatio: BINANCE_FEE,
    dryRun: false,
    adjusts: true,
    stopsOnExchange: true,
    stopRatio: -0.08,
    relayed: null,
    sendsHeartbeats: true,
    fallsSilent: false,
    maxOpenTrades: 3,
    holdsHours: 30,
    pairs: [0, 1, 2, 6, 7],
    tags: ["ema_cross", "breakout", "trend_pullback"],
    winReasons: ["roi", "exit_signal", "trailing_stop_loss"],
    lock: { minutes: 2, reason: "Cooldown period for 2 minutes." },
  },
  {
    name: "dca-ladder",
    exchange: "binance",
    strategy: "LadderDCA",
    timeframe: "15m",
    stake: 80,
    stakeCurrency: "USDT",
    leverage: 1,
    short: false,
    orderType: "limit",
    feeRatio: BINANCE_FEE,
    dryRun: false,
    adjusts: true,
    stopsOnExchange: true,
    stopRatio: -0.1,
    relayed: { startingCapital: 1_500 },
    sendsHeartbeats: false,
    fallsSilent: false,
    maxOpenTrades: 4,
    holdsHours: 24,
    pairs: [1, 2, 3, 4, 8, 9],
    tags: ["dip_rsi28", "bb_lower"],
    winReasons: ["roi", "exit_signal"],
    lock: { minutes: 1, reason: "2 stoplosses in 60 min, locking for 1 minute." },
  },
  {
    name: "perp-short-5x",
    exchange: "bybit",
    strategy: "FadeTheRally",
    timeframe: "15m",
    stake: 40,
    stakeCurrency: "USDT",
    leverage: 5,
    short: true,
    orderType: "limit",
    feeRatio: PERPETUAL_FEE,
    dryRun: false,
    adjusts: true,
    stopsOnExchange: true,
    stopRatio: -0.35,
    relayed: { startingCapital: 1_000 },
    sendsHeartbeats: false,
    fallsSilent: false,
    maxOpenTrades: 4,
    holdsHours: 15,
    pairs: [1, 2, 3, 4, 7],
    tags: ["rsi_overbought", "funding_high"],
    winReasons: ["roi", "exit_signal"],
    lock: { minutes: 1, reason: "2 stoplosses in 120 min, locking for 1 minute." },
  },
  {
    name: "scalper",
    exchange: "okx",
    strategy: "MicroScalp",
    timeframe: "1m",
    stake: 60,
    stakeCurrency: "USDT",
    leverage: 1,
    short: false,
    orderType: "market",
    feeRatio: 0.000_6,
    dryRun: false,
    adjusts: false,
    stopsOnExchange: true,
    stopRatio: -0.08,
    relayed: null,
    sendsHeartbeats: false,
    fallsSilent: false,
    maxOpenTrades: 4,
    holdsHours: 6,
    pairs: WHOLE_USDT_MARKET,
    tags: ["vwap_reclaim", "orderflow", "micro_dip"],
    winReasons: ["roi", "scalp_target"],
    lock: { minutes: 1, reason: "Cooldown period for 1 minute." },
  },
  {
    name: "lab-dry",
    exchange: "kraken",
    strategy: "GradientLab",
    timeframe: "5m",
    stake: 300,
    stakeCurrency: "EUR",
    leverage: 1,
    short: false,
    orderType: "limit",
    feeRatio: 0.001,
    dryRun: true,
    adjusts: true,
    stopsOnExchange: true,
    stopRatio: -0.08,
    relayed: null,
    sendsHeartbeats: false,
    fallsSilent: false,
    maxOpenTrades: 2,
    holdsHours: 28,
    pairs: [10, 11],
    tags: ["model_0.71", "model_0.64"],
    winReasons: ["exit_signal", "roi"],
    lock: { minutes: 3, reason: "Cooldown period for 3 minutes." },
  },
  {
    name: "night-owl",
    exchange: "binance",
    strategy: "RangeSleeper",
    timeframe: "30m",
    stake: 100,
    stakeCurrency: "USDT",
    leverage: 1,
    short: false,
    orderType: "limit",
    feeRatio: BINANCE_FEE,
    dryRun: false,
    adjusts: false,
    stopsOnExchange: true,
    stopRatio: -0.08,
    relayed: null,
    sendsHeartbeats: true,
    fallsSilent: true,
    maxOpenTrades: 2,
    holdsHours: 34,
    pairs: [0, 6, 8, 9],
    tags: ["range_low"],
    winReasons: ["roi", "exit_signal"],
    lock: { minutes: 3, reason: "Cooldown period for 3 minutes." },
  },
];
