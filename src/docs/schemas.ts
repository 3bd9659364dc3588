/**
 * What readers get, as JSON Schema: events, trades, the state, pages. Their types are those of protocol; a test decodes what
 * the room sends by them.
 */
import {
  FEED_PATTERN,
  PROBLEMS,
  PROFIT_DIMENSIONS,
  type Balance,
  type Booking,
  type HeardVitals,
  type OpenPosition,
  type BotState,
  type Day,
  type FeedState,
  type LiquidationWarning,
  type Lock,
  type More,
  type Profit,
  type ProfitBin,
  type ProfitBook,
  type ProfitExtreme,
  type ProfitFigures,
  type ProfitGroup,
  type Total,
  type Trade,
} from "@fillcast/protocol";
import {
  flag,
  integer,
  list,
  nullable,
  object,
  objectOf,
  optionalInteger,
  optionalText,
  ref,
  text,
  type JsonSchema,
} from "./operation.ts";

const DECIMAL = "^-?[0-9]+(?:\\.[0-9]+)?$";
/** Without exponent, without trailing zeros. */
const decimal: JsonSchema = { type: "string", pattern: DECIMAL, description: "A decimal number as text." };
const optionalDecimal = nullable(decimal);
const instant: JsonSchema = { type: "string", description: "ISO 8601 in UTC, with the digits that the bot sent." };
const ms: JsonSchema = { type: "integer", description: "ms since 1970" };
const mode: JsonSchema = { type: "string", enum: ["live", "dry", "unknown"] };
const saidMode: JsonSchema = { type: "string", enum: ["live", "dry"] };
const direction: JsonSchema = { type: "string", enum: ["long", "short"] };
export const seq: JsonSchema = { type: "integer", minimum: 0 };
export const epoch: JsonSchema = { type: "string", pattern: "^[0-9a-z]{9}$" };
export const feedId: JsonSchema = { type: "string", pattern: FEED_PATTERN.source };
/** A cursor of the log. */
export const cursor: JsonSchema = { type: "string", pattern: "^[0-9a-z]{9}_[0-9]{16}$" };
export const chain: JsonSchema = { type: "string", pattern: "^[0-9a-f]{64}$" };

const feedEvent: JsonSchema = {
  type: "object",
  description:
    "A delivered event. `at` is the room's clock, `ts` the producer's, `seq` counts from 1 without gaps. Money is a string.",
  properties: {
    id: text,
    seq: { type: "integer", minimum: 1 },
    type: text,
    bot: text,
    source: { type: "string", enum: ["api", "freqtrade", "tradingview", "fillcast"] },
    mode: { type: "string", enum: ["live", "dry"] },
    ts: ms,
    at: ms,
    pair: text,
    trade: {
      type: "object",
      properties: { id: text, pair: text, direction, openedAt: instant },
      required: ["id"],
    },
    edge: {
      type: "object",
      properties: { colo: text, country: text, at: ms, via: { type: "string", enum: ["relay"] }, saidAt: integer },
      required: ["at"],
    },
    data: { type: "object", additionalProperties: true },
  },
  required: ["id", "seq", "type", "bot", "source", "at", "data"],
  examples: [
    {
      id: "order-1",
      seq: 42,
      type: "signal",
      bot: "spot-1",
      source: "api",
      at: 1795500009012,
      pair: "ETH/USDT",
      data: { price: "2531.17" },
    },
  ],
};

const trade: JsonSchema = {
  ...objectOf<Trade>(
    {
      key: text,
      bot: text,
      mode,
      id: text,
      exchange: optionalText,
      pair: text,
      direction,
      leverage: optionalDecimal,
      status: { type: "string", enum: ["pending", "open", "closed", "cancelled", "orphaned"] },
      openedAt: instant,
      closedAt: nullable(instant),
      amount: optionalDecimal,
      averageEntry: optionalDecimal,
      stake: optionalDecimal,
      stakeCurrency: optionalText,
      realised: optionalDecimal,
      profitRatio: optionalDecimal,
      entryTag: optionalText,
      exitReason: optionalText,
      entries: integer,
      exits: integer,
      lastPrice: optionalDecimal,
      lastPriceAt: optionalInteger,
      joinedLate: flag,
      dismissed: { type: "boolean", const: true },
      booked: list(
        objectOf<Booking>({ at: ms, realised: decimal, closed: { type: "boolean", const: true } }, ["closed"]),
      ),
      updatedSeq: seq,
      fees: optionalDecimal,
      funding: optionalDecimal,
      stopLoss: optionalDecimal,
      strategy: optionalText,
      corrections: list(seq),
    },
    ["dismissed", "booked", "corrections"],
  ),
  description: "One position's life from entry to final exit (PROTOCOL.md §12.1).",
};

const sums = { realised: decimal, closed: integer, wins: integer };
const state: JsonSchema = {
  ...objectOf<FeedState>(
    {
      bots: { type: "object", additionalProperties: ref("BotState") },
      trades: { type: "object", additionalProperties: ref("Trade") },
      totals: list(ref("Total")),
      days: list(ref("Day")),
      locks: list(ref("Lock")),
      more: ref("More"),
    },
    ["more"],
  ),
  description: "The room's read model: open trades, bots, profit, locks (PROTOCOL.md §12.1).",
};

const vitals: JsonSchema = {
  ...objectOf<HeardVitals>(
    {
      at: ms,
      state: optionalText,
      runmode: optionalText,
      dryRun: nullable(flag),
      strategy: optionalText,
      timeframe: optionalText,
      version: optionalText,
      botName: optionalText,
      exchange: optionalText,
      tradingMode: optionalText,
      lastProcessAt: optionalInteger,
      openTrades: optionalInteger,
      maxOpenTrades: optionalInteger,
      balance: objectOf<Balance>({
        currency: optionalText,
        total: optionalDecimal,
        free: optionalDecimal,
        startingCapital: optionalDecimal,
        value: optionalDecimal,
      }),
      open: list(
        objectOf<OpenPosition>({
          tradeId: text,
          openedAt: optionalInteger,
          currentRate: optionalDecimal,
          profit: optionalDecimal,
          profitRatio: optionalDecimal,
          stopLoss: optionalDecimal,
          stopDistance: optionalDecimal,
          liquidationPrice: optionalDecimal,
          openOrders: optionalInteger,
        }),
      ),
      openProfit: optionalDecimal,
      problem: { type: ["string", "null"], enum: ["loop stalled", "process down", null] },
      twiceAt: ms,
    },
    ["twiceAt"],
  ),
  description: "What a bot's relay read from its API last (PROTOCOL.md §5.10).",
};

const extreme = nullable(objectOf<ProfitExtreme>({ key: text, realised: decimal }));
const profitFigures: { readonly [Name in keyof ProfitFigures]: JsonSchema } = {
  mode,
  currency: text,
  realised: decimal,
  closed: integer,
  wins: integer,
  losses: integer,
  grossProfit: decimal,
  grossLoss: decimal,
  unreadable: integer,
  fees: optionalDecimal,
  best: extreme,
  worst: extreme,
};

const problem: JsonSchema = {
  type: "object",
  description: "Problem details (RFC 9457). `type` identifies the problem and is the URL of a page about it.",
  properties: {
    type: { type: "string", enum: Object.keys(PROBLEMS).map((slug) => `/problems/${slug}`) },
    title: text,
    status: integer,
    detail: text,
    instance: { type: "string", description: "The request's id, as in X-Request-Id." },
    errors: list(object({ pointer: text, detail: text })),
  },
  required: ["type", "title", "status", "detail", "instance"],
  additionalProperties: true,
};

export const READ_SCHEMAS: { readonly [name: string]: JsonSchema } = {
  FeedEvent: feedEvent,
  Trade: trade,
  State: state,
  BotState: objectOf<BotState>(
    {
      mode,
      modeSaid: { type: "object", properties: { owner: saidMode, bot: saidMode, key: saidMode } },
      modeSpans: list(object({ mode: saidMode, from: optionalInteger, to: optionalInteger })),
      presence: { type: "string", enum: ["up", "silent", "stopped", "quiet", "unknown"] },
      lastEventAt: ms,
      lastSeenAt: optionalInteger,
      silentReason: text,
      openTrades: integer,
      closedTrades: integer,
      wins: integer,
      unreadable: integer,
      liquidationWarnings: list(ref("LiquidationWarning")),
    },
    ["silentReason", "unreadable", "modeSaid", "modeSpans", "liquidationWarnings"],
  ),
  Vitals: vitals,
  LiquidationWarning: objectOf<LiquidationWarning>({
    trade: optionalText,
    pair: text,
    direction: { type: ["string", "null"], enum: ["long", "short", null] },
    currentRate: optionalText,
    liquidationPrice: optionalText,
    remainingRatio: optionalText,
    warnRatio: optionalText,
    positionsAtRisk: optionalInteger,
    openPositions: optionalInteger,
    at: ms,
  }),
  Total: objectOf<Total>(
    {
      mode,
      currency: text,
      ...sums,
      losses: integer,
      grossProfit: decimal,
      grossLoss: decimal,
      unreadable: integer,
    },
    ["unreadable"],
  ),
  Day: objectOf<Day>(
    {
      day: { type: "string", pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" },
      mode,
      currency: text,
      ...sums,
      quarters: {
        ...list({ type: "array", items: { type: ["integer", "string"] }, minItems: 4, maxItems: 4 }),
        description: "[quarter of an hour, realised, closed, wins], in order.",
      },
    },
    ["quarters"],
  ),
  Profit: objectOf<Profit>({
    epoch,
    seq,
    at: ms,
    complete: flag,
    openedFrom: optionalInteger,
    books: list(ref("ProfitBook")),
    groups: { type: "object", additionalProperties: list(ref("ProfitGroup")) },
  }),
  ProfitBook: objectOf<ProfitBook>({
    ...profitFigures,
    medianHoldMs: { type: ["number", "null"] },
    winHoldMs: { type: ["number", "null"] },
    lossHoldMs: { type: ["number", "null"] },
    longestWins: integer,
    longestLosses: integer,
    streak: integer,
    histogram: list(objectOf<ProfitBin>({ from: optionalDecimal, to: optionalDecimal, closed: integer })),
    peak: decimal,
    drawdown: decimal,
    lastClosedAt: optionalInteger,
  }),
  ProfitGroup: {
    ...objectOf<ProfitGroup>(
      {
        ...profitFigures,
        day: optionalText,
        hour: optionalText,
        bot: optionalText,
        pair: optionalText,
        tag: optionalText,
        reason: optionalText,
        direction: optionalText,
        rest: integer,
      },
      [...PROFIT_DIMENSIONS, "rest"],
    ),
    description: "A group, with a member for each of its dimensions.",
  },
  Lock: objectOf<Lock>({ bot: text, pair: text, side: text, until: instant, reason: optionalText }),
  More: objectOf<More>({ bots: integer, trades: integer, currencies: integer, locks: integer }),
  Page: {
    type: "object",
    description: "512 consecutive events, or fewer in a copy of an open page.",
    properties: {
      epoch,
      page: { type: "integer", minimum: 1 },
      first: seq,
      last: seq,
      chain: { ...chain, description: "The digest after the last record." },
      events: list(ref("FeedEvent")),
      head: { ...seq, description: "With `copy` only, as `oldest`, `archived` and `problem`." },
      oldest: seq,
      archived: seq,
      problem: optionalText,
    },
    required: ["epoch", "page", "first", "last", "chain", "events"],
  },
  Problem: problem,
};
