/** How a trade is named and marked wherever it is listed. */
import type { Trade } from "fillcast";
import styles from "./trade-words.module.css";

/** The pair with what is not plain about the trade: short, leveraged, dry-run, pending, cancelled, orphaned. */
export function TradeMarks({ trade, showMode = true }: { readonly trade: Trade; readonly showMode?: boolean }) {
  const leverage = trade.leverage === null || trade.leverage === "1" ? null : `${trade.leverage}×`;
  const side = trade.direction === "short" ? "short" : leverage === null ? null : "long";
  return (
    <>
      {side !== null && (
        <span className={styles.mark} data-tone={trade.direction === "short" ? "short" : undefined}>
          {leverage === null ? side : `${side} ${leverage}`}
        </span>
      )}
      {showMode && trade.mode === "dry" && <span className={styles.mark}>dry</span>}
      {(trade.status === "pending" || trade.status === "cancelled" || trade.status === "orphaned") && (
        <span
          className={styles.mark}
          data-hint={trade.dismissed === true ? DISMISSED_HINT : STATUS_HINTS[trade.status]}
        >
          {trade.dismissed === true ? "dismissed" : trade.status}
        </span>
      )}
      {trade.joinedLate && (
        <span
          className={styles.mark}
          data-hint="The first event was an exit: the trade was opened before its bot reported here."
        >
          joined late
        </span>
      )}
    </>
  );
}

const STATUS_HINTS = {
  pending: "The entry order is placed, but nothing has filled yet.",
  cancelled: "The trade ended without a fill.",
  orphaned: "The end was never reported. The bot has since used this trade's id, or a lower one, for a newer trade.",
} as const;
const DISMISSED_HINT = "The end was never reported. The owner dismissed the trade.";

/** The settle currency of a futures pair is said by the stake; it stands back. */
export function Pair({ pair }: { readonly pair: string }) {
  const [name, settle] = pair.split(":");
  return (
    <>
      {name}
      {settle !== undefined && <span className={styles.settle}>:{settle}</span>}
    </>
  );
}

/** Why a trade has no average and no amount. */
export function missingWhy(trade: Trade): string {
  if (trade.status === "pending") return "Nothing has filled yet.";
  if (trade.joinedLate) return "The trade was opened before its bot reported here.";
  return "A fill of this trade is missing.";
}

/** `stop_loss` as words. */
export function reasonWords(reason: string): string {
  return reason.replaceAll("_", " ");
}
