/** What a trade has cost beside its price. */
import type { Trade } from "fillcast";
import { useWhyUnknown } from "../live/vitals.ts";
import { Unknown } from "../parts/figures.tsx";
import { amountOf } from "../words/decimal.ts";

/** Fees or funding in the stake currency; null where no relay has told. A state of an earlier server lacks it. */
export function Cost(props: { readonly trade: Trade; readonly of: "fees" | "funding" }) {
  const { trade, of } = props;
  const why = useWhyUnknown(trade.bot);
  const value = trade[of] ?? null;
  if (value === null) return <Unknown why={why} />;
  const currency = trade.stakeCurrency ?? "";
  return (
    <span data-exact={value} data-hint={`${value} ${currency}`}>
      {amountOf(value, currency)} {currency}
    </span>
  );
}
