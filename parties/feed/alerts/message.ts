/**
 * What is sent to a destination: plain text that says what happened, made once and kept until it is delivered, so that a retry
 * sends the same. Each channel (`delivery/`) writes it in its own format, and escapes it for that.
 */
import type { AlertKind, TradeMode } from "@fillcast/protocol";

/** One thing that happened, as machines get it. Text from bots is cut, and stands in no markup. */
export interface AlertItem {
  readonly kind: AlertKind;
  readonly bot: string;
  /** What the trade, or the bot, trades with. */
  readonly mode: TradeMode;
  /** Of the event that says it. */
  readonly seq: number;
  /** ms since 1970. */
  readonly at: number;
  /** One line without the bot, e.g. `BTC/USDT closed +12.40 USDT (+1.20%)`; at most 200 characters. */
  readonly text: string;
  /** The trade's key, where it is about one. */
  readonly trade?: string;
  /** What a closed trade has brought, exactly: decimals as text, null where the bot did not say it. */
  readonly profit?: ItemProfit;
}

export interface ItemProfit {
  readonly realised: string | null;
  readonly currency: string | null;
  readonly ratio: string | null;
}

export interface AlertMessage {
  /** The same in all retries: receivers tell repeats by it. */
  readonly id: string;
  readonly feed: string;
  /** When it was made, ms since 1970. */
  readonly at: number;
  /** One line, at most 120 characters, e.g. `7 trades closed, +31.20 USDT`. */
  readonly title: string;
  /** At most 12, of at most 200 characters each. */
  readonly lines: readonly string[];
  /** Of the dashboard, absolute: the trade, the bot, or Overview. */
  readonly url: string;
  /** It cannot wait: a liquidation warning, a silent bot. */
  readonly urgent: boolean;
  /** A newer message of the same topic replaces one that still waits at a push service; null where none may be lost. */
  readonly topic: string | null;
  /** The newest, at most 20; `count` may be more. */
  readonly items: readonly AlertItem[];
  readonly count: number;
}
