/**
 * Endings: trades that end without their bot's word, and what brings them back. What was never filled is cancelled, what was
 * is orphaned.
 */
import { compareInstants, type FeedEvent, type Trade } from "@fillcast/protocol";
import { isLive, type FoldTrade } from "./trade.ts";

/**
 * `reused`: the bot has used its id for another trade, which proves it. `database`: the bot has begun to count its trades
 * from the start. `dismissed`: an owner has said so. `missing`: it is in the bot's database no more, as its relay says. A
 * message of the bot about it brings the last three back.
 */
export type Ending = "reused" | "database" | "dismissed" | "missing";

/** An owner's word about a trade, which the room has taken down; no producer can send one. */
export function isDismissal({ source, type }: FeedEvent): boolean {
  return source === "fillcast" && (type === "trade_dismissed" || type === "trade_restored");
}

/** The trade after it has ended, by the event `seq`; one that is not live stays as it is. */
export function endTrade(before: FoldTrade, ending: Ending, seq: number): FoldTrade {
  const { trade } = before;
  if (!isLive(trade)) return before;
  const status = trade.status === "open" ? "orphaned" : "cancelled";
  const dismissed = ending === "dismissed" ? { dismissed: true as const } : {};
  return { ...before, ending, trade: { ...trade, status, updatedSeq: seq, ...dismissed } };
}

/** The trade as if it had not ended; one that is proved to be gone, or has ended otherwise, stays as it is. */
export function reviveTrade(before: FoldTrade, seq: number): FoldTrade {
  if (before.ending === null || before.ending === "reused") return before;
  const { dismissed: _, ...trade } = before.trade;
  const status = trade.status === "orphaned" ? "open" : "pending";
  return { ...before, ending: null, trade: { ...trade, status, updatedSeq: seq } };
}

/** Bots count their trades; longer numbers are order ids, of which nothing follows. */
const COUNTED_ID = /^[1-9]\d{0,8}$/;

export interface Ended {
  readonly key: string;
  readonly ending: Ending;
}

/** A bot's trades of which something may follow. */
export interface Known {
  readonly live: readonly Trade[];
  /** The newest that have closed. */
  readonly closed: readonly Trade[];
}

/** Which of its bot's live trades a new trade shows to be over. `counts`: the bot gives out ids in ascending order. */
export function endedBy(newer: Trade, { live, closed }: Known, counts: boolean): readonly Ended[] {
  const isEarlier = ({ openedAt }: Trade): boolean => compareInstants(openedAt, newer.openedAt) < 0;
  const reused = live.filter((trade) => trade.id === newer.id && isEarlier(trade));
  const left = counts && COUNTED_ID.test(newer.id) ? ofOldDatabase(newer, { live, closed }, isEarlier) : [];
  return [
    ...reused.map(({ key }): Ended => ({ key, ending: "reused" })),
    ...left.filter((trade) => !reused.includes(trade)).map(({ key }): Ended => ({ key, ending: "database" })),
  ];
}

/** A database gives a new row a higher id than any that it has, so that those with a higher one are gone from it. */
function ofOldDatabase(newer: Trade, { live, closed }: Known, isEarlier: (trade: Trade) => boolean): readonly Trade[] {
  const id = Number(newer.id);
  const isGone = (trade: Trade): boolean => Number(trade.id) > id && COUNTED_ID.test(trade.id) && isEarlier(trade);
  const gone = live.filter(isGone);
  // An entry that never filled may have been deleted. One that did fill was in another database, with all that opened before it.
  // Real and simulated trades have a database each: what closed in one says nothing of the other.
  const [last] = [
    ...gone.filter(({ status }) => status === "open"),
    ...closed.filter((trade) => trade.mode === newer.mode && isGone(trade)),
  ]
    .map(({ openedAt }) => openedAt)
    .sort((a, b) => compareInstants(b, a));
  if (last === undefined) return gone;
  return live.filter((trade) => gone.includes(trade) || compareInstants(trade.openedAt, last) <= 0);
}
