/**
 * A digest: the alerts of a destination that no message has taken yet. Bounded whatever happens: all are counted, the newest
 * are kept one by one, and the sums of closed trades by book are exact. Pure; replaced, never changed.
 */
import { MESSAGE_ITEMS_MAX, UNKNOWN_CURRENCY, type AlertKind, type Decimal, type TradeMode } from "@fillcast/protocol";
import { add, ZERO } from "../state/fold/decimal.ts";
import type { Alert, ToldTrade } from "./alert.ts";
import type { AlertItem } from "./message.ts";
import { textOf } from "./text.ts";

/** Books of one digest; trades of further ones are counted alone. */
export const DIGEST_BOOKS_MAX = 8;

/** Closed trades of one mode and currency. */
export interface DigestSum {
  readonly mode: TradeMode;
  readonly currency: string;
  readonly realised: Decimal;
  /** Those whose profit is known. */
  readonly closed: number;
}

/** Plain JSON. */
export interface Digest {
  /** When the first one came, ms since 1970. */
  readonly since: number;
  readonly counts: { readonly [kind in AlertKind]?: number };
  readonly sums: readonly DigestSum[];
  /** The newest, oldest first. */
  readonly items: readonly AlertItem[];
}

/** The digest with one more alert, which counts as `kind`. */
export function addAlert(digest: Digest | null, alert: Alert, kind: AlertKind, nowMs: number): Digest {
  const { since, counts, sums, items } = digest ?? { since: nowMs, counts: {}, sums: [], items: [] };
  return {
    since,
    counts: { ...counts, [kind]: (counts[kind] ?? 0) + 1 },
    sums: alert.kind === "closed" ? addTrade(sums, alert.mode, alert.trade) : sums,
    items: [...items, toItem(alert, kind)].slice(-MESSAGE_ITEMS_MAX),
  };
}

/** How many alerts are in it. */
export function sizeOf(digest: Digest | null): number {
  return digest === null ? 0 : Object.values(digest.counts).reduce((sum, count) => sum + count, 0);
}

function addTrade(
  sums: readonly DigestSum[],
  mode: TradeMode,
  { realised, currency }: ToldTrade,
): readonly DigestSum[] {
  if (realised === null) return sums;
  const name = currency ?? UNKNOWN_CURRENCY;
  const index = sums.findIndex((sum) => sum.mode === mode && sum.currency === name);
  if (index === -1 && sums.length >= DIGEST_BOOKS_MAX) return sums;
  const known = sums[index] ?? { mode, currency: name, realised: ZERO, closed: 0 };
  const next = { ...known, realised: add(known.realised, realised), closed: known.closed + 1 };
  return index === -1 ? [...sums, next] : sums.with(index, next);
}

function toItem(alert: Alert, kind: AlertKind): AlertItem {
  const { bot, mode, seq, at } = alert;
  const item = { kind, bot, mode, seq, at, text: textOf(alert) };
  if (alert.kind === "opened") return { ...item, trade: alert.trade.key };
  if (alert.kind !== "closed") return item;
  const { key, realised, currency, ratio } = alert.trade;
  return { ...item, trade: key, profit: { realised, currency, ratio } };
}
