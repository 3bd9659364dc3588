/**
 * The feed's share links. Owns the table `share`: this list decides what a link shows and whether it still works; the link's own
 * object (parties/share/) asks here each time it reads. What it may read of the state is picked here, before it leaves the room.
 */
import { SHARES_MAX, isRefused, refuse, type Refused, type Share } from "@fillcast/protocol";
import type { Caller, Done, LiveTrade, Shares, SharedCall, SharedRead } from "./rpc.ts";
import { readSettings } from "./settings.ts";
import type { Sql } from "./sql.ts";
import type { FoldState } from "./state/fold/evolve.ts";
import type { ServedState } from "./state/served-state.ts";

/** Oldest first. Those that have ended by their time are not listed. */
export function listShares(sql: Sql, nowMs: number): readonly Share[] {
  const shares = sql.all<{ record: string }>("SELECT record FROM share").map(({ record }) => toShare(record));
  return shares.filter((share) => isInForce(share, nowMs)).sort((a, b) => a.createdAt - b.createdAt);
}

/** Puts a link on the list; the same again is no second one. */
export function addShare(sql: Sql, caller: Caller, wish: Omit<Share, "issuedBy">, nowMs: number): Shares | Refused {
  const listed = listShares(sql, nowMs);
  const issuedBy = caller.kind === "key" ? caller.id : "operator";
  const share: Share = { ...wish, issuedBy };
  if (!listed.some(({ id }) => id === share.id)) {
    if (listed.length >= SHARES_MAX) {
      return refuse("too-many-shares", `A feed can have at most ${SHARES_MAX} share links. Revoke one first.`);
    }
    sql.run("DELETE FROM share WHERE expires_at <= ?", nowMs);
    const { id, expiresAt } = share;
    sql.run("INSERT INTO share (id, expires_at, record) VALUES (?, ?, ?)", id, expiresAt, JSON.stringify(share));
  }
  return { kind: "shares", shares: [share] };
}

/** Takes a link off the list: what asks for it from now on is refused. */
export function removeShare(sql: Sql, id: string): Done | Refused {
  const [row] = sql.all<{ id: string }>("SELECT id FROM share WHERE id = ?", id);
  if (row === undefined) return refuse("share-not-found", "The feed has no share link with this id.");
  sql.run("DELETE FROM share WHERE id = ?", id);
  return { kind: "done" };
}

/** What a link's object may know of the feed now; without the trades if nothing has changed since `known`. */
export function readShared(
  sql: Sql,
  served: ServedState,
  { share: id, known }: SharedCall,
  epoch: string,
  nowMs: number,
): SharedRead | Refused {
  const [row] = sql.all<{ record: string }>("SELECT record FROM share WHERE id = ?", id);
  const share = row === undefined ? null : toShare(row.record);
  if (share === null || !isInForce(share, nowMs)) return refuse("share-ended", "This link has ended.");
  const seq = served.seq();
  if (isRefused(seq)) return seq;
  const names = share.names ? readSettings(sql).bots : "{}";
  const base = { kind: "shared", epoch, seq, at: nowMs, share, names } as const;
  if (known !== null && known.epoch === epoch && known.seq === seq) return { ...base, text: null };
  const text = served.pick((fold) => JSON.stringify(pickTrades(fold, share)));
  return isRefused(text) ? text : { ...base, text };
}

/** The trades of the link's bots that are open or closed, each with the members that a view is made of, and how many the bots have closed. */
function pickTrades({ book, bots }: FoldState, { bots: chosen }: Share): { trades: LiveTrade[]; closed: number } {
  const isChosen = (bot: string): boolean => chosen === null || chosen.includes(bot);
  const trades = Object.values(book.trades)
    .filter(({ trade: { bot, status } }) => isChosen(bot) && (status === "open" || status === "closed"))
    .map(({ trade, filledAt }): LiveTrade => ({
      key: trade.key,
      bot: trade.bot,
      mode: trade.mode,
      pair: trade.pair,
      direction: trade.direction,
      status: trade.status,
      openedAt: trade.openedAt,
      closedAt: trade.closedAt,
      stakeCurrency: trade.stakeCurrency,
      realised: trade.realised,
      profitRatio: trade.profitRatio,
      stake: trade.stake,
      averageEntry: trade.averageEntry,
      lastPrice: trade.lastPrice,
      lastPriceAt: trade.lastPriceAt,
      ...(filledAt === undefined ? {} : { filledAt }),
    }));
  let closed = 0;
  for (const [bot, { served }] of Object.entries(bots)) {
    if (isChosen(bot)) closed += served.closedTrades + (served.unreadable ?? 0);
  }
  return { trades, closed };
}

function isInForce({ expiresAt }: Share, nowMs: number): boolean {
  return expiresAt === null || nowMs < expiresAt;
}

function toShare(record: string): Share {
  return JSON.parse(record) as Share;
}
