/**
 * Orders and what becomes of them: each function plays one step at the course's present, writes its messages and leaves
 * the follow-up that comes of it.
 */
import { climateOf } from "./climate.ts";
import { type Course, type FollowUp, presentMs, presentUs, removeTrade, send, storeTrade } from "./course.ts";
import { cutAmount, priceOf, stepPrice } from "./market.ts";
import {
  entryBody,
  entryCancelBody,
  entryFillBody,
  exitBody,
  exitCancelBody,
  exitFillBody,
  pairName,
  protectionBody,
} from "./messages.ts";
import { nextBetween, nextInteger, nextOf } from "./random.ts";
import { BOTS } from "./roster.ts";
import { applyFill, type Fill, type OpenOrder, type OrderType, type Trade } from "./trade.ts";

/** A market order is placed and filled back to back. */
const MARKET_FILL_MS = 60;
const LIMIT_FILL_MS = [1_200, 4_500] as const;
/** From a stop to what it locks. */
const LOCK_DELAY_MS = 90;
const CANCEL_MS = [2_500, 4_500] as const;
/** A lock ends with the candle in which its time is over. */
const LOCK_ROUND_MS = 60_000;
/** After this many stops the whole bot pauses, not the pair alone. */
const STOPS_PER_GLOBAL_LOCK = 7;
const GLOBAL_LOCK = { minutes: 1, reason: "0.031 passed 0.03 in 60 minutes, locking for 1 minute." };

/** Opens a trade on a pair; its entry order fills, is cancelled, or is replaced first. */
export function openTrade(
  course: Course,
  bot: number,
  pairIndex: number,
  fate: "fills" | "cancelled" | "replaced",
): void {
  const profile = BOTS[bot]!;
  const state = course.bots[bot]!;
  const market = priceOf(course.market, pairIndex);
  const isMarket = profile.orderType === "market" && fate === "fills";
  const distance = fate === "fills" ? nextInteger(course.random, 0, 3) : nextInteger(course.random, 8, 30);
  const rate = isMarket ? market : stepPrice(market, pairIndex, profile.short ? distance : -distance);
  const amount = cutAmount((profile.stake * profile.leverage) / rate, pairIndex);
  const placedMs = Math.round(presentMs(course));
  const order: OpenOrder = { side: "entry", type: isMarket ? "market" : "limit", amount, rate, sub: false, placedMs };
  const trade: Trade = {
    id: state.nextTradeId++,
    pairIndex,
    short: profile.short,
    leverage: profile.leverage,
    feeRatio: profile.feeRatio,
    openedAtUs: presentUs(course) + nextInteger(course.random, 0, 999),
    tag: nextOf(course.random, profile.tags),
    fills: [],
    order,
    amount: 0,
    openRate: rate,
    stakeAmount: profile.stake,
    realized: 0,
    exitReason: null,
    closeRatio: null,
  };
  storeTrade(course, bot, trade);
  send(course, bot, entryBody({ bot: profile, trade, order, marketRate: market }), { books: { kind: "trade", trade } });
  if (isMarket) fillEntry(course, bot, trade, MARKET_FILL_MS);
  else if (fate === "fills") follow(course, { kind: "entry filled", bot, tradeId: trade.id }, LIMIT_FILL_MS);
  else
    follow(
      course,
      { kind: fate === "cancelled" ? "entry cancelled" : "entry replaced", bot, tradeId: trade.id },
      CANCEL_MS,
    );
}

/** Adds to a trade, as much again as a first stake. */
export function increaseTrade(course: Course, bot: number, trade: Trade): void {
  const profile = BOTS[bot]!;
  const market = priceOf(course.market, trade.pairIndex);
  const rate = stepPrice(market, trade.pairIndex, trade.short ? 1 : -1);
  const amount = cutAmount((profile.stake * profile.leverage) / rate, trade.pairIndex);
  const placedMs = Math.round(presentMs(course));
  const order: OpenOrder = { side: "entry", type: "limit", amount, rate, sub: true, placedMs };
  const increased = { ...trade, order };
  storeTrade(course, bot, increased);
  const body = entryBody({ bot: profile, trade, order, marketRate: market });
  send(course, bot, body, { books: { kind: "trade", trade: increased } });
  follow(course, { kind: "entry filled", bot, tradeId: trade.id }, LIMIT_FILL_MS);
}

/** The waiting entry order fills, a limit at its rate, a market order about where it was asked for. */
export function fillEntry(course: Course, bot: number, trade: Trade, delayMs = 0): void {
  const order = orderOf(trade);
  const slip = order.type === "market" ? nextInteger(course.random, 0, 1) * (trade.short ? -1 : 1) : 0;
  const rate = stepPrice(order.rate, trade.pairIndex, slip);
  const filledMs = Math.round(presentMs(course) + delayMs);
  const filled = applyFill(trade, { ...fillOf(order), rate, filledMs }, false);
  storeTrade(course, bot, filled);
  // A limit that filled was touched: the bot has not seen a price on its far side.
  const market = priceOf(course.market, trade.pairIndex);
  const marketRate = trade.short ? Math.max(market, rate) : Math.min(market, rate);
  const news = { bot: BOTS[bot]!, trade: filled, order: { ...order, rate }, marketRate };
  send(course, bot, entryFillBody(news), { delayMs, books: { kind: "trade", trade: filled } });
}

/** The waiting entry order runs out of time; a trade that never filled is deleted, and its id is free again. */
export function cancelEntry(course: Course, bot: number, trade: Trade): void {
  const state = course.bots[bot]!;
  const marketRate = priceOf(course.market, trade.pairIndex);
  const news = { bot: BOTS[bot]!, trade, order: orderOf(trade), marketRate };
  const body = entryCancelBody(news, "cancelled due to timeout, fully cancelled");
  send(course, bot, body, { books: { kind: "deleted", trade } });
  removeTrade(course, bot, trade.id);
  if (trade.id === state.nextTradeId - 1) state.nextTradeId = trade.id;
}

/** The waiting entry order is moved to the market: cancelled and placed again for the same trade. */
export function replaceEntry(course: Course, bot: number, trade: Trade): void {
  const profile = BOTS[bot]!;
  const marketRate = priceOf(course.market, trade.pairIndex);
  const news = { bot: profile, trade, order: orderOf(trade), marketRate };
  const body = entryCancelBody(news, "cancelled to be replaced by new limit order");
  send(course, bot, body, { books: { kind: "trade", trade: { ...trade, order: null } } });
  const amount = cutAmount((profile.stake * profile.leverage) / marketRate, trade.pairIndex);
  const placedMs = Math.round(presentMs(course) + MARKET_FILL_MS);
  const order: OpenOrder = { side: "entry", type: "limit", amount, rate: marketRate, sub: true, placedMs };
  const replaced = { ...trade, order };
  storeTrade(course, bot, replaced);
  send(course, bot, entryBody({ bot: profile, trade, order, marketRate }), {
    delayMs: MARKET_FILL_MS,
    books: { kind: "trade", trade: replaced },
  });
  follow(course, { kind: "entry filled", bot, tradeId: trade.id }, LIMIT_FILL_MS);
}

/** Leaves a trade, or a part of it (`share` below 1). */
export function placeExit(
  course: Course,
  bot: number,
  trade: Trade,
  how: { readonly reason: string; readonly share: number; readonly type: "limit" | "market"; readonly fills: boolean },
): void {
  const profile = BOTS[bot]!;
  const market = priceOf(course.market, trade.pairIndex);
  const distance = how.type === "market" ? 0 : nextInteger(course.random, 0, 2);
  const rate = stepPrice(market, trade.pairIndex, trade.short ? -distance : distance);
  const sub = how.share < 1;
  const amount = sub ? cutAmount(trade.amount * how.share, trade.pairIndex) : trade.amount;
  const placedMs = Math.round(presentMs(course));
  const order: OpenOrder = { side: "exit", type: how.type, amount, rate, sub, placedMs };
  const leaving = { ...trade, order, exitReason: how.reason };
  storeTrade(course, bot, leaving);
  const nowUs = presentUs(course) + nextInteger(course.random, 1, 999);
  const body = exitBody({ bot: profile, trade: leaving, order, marketRate: market }, nowUs);
  send(course, bot, body, { books: { kind: "trade", trade: leaving } });
  if (how.type === "market") fillExit(course, bot, leaving, MARKET_FILL_MS);
  else
    follow(
      course,
      { kind: how.fills ? "exit filled" : "exit cancelled", bot, tradeId: trade.id },
      how.fills ? LIMIT_FILL_MS : CANCEL_MS,
    );
}

/** The waiting exit order fills. */
export function fillExit(course: Course, bot: number, trade: Trade, delayMs = 0): void {
  const order = orderOf(trade);
  settleExit(course, bot, trade, { order, orderType: order.type, delayMs });
}

/** The waiting exit order runs out of time; the bot tries again soon. */
export function cancelExit(course: Course, bot: number, trade: Trade): void {
  const news = {
    bot: BOTS[bot]!,
    trade: { ...trade, exitReason: null },
    order: orderOf(trade),
    marketRate: priceOf(course.market, trade.pairIndex),
  };
  const nowUs = presentUs(course) + nextInteger(course.random, 1, 999);
  const body = exitCancelBody(news, "cancelled due to timeout", nowUs);
  send(course, bot, body, { books: { kind: "trade", trade: { ...news.trade, order: null } } });
  // The order stays in place until then, so that nothing else happens to the trade.
  follow(course, { kind: "exit retried", bot, tradeId: trade.id }, [800, 1_500]);
}

/** The stop at the exchange was hit: a fill without an order of the bot before it, then the pair is locked. */
export function hitStop(course: Course, bot: number, trade: Trade): void {
  const market = priceOf(course.market, trade.pairIndex);
  const { amount, fills } = trade;
  // It stands at the exchange since the last fill.
  const placedMs = fills.at(-1)?.filledMs ?? presentMs(course);
  const order: OpenOrder = { side: "exit", type: "limit", amount, rate: market, sub: false, placedMs };
  settleExit(
    course,
    bot,
    { ...trade, exitReason: "stoploss_on_exchange" },
    { order, orderType: "stoploss", delayMs: 0 },
  );
  lockPair(course, bot, trade.pairIndex);
}

function settleExit(
  course: Course,
  bot: number,
  trade: Trade,
  { order, orderType, delayMs }: { readonly order: OpenOrder; readonly orderType: OrderType; readonly delayMs: number },
): void {
  const closes = !order.sub;
  // An exchange gives the time of a final fill in ms; of a partial one Freqtrade gives its own clock.
  const filledMs = Math.round(presentMs(course) + delayMs);
  const left = applyFill(trade, { ...fillOf(order), type: orderType, filledMs }, closes);
  const filledAtUs = filledMs * 1000;
  const closedAtUs = closes ? filledAtUs : filledAtUs + nextInteger(course.random, 1, 999);
  const news = { bot: BOTS[bot]!, trade: left, order, marketRate: order.rate };
  const books = { kind: closes ? "closed" : "trade", trade: left } as const;
  send(course, bot, exitFillBody(news, closedAtUs, orderType), { delayMs, books });
  if (!closes) return storeTrade(course, bot, left);
  removeTrade(course, bot, trade.id);
  course.winsOwed += climateOf(course).winRate - (left.realized > 0 ? 1 : 0);
}

function lockPair(course: Course, bot: number, pairIndex: number): void {
  const profile = BOTS[bot]!;
  const state = course.bots[bot]!;
  const isGlobal = ++course.stops % STOPS_PER_GLOBAL_LOCK === 0;
  const { minutes, reason } = isGlobal ? GLOBAL_LOCK : profile.lock;
  // Candles are the course's own: a standstill is between two of them.
  const endMs = presentMs(course) - course.offsetMs + minutes * 60_000;
  const untilMs = (Math.floor(endMs / LOCK_ROUND_MS) + 1) * LOCK_ROUND_MS + course.offsetMs;
  const pair = isGlobal ? "*" : pairName(profile, pairIndex);
  const body = protectionBody({
    id: state.nextLockId,
    pair,
    fromUs: presentUs(course) + LOCK_DELAY_MS * 1000,
    untilMs,
    reason,
  });
  send(course, bot, body, { delayMs: LOCK_DELAY_MS });
  // Freqtrade locks the pair for one candle by itself first: two rows a stop.
  state.nextLockId += 2;
  state.locks.push({ pairIndex: isGlobal ? null : pairIndex, untilMs });
}

function follow(course: Course, what: Omit<FollowUp, "dueMs">, [from, to]: readonly [number, number]): void {
  course.followUps.push({ ...what, dueMs: course.nowMs + nextBetween(course.random, from, to) });
}

/** What an order becomes when it fills. */
function fillOf({ side, type, amount, rate, placedMs }: OpenOrder): Fill {
  return { side, type, amount, rate, ...(placedMs === undefined ? {} : { placedMs }) };
}

function orderOf(trade: Trade): OpenOrder {
  if (trade.order === null) throw new Error(`Trade ${trade.id} has no order.`);
  return trade.order;
}
