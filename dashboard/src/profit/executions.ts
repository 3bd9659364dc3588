/**
 * Executions for the tax office: each fill of an order, out of the feed's history. Where a relay has told of a trade's orders, these
 * are its fills, with their fees; else the messages of the bot. A message about an exit that had closed its trade corrects that
 * exit. Figures are exact; what nobody said is null.
 */
import { Big } from "big.js";
import type { BotState, TradeEvent, TradeMode } from "fillcast";
import {
  isFilled,
  type OrderMessage,
  readOrderMessage,
  readTradeSnapshot,
  saysClosed,
  type SnapshotOrder,
  type TradeSnapshot,
} from "fillcast/messages";
import { isInRange, type RangeBounds } from "../figures/days.ts";
import { toBig } from "../words/decimal.ts";

/** The events that say something of fills. */
export const EXECUTION_TYPES = ["entry_fill", "exit_fill", "trade_snapshot"] as const;

export interface Execution {
  /** ms since 1970. */
  readonly at: number;
  readonly bot: string;
  readonly mode: TradeMode;
  readonly exchange: string | null;
  readonly pair: string | null;
  readonly direction: "long" | "short" | null;
  readonly kind: "entry" | "exit";
  readonly side: "buy" | "sell" | null;
  readonly amount: string | null;
  readonly price: string | null;
  /** Amount times price, in the currency. */
  readonly value: string | null;
  /** In the currency. */
  readonly fee: string | null;
  /** What an exit brought, after fees. */
  readonly realised: string | null;
  readonly currency: string | null;
  /** The entry's tag, or why it was sold. */
  readonly reason: string | null;
  /** The bot's own id of the trade. */
  readonly trade: string;
  /** ms since 1970. */
  readonly openedAt: number | null;
}

/** How a bot's mode is known: `mode` and the spans that its owner has corrected. */
export type ModeOf = Pick<BotState, "mode" | "modeSpans">;

interface Fill extends Pick<Execution, "at" | "kind" | "amount" | "price" | "fee" | "realised" | "reason"> {
  /** It has closed the trade. */
  readonly isLast: boolean;
}

interface Story {
  readonly bot: string;
  readonly id: string;
  readonly openedAt: number | null;
  mode: TradeMode | null;
  message: OrderMessage | null;
  snapshot: TradeSnapshot | null;
  readonly fills: Fill[];
}

export class ExecutionFold {
  readonly #stories = new Map<string, Story>();
  /** By bot and id: bots use their ids again. */
  readonly #newest = new Map<string, Story>();

  /** In order of seq. */
  add(event: TradeEvent): void {
    const snapshot = readTradeSnapshot(event);
    if (snapshot !== null) {
      if (snapshot.isMissing) return;
      const story = this.#storyOf(event, snapshot.id, snapshot.openedAt);
      // Orders that are left out of a later one are still those that were.
      if (snapshot.orders !== null || story.snapshot === null) story.snapshot = snapshot;
      return;
    }
    const message = readOrderMessage(event);
    if (message === null || (message.kind !== "entry_fill" && message.kind !== "exit_fill")) return;
    const id = event.trade?.id ?? "";
    const story = this.#storyOf(event, id === "" ? `event ${event.seq}` : id, message.openedAt);
    story.message = message;
    const fill = fillOf(event, message, story.openedAt);
    const before = story.fills.at(-1);
    if (before?.isLast === true && fill.kind === "exit") story.fills.pop();
    story.fills.push(fill);
  }

  /** Oldest first. `modeOf` says what is known of a bot now. */
  rows(bounds: RangeBounds, modeOf: (bot: string) => ModeOf | undefined): readonly Execution[] {
    return [...this.#stories.values()]
      .flatMap((story) => rowsOf(story, modeOf(story.bot)))
      .filter(({ at }) => isInRange(bounds, at))
      .sort((a, b) => a.at - b.at || compare(a.bot, b.bot) || compare(a.trade, b.trade));
  }

  #storyOf(event: TradeEvent, id: string, opened: string | null): Story {
    const owner = `${event.bot} ${id}`;
    const openedAt = opened === null ? null : Date.parse(opened);
    const known = openedAt === null ? this.#newest.get(owner) : this.#stories.get(`${owner} ${openedAt}`);
    const story = known ?? { bot: event.bot, id, openedAt, mode: null, message: null, snapshot: null, fills: [] };
    if (known === undefined) this.#stories.set(`${owner} ${openedAt ?? ""}`, story);
    this.#newest.set(owner, story);
    story.mode = event.mode ?? story.mode;
    return story;
  }
}

function fillOf(event: TradeEvent, message: OrderMessage, openedAt: number | null): Fill {
  const isExit = message.kind === "exit_fill";
  const { fee } = event.data as { readonly fee?: unknown };
  return {
    at: instantOf(event, isExit ? message.closedAt : null, openedAt),
    kind: isExit ? "exit" : "entry",
    amount: message.amount,
    price: message.orderRate,
    fee: typeof fee === "string" || typeof fee === "number" ? (toBig(String(fee))?.toFixed() ?? null) : null,
    realised: isExit ? message.profit : null,
    reason: isExit ? message.exitReason : message.entryTag,
    isLast: isExit && saysClosed(message) === true,
  };
}

/** As profit is booked: by the bot's clock where that can be, else by the room's. */
function instantOf({ ts, at }: TradeEvent, closedAt: string | null, openedAt: number | null): number {
  const said = [closedAt === null ? undefined : Date.parse(closedAt), ts];
  return said.find((each) => each !== undefined && each >= (openedAt ?? 0) && each <= at) ?? at;
}

function rowsOf(story: Story, bot: ModeOf | undefined): readonly Execution[] {
  const { message, snapshot, openedAt } = story;
  const fills = snapshot?.orders == null ? withFees(story) : fillsOfOrders(snapshot, snapshot.orders, story.fills);
  const direction = snapshot?.direction ?? message?.direction ?? null;
  const common = {
    bot: story.bot,
    mode: modeAt(story, bot),
    exchange: message?.exchange ?? snapshot?.exchange ?? null,
    pair: message?.pair ?? snapshot?.pair ?? null,
    direction,
    currency: message?.stakeCurrency ?? snapshot?.stakeCurrency ?? null,
    trade: story.id,
    openedAt,
  };
  return fills.map(({ isLast: _isLast, ...fill }) =>
    Object.assign({ side: sideOf(fill.kind, direction), value: product(fill.amount, fill.price) }, common, fill),
  );
}

/** The fills of messages; a relay may have told what part the exchange takes. */
function withFees({ fills, snapshot }: Story): readonly Fill[] {
  if (snapshot === null) return fills;
  return fills.map((fill) => {
    const rate = fill.kind === "entry" ? snapshot.entryFee : snapshot.exitFee;
    return Object.assign({}, fill, { fee: fill.fee ?? product(fill.amount, fill.price, rate) });
  });
}

/** The fills of orders. Which exit brought what is known where messages tell of as many, or there is one alone. */
function fillsOfOrders(
  snapshot: TradeSnapshot,
  orders: readonly SnapshotOrder[],
  messages: readonly Fill[],
): readonly Fill[] {
  const filled = orders.filter(isFilled);
  const exits = filled.filter(({ isEntry }) => !isEntry);
  const said = messages.filter(({ kind }) => kind === "exit");
  const realisedOf = (order: SnapshotOrder): string | null => {
    if (said.length === exits.length) return said[exits.indexOf(order)]!.realised;
    return exits.length === 1 && !snapshot.isOpen ? snapshot.realised : null;
  };
  return filled.map((order) => {
    const { isEntry, price, filled: amount, tag, filledAt, at } = order;
    return {
      at: filledAt ?? at ?? Date.parse(snapshot.closedAt ?? snapshot.openedAt ?? ""),
      kind: isEntry ? "entry" : "exit",
      amount,
      price,
      fee: product(amount, price, isEntry ? snapshot.entryFee : snapshot.exitFee),
      realised: isEntry ? null : realisedOf(order),
      reason: isEntry ? (tag ?? snapshot.entryTag) : (snapshot.exitReason ?? tag),
      isLast: false,
    };
  });
}

/** What the owner has said of that time, else what the key said, else what is known of the bot. */
function modeAt({ openedAt, mode }: Story, bot: ModeOf | undefined): TradeMode {
  const span = bot?.modeSpans?.find(({ from, to }) => openedAt !== null && isInRange({ from, to }, openedAt));
  return span?.mode ?? mode ?? bot?.mode ?? "unknown";
}

function sideOf(kind: Execution["kind"], direction: Execution["direction"]): Execution["side"] {
  if (direction === null) return null;
  return (kind === "entry") === (direction === "long") ? "buy" : "sell";
}

function product(...factors: readonly (string | null)[]): string | null {
  let result = new Big(1);
  for (const factor of factors) {
    const number = toBig(factor);
    if (number === null) return null;
    result = result.times(number);
  }
  return result.toFixed();
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
