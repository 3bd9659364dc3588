/**
 * What is worth an alert: an event by its type, or what an event did to a trade. Pure, and the same for all destinations:
 * rules.ts decides who gets it. A closed trade is recognised by the fold's step, so that a later correction makes no second
 * alert; while there is no state, by its bot's message alone.
 */
import {
  ALERT_LATE_MS,
  instantToMs,
  readLiquidationMessage,
  readLockMessage,
  readText,
  readTradeMessage,
  readTradeSnapshot,
  saysClosed,
  type AlertKind,
  type Decimal,
  type FeedEvent,
  type Trade,
  type TradeMode,
} from "@fillcast/protocol";
import type { TradeChange } from "../state/fold/trade-book.ts";

/** A trade as far as alerts speak of it. */
export interface ToldTrade {
  readonly key: string;
  readonly pair: string;
  readonly direction: "long" | "short";
  readonly stake: Decimal | null;
  readonly currency: string | null;
  /** The next three are of a closed trade; null where they cannot be read. */
  readonly realised: Decimal | null;
  readonly ratio: Decimal | null;
  readonly exitReason: string | null;
}

/** Of an event about a bot: its words, or why. */
type WordKind = Exclude<AlertKind, "closed" | "loss" | "opened" | "liquidation" | "protection">;

export type Alert = {
  readonly bot: string;
  /** What the trade, or the bot, trades with. */
  readonly mode: TradeMode;
  readonly seq: number;
  /** When it happened, ms since 1970. */
  readonly at: number;
  /** It happened too long ago to be sent; it is only counted. */
  readonly isLate: boolean;
} & (
  | { readonly kind: "closed" | "opened"; readonly trade: ToldTrade }
  | { readonly kind: "liquidation"; readonly pair: string | null; readonly remainingRatio: Decimal | null }
  | { readonly kind: "protection"; readonly pair: string | null; readonly until: string | null }
  | { readonly kind: WordKind; readonly text: string | null }
);

/** What the room knows beside an event. */
export interface AlertContext {
  /** What the event did to trades; null while there is no state. */
  readonly changes: readonly TradeChange[] | null;
  readonly modeOf: (bot: string) => TradeMode | null;
  /** When it happened by its sender, ms since 1970: an import's `at` is never before the feed's newest event. */
  readonly saidAt: number;
  readonly nowMs: number;
}

/** What a relay says of a bot whose loop stands still. */
const STALLED = "loop stalled";

export function alertsOf(event: FeedEvent, { changes, modeOf, ...clock }: AlertContext): Alert[] {
  const trades = changes === null ? tradesOfMessage(event) : changes.flatMap((change) => tradeOfChange(event, change));
  const told = trades.map(({ kind, trade, mode, endedAt }) => {
    return { kind, trade, mode, ...placeOf(event, endedAt, clock) } as const;
  });
  const word = wordOf(event);
  if (word === null) return told;
  const mode = modeOf(event.bot) ?? event.mode ?? "unknown";
  return [...told, { ...word, mode, ...placeOf(event, null, clock) }];
}

/** `endedAt` is what the trade says of itself, ms since 1970: books that are read later tell of old trades. */
function placeOf(
  { bot, seq, ts, at }: FeedEvent,
  endedAt: number | null,
  { saidAt, nowMs }: Pick<AlertContext, "saidAt" | "nowMs">,
) {
  const happenedAt = Math.min(at, saidAt, ts ?? at, endedAt ?? at);
  return { bot, seq, at: happenedAt, isLate: nowMs - happenedAt > ALERT_LATE_MS };
}

interface TradeStep {
  readonly kind: "closed" | "opened";
  readonly trade: ToldTrade;
  readonly mode: TradeMode;
  readonly endedAt: number | null;
}

function tradeOfChange(event: FeedEvent, { before, after }: TradeChange): TradeStep[] {
  if (after === null) return [];
  if (after.status === "closed" && before?.status !== "closed") {
    return [{ kind: "closed", trade: toTold(after), mode: after.mode, endedAt: msOf(after.closedAt) }];
  }
  // A trade that is revived, or joined by its exit, was opened long ago.
  const isFirst = before === null || before.status === "pending";
  const isEntry = event.type === "entry_fill" || readTradeSnapshot(event)?.learned === null;
  if (after.status !== "open" || !isFirst || !isEntry) return [];
  // Its opening is when its order was placed, perhaps hours before the fill.
  return [{ kind: "opened", trade: toTold(after), mode: after.mode, endedAt: null }];
}

function toTold(trade: Trade): ToldTrade {
  const { key, pair, direction, stake, stakeCurrency, realised, profitRatio, exitReason } = trade;
  return { key, pair, direction, stake, currency: stakeCurrency, realised, ratio: profitRatio, exitReason };
}

/** What a message alone says of a close. */
function tradesOfMessage(event: FeedEvent): TradeStep[] {
  const message = readTradeMessage(event);
  if (message === null || saysClosed(message) !== true) return [];
  const { id, pair, direction, stake, stakeCurrency, cumulativeProfit, profit, finalProfitRatio } = message;
  const trade: ToldTrade = {
    key: `${event.bot}:${id}:${message.openedAt ?? ""}`,
    pair: pair ?? "unknown",
    direction: direction ?? "long",
    stake,
    currency: stakeCurrency,
    realised: cumulativeProfit ?? profit,
    ratio: finalProfitRatio,
    exitReason: message.exitReason,
  };
  return [{ kind: "closed", trade, mode: event.mode ?? "unknown", endedAt: msOf(message.closedAt) }];
}

type Word = Extract<Alert, { readonly kind: WordKind | "liquidation" | "protection" }>;
type WithoutPlace<Each> = Each extends unknown ? Omit<Each, "bot" | "mode" | "seq" | "at" | "isLate"> : never;

/** What an event says beside trades; null for nothing. */
function wordOf(event: FeedEvent): WithoutPlace<Word> | null {
  const { type, source, data } = event;
  switch (type) {
    case "exception":
    case "warning":
      return { kind: type, text: readText(data.status) ?? readText(data.message) ?? readText(data.text) };
    case "liquidation_warning": {
      const { pair, remainingRatio } = readLiquidationMessage(event)!;
      return { kind: "liquidation", pair, remainingRatio };
    }
    case "protection_trigger":
    case "protection_trigger_global": {
      const { pair, until, isActive } = readLockMessage(event)!;
      return isActive ? { kind: "protection", pair, until } : null;
    }
    case "bot_silent": {
      if (source !== "fillcast") return null;
      const reason = readText(data.reason);
      return { kind: reason === STALLED ? "stalled" : "silent", text: reason };
    }
    case "bot_back":
      return source === "fillcast" ? { kind: "back", text: null } : null;
    default:
      return null;
  }
}

function msOf(instant: string | null): number | null {
  return instant === null ? null : instantToMs(instant);
}
