/**
 * The fills of a trade, one after the other, with what was held after each: from its orders where a relay has sent all of them,
 * else from its messages. Pure; what is not known is null, and so is what would follow from it.
 */
import { Big } from "big.js";
import type { Trade, TradeEvent } from "fillcast";
import { isFilled, readOrderMessage, readTradeSnapshot } from "fillcast/messages";
import { toBig } from "../words/decimal.ts";
import { newestSnapshot } from "./orders.ts";

export type RungKind = "entry" | "addition" | "partial" | "exit";

/** One fill. Figures are decimals. */
export interface Rung {
  readonly kind: RungKind;
  /** ms since 1970. */
  readonly at: number;
  readonly price: string | null;
  readonly amount: string | null;
  /** How far the price is from the average entry before it, in the trade's favour: a ratio. Null for the first. */
  readonly move: string | null;
  /** What is held after it. */
  readonly held: string | null;
  /** The average entry of what is held after it; what it was where nothing is. */
  readonly average: string | null;
  /** Of an exit, as its message says. */
  readonly profit: string | null;
}
/** The stop's price from an instant on. */
export interface StopStep {
  readonly at: number;
  readonly price: string;
}

interface Fill {
  readonly isEntry: boolean;
  readonly at: number;
  readonly price: string | null;
  readonly amount: string | null;
  readonly profit: string | null;
}

export function ladderOf(trade: Trade, events: readonly TradeEvent[]): readonly Rung[] {
  const fills = fillsOf(events);
  let held: Big | null = new Big(0);
  let average: Big | null = null;
  let entries = 0;
  return fills.map((fill, index): Rung => {
    const [price, amount] = [toBig(fill.price), toBig(fill.amount)];
    const before = average;
    if (fill.isEntry) {
      entries += 1;
      average = averageWith(held, average, amount, price);
    }
    held = held === null || amount === null ? null : fill.isEntry ? held.plus(amount) : held.minus(amount);
    const isLast = index === fills.length - 1;
    return {
      kind: fill.isEntry
        ? entries === 1
          ? "entry"
          : "addition"
        : isLast && trade.status === "closed"
          ? "exit"
          : "partial",
      at: fill.at,
      price: fill.price,
      amount: fill.amount,
      move: moveOf(before, price, trade.direction),
      held: held?.toFixed() ?? null,
      average: average?.toFixed() ?? null,
      profit: fill.profit,
    };
  });
}

/** Where the stop stood while the trade was open, as far as snapshots say. One that is known alone stands for all of the time. */
export function stopsOf(trade: Trade, events: readonly TradeEvent[]): readonly StopStep[] {
  const steps: StopStep[] = [];
  const end = trade.closedAt === null ? Number.POSITIVE_INFINITY : Date.parse(trade.closedAt);
  for (const event of events) {
    const price = readTradeSnapshot(event)?.stopLoss ?? null;
    const at = timeOf(event);
    if (price !== null && at <= end && steps.at(-1)?.price !== price) steps.push({ at, price });
  }
  if (steps.length > 1) return steps;
  const only = steps[0]?.price ?? trade.stopLoss;
  return only === null ? [] : [{ at: Date.parse(trade.openedAt), price: only }];
}

/** What the newest snapshot lists, and the messages since; without a list, all messages. In the order in which they were filled. */
function fillsOf(events: readonly TradeEvent[]): readonly Fill[] {
  const told: (Fill & { readonly seq: number })[] = events.flatMap((event) => {
    const message = readOrderMessage(event);
    if (message?.kind !== "entry_fill" && message?.kind !== "exit_fill") return [];
    const { kind, orderRate, amount, profit } = message;
    return [{ seq: event.seq, isEntry: kind === "entry_fill", at: timeOf(event), price: orderRate, amount, profit }];
  });
  const newest = newestSnapshot(events);
  const orders = newest?.snapshot.orders?.filter(isFilled) ?? [];
  if (newest === null || orders.length === 0) return told;
  const left = new Set(told);
  const listed = orders.map(({ isEntry, filled, price, at, filledAt }): Fill => {
    const fill = { isEntry, at: filledAt ?? at ?? 0, price, amount: filled, profit: null };
    const message = [...left].find((one) => isSameFill(one, fill));
    if (message === undefined) return fill;
    left.delete(message);
    return { ...fill, profit: message.profit };
  });
  // Of those before it the list knows better.
  const since = [...left].filter(({ seq }) => seq > newest.seq);
  return [...listed, ...since].sort((a, b) => a.at - b.at);
}

/** True for a message of an order that the books have too; what one of them leaves out cannot tell them apart. */
function isSameFill(message: Fill, order: Fill): boolean {
  const isSame = (a: string | null, b: string | null): boolean => a === null || b === null || a === b;
  return (
    message.isEntry === order.isEntry && isSame(message.amount, order.amount) && isSame(message.price, order.price)
  );
}

/** By the bot's clock where it says, else by the room's. */
function timeOf({ ts, at }: TradeEvent): number {
  return ts ?? at;
}

function averageWith(held: Big | null, average: Big | null, amount: Big | null, price: Big | null): Big | null {
  if (held === null || amount === null || price === null) return null;
  if (held.eq(0) || average === null) return held.eq(0) ? price : null;
  const all = held.plus(amount);
  return all.eq(0) ? null : average.times(held).plus(price.times(amount)).div(all);
}

function moveOf(average: Big | null, price: Big | null, direction: Trade["direction"]): string | null {
  if (average === null || price === null || average.eq(0)) return null;
  const move = price.minus(average).div(average);
  return (direction === "short" ? move.times(-1) : move).toFixed();
}
