/**
 * A link in one line, for badge, embedded line, preview and link previews: the newest 30 days in percent, and never an amount.
 * Of several modes the first counts: live money, then simulated, then unknown.
 */
import type { SharedView, TradeMode } from "@fillcast/protocol";

export interface Headline {
  readonly title: string;
  /** Null where nothing has closed. */
  readonly mode: TradeMode | null;
  /** `+12.34%` */
  readonly profit: string;
  /** -1, 0 or 1. */
  readonly sign: number;
  readonly closed: number;
  /** `62.5%`; null of nothing. */
  readonly won: string | null;
  /** `4.20%` */
  readonly drawdown: string;
}

export function viewToHeadline({ title, books }: SharedView): Headline {
  const [book] = books;
  const { ratio, closed, wins, drawdown } = book?.month ?? { ratio: "0", closed: 0, wins: 0, drawdown: "0" };
  return {
    title: title ?? "Shared trading results",
    mode: book?.mode ?? null,
    profit: toPercent(ratio, true),
    sign: Math.sign(Number(ratio)),
    closed,
    won: closed === 0 ? null : `${((100 * wins) / closed).toFixed(1)}%`,
    drawdown: toPercent(drawdown, false),
  };
}

/** `128 closed trades, 62.5% won, simulated money` */
export function describe({ mode, closed, won }: Headline): string {
  if (mode === null) return "No trade has closed yet";
  return [
    `${closed} closed ${closed === 1 ? "trade" : "trades"}`,
    ...(won === null ? [] : [`${won} won`]),
    ...(mode === "dry" ? ["simulated money"] : []),
  ].join(", ");
}

/** A ratio has four decimals at most, so nothing is rounded here. */
function toPercent(ratio: string, isSigned: boolean): string {
  const [whole = "0", fraction = ""] = ratio.replace("-", "").split(".");
  const digits = `${whole}${fraction.padEnd(4, "0")}`.replace(/^0+(?=\d{3})/, "");
  const parts = [];
  for (let end = digits.length - 2; end > 0; end -= 3) parts.unshift(digits.slice(Math.max(0, end - 3), end));
  const text = `${parts.join(",")}.${digits.slice(-2)}`;
  const sign = !isSigned || Number(ratio) === 0 ? "" : ratio.startsWith("-") ? "−" : "+";
  return `${sign}${text}%`;
}

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
