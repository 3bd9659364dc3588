/** A position near liquidation, in a sentence: what is left, at which price, since when, and the way to its trade. */
import type { FeedState, LiquidationWarning } from "fillcast";
import { Link } from "wouter";
import { BotName } from "../live/bot-names.tsx";
import { tradePath } from "../live/trade-key.ts";
import { useShownState } from "../live/use-shown-state.ts";
import { useNow } from "../browser/now.ts";
import { useAddress } from "../browser/chosen-bots.ts";
import { price, share } from "../words/decimal.ts";
import { agoPhrase } from "../words/instant.ts";
import { useZone } from "../browser/preferences.ts";

const NO_TRADES: FeedState["trades"] = {};

export interface BotWarning {
  readonly bot: string;
  readonly warning: LiquidationWarning;
}

/** The warnings of the bots that hold, the closest to liquidation first. */
export function warningsOf(bots: readonly (readonly [string, FeedState["bots"][string]])[]): readonly BotWarning[] {
  const closeness = ({ warning }: BotWarning): number => Number(warning.remainingRatio ?? 0);
  return bots
    .flatMap(([bot, { liquidationWarnings = [] }]) => liquidationWarnings.map((warning) => ({ bot, warning })))
    .sort((a, b) => closeness(a) - closeness(b));
}

/** Another one for each warning. */
export function nameOfWarning({ bot, warning: { trade, pair, at } }: BotWarning): string {
  return JSON.stringify([bot, trade, pair, at]);
}

export function LiquidationLine({ bot, warning }: BotWarning) {
  const trades = useShownState((state) => state.trades) ?? NO_TRADES;
  const now = useNow();
  const zone = useZone();
  const address = useAddress();
  const { pair, direction, remainingRatio, currentRate, liquidationPrice, positionsAtRisk, openPositions } = warning;
  const trade = Object.values(trades).find(
    (other) => other.bot === bot && other.id === warning.trade && other.pair === pair && other.status === "open",
  );
  const name = `${direction === null ? "" : `${direction} `}${pair.split(":")[0] ?? pair}`;
  const parts = [
    remainingRatio === null ? null : `${share(remainingRatio, 1)} left`,
    currentRate === null ? null : `price ${price(currentRate)}`,
    liquidationPrice === null ? null : `liquidation at ${price(liquidationPrice)}`,
    (positionsAtRisk ?? 1) === 1 ? null : `${positionsAtRisk} of ${openPositions ?? "all"} positions at risk`,
  ].filter((part) => part !== null);
  return (
    <>
      <strong>
        <BotName bot={bot} />
      </strong>{" "}
      is near liquidation: {trade === undefined ? name : <Link href={address(tradePath(trade.key))}>{name}</Link>}
      {parts.length > 0 && `, ${parts.join(", ")}`}. Warned {agoPhrase(warning.at, now, zone)}; the bot does not say if
      the price moves away.
    </>
  );
}
