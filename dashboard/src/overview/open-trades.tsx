/**
 * The open trades in short: pair, bot, side, how long held, stake, what it stands at, and how far its stop is. What only a relay
 * knows is the relay's; without one it is how far the price has moved, with that price's age.
 */
import { memo, type ReactNode, useMemo } from "react";
import type { Trade } from "fillcast";
import { Link } from "wouter";
import { useAddress, useIsShown } from "../browser/chosen-bots.ts";
import { useClocked } from "../browser/now.ts";
import { useWide } from "../browser/wide.ts";
import { distanceOf } from "../figures/accounts.ts";
import { EXPLAINED } from "../figures/explained.ts";
import { useBotName } from "../live/bot-names.tsx";
import { useNewestPrice } from "../live/newest-price.ts";
import { usePaced } from "../live/use-paced.ts";
import { usePosition, useWhyUnknown } from "../live/vitals.ts";
import { Instant, Percent, Price, Unknown } from "../parts/figures.tsx";
import { Framed } from "../parts/framed.tsx";
import panel from "../parts/panel.module.css";
import { Steady } from "../parts/steady.tsx";
import { Stake } from "../trades/columns.tsx";
import { useOpenTrades } from "../trades/open-trades.ts";
import { OpenProfit } from "../trades/position.tsx";
import { TradeLink } from "../trades/trade-link.tsx";
import { TradeMarks } from "../trades/trade-words.tsx";
import { plainDecimal, share } from "../words/decimal.ts";
import { duration } from "../words/instant.ts";
import { moveOf } from "./move.ts";
import styles from "./open-trades.module.css";

/** Open trades before "all" is a click away. */
const SHOWN = { wide: 12, narrow: 6 };

export function OpenTrades() {
  const address = useAddress();
  const wide = useWide();
  const list = useOpenTrades(useIsShown());
  const { trades, size } = usePaced(
    useMemo(() => ({ trades: list.first(wide ? SHOWN.wide : SHOWN.narrow), size: list.size }), [list, wide]),
  );
  return (
    <section className={panel.section}>
      <div className={panel.head}>
        <h2>Open trades</h2>
        <span className={panel.count} data-number>
          {size}
        </span>
        <Link className={`${panel.aside} ${panel.more}`} href={address("/trades")}>
          All trades
        </Link>
      </div>
      <Steady>
        {size === 0 ? (
          <p className={panel.muted}>No open trade.</p>
        ) : wide ? (
          <Framed>
            <Rows trades={trades} />
          </Framed>
        ) : (
          <ul className={panel.cards} aria-label="Open trades">
            {trades.map((trade) => (
              <Card key={trade.key} trade={trade} />
            ))}
          </ul>
        )}
      </Steady>
    </section>
  );
}

function Rows({ trades }: { readonly trades: readonly Trade[] }) {
  return (
    <table className={panel.table} aria-label="Open trades">
      <thead>
        <tr>
          <th scope="col">Pair</th>
          <th scope="col">Bot</th>
          <th scope="col" data-minor="3">
            Side
          </th>
          <th scope="col" className={panel.num} data-minor="4">
            Held
          </th>
          <th scope="col" className={panel.num} data-hint={EXPLAINED.stake} data-minor="2">
            Stake
          </th>
          <th scope="col" className={panel.num} data-hint={OPEN_HINT}>
            Open profit
          </th>
          <th scope="col" className={panel.num} data-hint={STOP_HINT} data-minor="5">
            To stop
          </th>
        </tr>
      </thead>
      <tbody>
        {trades.map((trade) => (
          <Row key={trade.key} trade={trade} />
        ))}
      </tbody>
    </table>
  );
}

const OPEN_HINT = `${EXPLAINED.openProfit} Without a relay: how far the last known price is from the entry, with that price's age.`;
const STOP_HINT = "How far the price is from the bot's stop.";

/** An event is about one trade, and leaves the others' rows as they are. */
const Row = memo(function Row({ trade }: { readonly trade: Trade }) {
  return (
    <tr className={panel.row}>
      <td>
        <TradeLink trade={trade} />
        <TradeMarks trade={trade} />
      </td>
      <td>
        <Bot name={trade.bot} />
      </td>
      <td data-minor="3">{trade.direction}</td>
      <td className={panel.num} data-number data-minor="4">
        <Held since={trade.openedAt} />
      </td>
      <td className={panel.num} data-minor="2">
        <Stake trade={trade} />
      </td>
      <td className={panel.num}>
        <Standing trade={trade} />
      </td>
      <td className={panel.num} data-minor="5">
        <ToStop trade={trade} />
      </td>
    </tr>
  );
});

const Card = memo(function Card({ trade }: { readonly trade: Trade }) {
  return (
    <li className={panel.card}>
      <div className={panel.cardTop}>
        <span>
          <TradeLink trade={trade} />
          <TradeMarks trade={trade} />
        </span>
        <Standing trade={trade} />
      </div>
      <p className={panel.cardLine}>
        <Bot name={trade.bot} />
        <span>{trade.direction}</span>
        <Held since={trade.openedAt} />
      </p>
      <dl className={panel.cardFacts}>
        <Fact name="Stake">
          <Stake trade={trade} />
        </Fact>
        <Fact name="To stop">
          <ToStop trade={trade} priced />
        </Fact>
      </dl>
    </li>
  );
});

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd data-number>{children}</dd>
    </div>
  );
}

function Bot({ name }: { readonly name: string }) {
  const shown = useBotName(name);
  return <span {...(shown === name ? {} : { "data-hint": name })}>{shown}</span>;
}

/** Draws again when its words change. */
function Held({ since }: { readonly since: string }) {
  const words = useClocked((_, moment) =>
    duration(Math.max(0, Math.floor((moment - Date.parse(since)) / STEP_MS) * STEP_MS)),
  );
  return <span>{words}</span>;
}

const STEP_MS = 60_000;

/** Its profit as a relay reads it, else how far the price has moved. */
function Standing({ trade }: { readonly trade: Trade }) {
  const position = usePosition(trade);
  const why = useWhyUnknown(trade.bot);
  const { lastPrice, lastPriceAt } = useNewestPrice(trade);
  if (position !== undefined && position.profit !== null) return <OpenProfit trade={trade} />;
  const move = moveOf({ ...trade, lastPrice });
  if (move === null) return <Unknown why={why} />;
  return (
    <span className={styles.standing}>
      <span data-hint="How far the last known price is from the average entry. Not a profit: no fees, no leverage.">
        <Percent value={move} />
      </span>
      <small>
        price <Instant at={lastPriceAt} />
      </small>
    </span>
  );
}

function ToStop({ trade, priced = false }: { readonly trade: Trade; readonly priced?: boolean }) {
  const position = usePosition(trade);
  const why = useWhyUnknown(trade.bot);
  const { lastPrice } = useNewestPrice(trade);
  const stop = position?.stopLoss ?? trade.stopLoss;
  const price = position?.currentRate ?? lastPrice;
  const distance = distanceOf(price, stop);
  if (stop === null || distance === null) return <Unknown why={why} />;
  return (
    <span className={styles.standing}>
      <span data-number data-hint={`The stop is at ${plainDecimal(stop)}.`}>
        {share(distance, 1)}
      </span>
      {priced && (
        <small>
          <Price value={stop} />
        </small>
      )}
    </span>
  );
}
