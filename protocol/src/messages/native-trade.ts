/**
 * The native vocabulary of trades (PROTOCOL.md §4.1) in Freqtrade's words, which trade-message.ts reads: the one place that knows
 * both. Where an event says something in both ways, Freqtrade's word stays. Webhooks never say it in the native way.
 */
import type { Payload, SaidEvent } from "./payload.ts";
import type { TradeMessageKind } from "./trade-message.ts";

/** The event's data under Freqtrade's names. */
export function toFreqtradeNames(kind: TradeMessageKind, { source, data }: SaidEvent): Payload {
  if (source !== "api") return data;
  const { side, price, profit, currency, final } = data;
  const isEntry = kind === "entry" || kind === "entry_fill" || kind === "entry_cancel";
  const isKnown = side === "buy" || side === "sell";
  return {
    ...(isKnown ? { direction: (side === "buy") === isEntry ? "long" : "short" } : {}),
    ...(price == null ? {} : { [isEntry ? "open_rate" : "close_rate"]: price }),
    ...(profit == null ? {} : { profit_amount: profit }),
    ...(currency == null ? {} : { stake_currency: currency }),
    ...(final == null ? {} : { is_final_exit: final }),
    ...data,
  };
}
