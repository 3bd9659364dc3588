/**
 * A Freqtrade bot that trades at random, in fractions of a second what takes others days: entries, increases, partial exits,
 * cancels, replaced orders, stops at the exchange, trade ids that are used again. It writes the bodies that Freqtrade would,
 * and keeps books of its own, which the ledger has to agree with.
 */
import { Big } from "big.js";
import { PAIRS, cutAmount, stepPrice } from "../../demo/market.ts";
import {
  entryBody,
  entryCancelBody,
  entryFillBody,
  exitBody,
  exitCancelBody,
  exitFillBody,
  protectionBody,
  strategyBody,
  type Body,
} from "../../demo/messages.ts";
import { floatText, naiveDateText } from "../../demo/python.ts";
import { nextInteger, nextOf, nextUnit, type RandomState } from "../../demo/random.ts";
import type { BotProfile } from "../../demo/roster.ts";
import { applyFill, type OpenOrder, type Trade } from "../../demo/trade.ts";

/** A trade as its bot has it. Decimals are canonical. */
export interface BookedTrade {
  readonly status: "pending" | "open" | "closed" | "cancelled";
  readonly realised: string;
  readonly entries: number;
  readonly exits: number;
}

export interface Trader {
  /** The next body, which is posted before the one after it is asked for. */
  readonly next: () => Body;
  /** By the ledger's key, as all bodies so far have it. */
  readonly books: ReadonlyMap<string, BookedTrade>;
}

const OPEN_MAX = 3;
const LOCK_MS = 3_600_000;

export function createTrader(profile: BotProfile, random: RandomState, startedAtMs: number): Trader {
  const books = new Map<string, BookedTrade>();
  const outbox: { readonly body: Body; readonly booked: () => void }[] = [];
  let open: Trade[] = [];
  let nextId = 1;
  let clockUs = startedAtMs * 1_000;
  let said = 0;

  // An id that is given again is another trade from a millisecond later on: by that its opening is known.
  const tickUs = (): number => (clockUs += nextInteger(random, 1_000, 900_000));
  const keyOf = (trade: Trade): string =>
    `${profile.name}:${trade.id}:${naiveDateText(trade.openedAtUs).replace(" ", "T")}Z`;
  const book = (trade: Trade, status: BookedTrade["status"]): void => {
    const count = (side: "entry" | "exit"): number => trade.fills.filter((fill) => fill.side === side).length;
    const realised = new Big(floatText(trade.realized)).toFixed();
    books.set(keyOf(trade), {
      status,
      realised: realised === "-0" ? "0" : realised,
      entries: count("entry"),
      exits: count("exit"),
    });
  };
  const send = (body: Body, booked: () => void = () => {}): unknown => outbox.push({ body, booked });
  const keep = (trade: Trade): void => void (open = [...open.filter(({ id }) => id !== trade.id), trade]);
  const drop = (trade: Trade): void => void (open = open.filter(({ id }) => id !== trade.id));
  const priceNear = (price: number, pairIndex: number): number =>
    stepPrice(price * (0.97 + nextUnit(random) * 0.06), pairIndex, 1);
  const news = (trade: Trade, order: OpenOrder) => ({ bot: profile, trade, order, marketRate: order.rate });
  const entryOrder = (rate: number, pairIndex: number, sub: boolean): OpenOrder => {
    const amount = cutAmount((profile.stake * profile.leverage) / rate, pairIndex);
    return { side: "entry", type: "limit", amount, rate, sub };
  };

  function enter(): void {
    const pairIndex = nextOf(random, profile.pairs);
    const order = entryOrder(priceNear(PAIRS[pairIndex]!.startPrice, pairIndex), pairIndex, false);
    const trade: Trade = {
      id: nextId++,
      pairIndex,
      short: profile.short,
      leverage: profile.leverage,
      feeRatio: profile.feeRatio,
      openedAtUs: tickUs(),
      tag: nextOf(random, profile.tags),
      fills: [],
      order,
      amount: 0,
      openRate: order.rate,
      stakeAmount: profile.stake,
      realized: 0,
      exitReason: null,
      closeRatio: null,
    };
    send(entryBody(news(trade, order)), () => book(trade, "pending"));
    const fate = nextUnit(random);
    if (fate < 0.15) {
      const reason = "cancelled due to timeout, fully cancelled";
      send(entryCancelBody(news(trade, order), reason), () => book(trade, "cancelled"));
      // The database gives the id of a deleted row away again, if it was the highest.
      nextId = trade.id;
      return;
    }
    if (fate > 0.9) {
      const reason = "cancelled to be replaced by new limit order";
      send(entryCancelBody(news(trade, order), reason), () => book(trade, "cancelled"));
      const moved = entryOrder(priceNear(order.rate, pairIndex), pairIndex, true);
      send(entryBody(news(trade, moved)), () => book(trade, "pending"));
      return fillEntry(trade, moved);
    }
    fillEntry(trade, order);
  }

  function fillEntry(trade: Trade, order: OpenOrder): void {
    const filled = applyFill(trade, { side: "entry", amount: order.amount, rate: order.rate }, false);
    send(entryFillBody(news(filled, order)), () => book(filled, "open"));
    keep(filled);
  }

  function increase(trade: Trade): void {
    const order = entryOrder(priceNear(trade.openRate, trade.pairIndex), trade.pairIndex, true);
    send(entryBody(news(trade, order)));
    fillEntry(trade, order);
  }

  function leave(trade: Trade, share: number): void {
    const rate = priceNear(trade.openRate, trade.pairIndex);
    const sub = share < 1;
    const amount = sub ? cutAmount(trade.amount * share, trade.pairIndex) : trade.amount;
    if (sub && amount >= trade.amount) return leave(trade, 1);
    const order: OpenOrder = { side: "exit", type: "limit", amount, rate, sub };
    const isStop = !sub && nextUnit(random) < 0.25;
    const leaving = { ...trade, exitReason: isStop ? "stoploss_on_exchange" : sub ? "partial_exit" : "roi" };
    if (!isStop) {
      send(exitBody(news(leaving, order), tickUs()));
      if (nextUnit(random) < 0.15) {
        send(exitCancelBody(news({ ...leaving, exitReason: null }, order), "cancelled due to timeout", tickUs()));
        send(exitBody(news(leaving, order), tickUs()));
      }
    }
    const left = applyFill(leaving, { side: "exit", amount, rate }, !sub);
    const type = isStop ? "stoploss" : order.type;
    send(exitFillBody(news(left, order), tickUs(), type), () => book(left, sub ? "open" : "closed"));
    if (sub) return keep({ ...left, exitReason: null });
    drop(left);
    if (isStop) lock(trade.pairIndex);
  }

  function lock(pairIndex: number): void {
    const atUs = tickUs();
    const untilMs = Date.now() + LOCK_MS;
    const id = ++said;
    const pair = PAIRS[pairIndex]!.name;
    send(protectionBody({ id, pair, fromUs: atUs, untilMs, reason: `Cooldown period, ${id}.` }));
  }

  function live(): void {
    const choice = nextUnit(random);
    const trade = open.length === 0 ? null : nextOf(random, open);
    if (choice < 0.05) send(strategyBody(`looked at ${++said} candles, nothing to do`));
    else if (trade === null || (open.length < OPEN_MAX && choice < 0.4)) enter();
    else if (choice < 0.55) increase(trade);
    else if (choice < 0.7) leave(trade, 0.2 + nextUnit(random) * 0.5);
    else leave(trade, 1);
  }

  return {
    books,
    next() {
      while (outbox.length === 0) live();
      const { body, booked } = outbox.shift()!;
      booked();
      return body;
    },
  };
}
