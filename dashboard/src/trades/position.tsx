/** What an open trade is at the moment, as its bot's relay reads it: a dash with a reason where there is no relay. */
import type { OpenPosition, Trade, VitalsByBot } from "fillcast";
import { distanceOf } from "../figures/accounts.ts";
import { positionOf, usePosition, useWhyUnknown } from "../live/vitals.ts";
import { Percent, Price, Profit, Unknown } from "../parts/figures.tsx";
import { share } from "../words/decimal.ts";
import styles from "./columns.module.css";
import type { LiveValue } from "./sort.ts";

/** Of what is still held, at the current price. */
export function OpenProfit({ trade, unit = false }: { readonly trade: Trade; readonly unit?: boolean }) {
  const position = usePosition(trade);
  const why = useWhyUnknown(trade.bot);
  if (position === undefined) return <Unknown why={why} />;
  return (
    <span className={styles.aged}>
      <Profit value={position.profit} currency={trade.stakeCurrency ?? ""} why={why} unit={unit} />
      <small>
        <Percent value={position.profitRatio} />
      </small>
    </span>
  );
}

/** A price that ends the trade, and how far the current one is from it. */
export function Distance({ trade, to }: { readonly trade: Trade; readonly to: "stopLoss" | "liquidationPrice" }) {
  const position = usePosition(trade);
  const why = useWhyUnknown(trade.bot);
  const { price, distance } = distanceTo(trade, position, to);
  return (
    <span className={styles.aged}>
      <Price value={price} why={why} />
      {distance !== null && <small>{share(distance, 1)} away</small>}
    </span>
  );
}

function distanceTo(trade: Trade, position: OpenPosition | undefined, to: "stopLoss" | "liquidationPrice") {
  const price = position?.[to] ?? (to === "stopLoss" ? trade.stopLoss : null) ?? null;
  return { price, distance: distanceOf(position?.currentRate ?? null, price) };
}

/** What open trades are sorted by, as their columns show it. */
export function liveValueOf(vitals: VitalsByBot): LiveValue {
  return (trade, key) => {
    const position = positionOf(vitals, trade);
    return key === "openProfit" ? (position?.profit ?? null) : distanceTo(trade, position, "stopLoss").distance;
  };
}
