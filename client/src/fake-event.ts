/**
 * Events for tests. Members that a test leaves out are made up to fit the open trades; members that it gives stay as they
 * are. A payload is given or made up as a whole.
 */
import { msToInstant, type FeedEvent, type FeedState, type JsonObject, type Trade } from "@fillcast/protocol";
import type { TradeEvent } from "./trade-event.ts";

const PAIRS = ["BTC/USDT", "ETH/USDT", "SOL/USDT"] as const;
const BOT = "bot-1";
/** From the edge to here, as each event says. */
const EDGE_MS = 12;

/** An event to publish: `type` is enough, the rest is made up. */
export type FakeEvent = Partial<Omit<TradeEvent, "type" | "seq" | "at" | "data">> & {
  readonly type: TradeEvent["type"];
  readonly data?: TradeEvent["data"];
};

/** What an event is completed from: the number of events before it, the clock, and the state that they have led to. */
export interface Moment {
  readonly published: number;
  readonly now: number;
  readonly state: FeedState;
}

/** The payload of a fill that says nothing of its own: in for 100, out for 110. */
const PAYLOADS: { readonly [type: string]: ((open: Trade | undefined) => JsonObject) | undefined } = {
  entry: () => ({ amount: "1", open_rate: "100", stake_amount: "100" }),
  entry_fill: () => ({ amount: "1", open_rate: "100", stake_amount: "100" }),
  entry_cancel: () => ({}),
  exit: (open) => ({ amount: open?.amount ?? "1", order_rate: "110" }),
  exit_fill: (open) => ({
    amount: open?.amount ?? "1",
    close_rate: "110",
    profit_amount: "10",
    is_final_exit: true,
  }),
  exit_cancel: () => ({}),
  trade_snapshot: (open) => ({
    is_open: true,
    amount: open?.amount ?? "1",
    open_rate: open?.averageEntry ?? "100",
    realized_profit: open?.realised ?? "0",
    nr_of_successful_entries: String(open?.entries ?? 1),
    nr_of_successful_exits: String(open?.exits ?? 0),
  }),
};

/** The event but for what the room gives it. One about a trade is about the live one of its bot and pair, or about a new one. */
export function completeEvent(given: FakeEvent, { published, now, state }: Moment): Omit<FeedEvent, "seq" | "at"> {
  const { type, data: payload, ...rest } = given;
  const bot = rest.bot ?? BOT;
  const mode = rest.mode ?? modeOf(state, bot);
  const event = {
    id: `fake-${published + 1}`,
    source: "api" as const,
    edge: { at: now - EDGE_MS },
    ...rest,
    type,
    bot,
  };
  const moded = mode === undefined ? event : { ...event, mode };
  const makePayload = Object.hasOwn(PAYLOADS, type) ? PAYLOADS[type] : undefined;
  const data = payload as JsonObject | undefined;
  if (makePayload === undefined) return { ...moded, data: data ?? {} };

  const pair = rest.pair ?? textOf(data?.pair) ?? rest.trade?.pair ?? PAIRS[0];
  const id = rest.trade?.id ?? textOf(data?.trade_id);
  const open = liveTrade(state, bot, pair, id);
  const trade = rest.trade ?? {
    id: id ?? open?.id ?? String(published + 1),
    pair,
    ...(data?.direction === undefined && { direction: open?.direction ?? "long" }),
    ...(data?.open_date === undefined && { openedAt: open?.openedAt ?? msToInstant(now)! }),
  };
  return { ...moded, pair, trade, data: data ?? makePayload(open) };
}

/** By turns a fill that opens a trade and the one that closes it; the seed chooses the pair. */
export function makeUpEvent(seed: number, published: number): FakeEvent {
  const pick = (seed + (published >> 1) * 7) % PAIRS.length;
  return { type: published % 2 === 0 ? "entry_fill" : "exit_fill", pair: PAIRS[pick] ?? PAIRS[0] };
}

/** A bot's key has a mode: it goes on trading with what it has traded with. */
function modeOf({ bots }: FeedState, bot: string): "live" | "dry" | undefined {
  const mode = Object.hasOwn(bots, bot) ? bots[bot]!.mode : "unknown";
  return mode === "unknown" ? undefined : mode;
}

function liveTrade({ trades }: FeedState, bot: string, pair: string, id: string | undefined): Trade | undefined {
  return Object.values(trades).findLast(
    (trade) =>
      trade.bot === bot &&
      (trade.status === "open" || trade.status === "pending") &&
      (id === undefined ? trade.pair === pair : trade.id === id),
  );
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
