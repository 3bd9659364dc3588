/** One trade: what it is and earned, every event of its life, and the raw JSON of all of it. */
import type { ReactNode } from "react";
import { ArrowLeft } from "lucide-react";
import type { Trade } from "fillcast";
import { useShownState } from "../live/shown-state.ts";
import { Link, useLocation, useSearch } from "wouter";
import { bookOf, MODE_WORDS } from "../figures/book.ts";
import { holdMs } from "../figures/closed.ts";
import { EXPLAINED } from "../figures/explained.ts";
import { withNewestPrices } from "../figures/prices.ts";
import { useTrades } from "../live/trades.ts";
import controls from "../parts/controls.module.css";
import { Instant, Percent, Price, Profit, Unknown } from "../parts/figures.tsx";
import { Hint } from "../parts/hint.tsx";
import { NeverShown } from "../parts/never-shown.tsx";
import panel from "../parts/panel.module.css";
import { RawJson } from "../parts/raw-json.tsx";
import { useAddress } from "../shell/chosen-bots.ts";
import { EventIcon } from "../tape/event-icon.tsx";
import { useZone } from "../settings/preferences.ts";
import { Body } from "../views/body.tsx";
import { Empty, Waiting } from "../views/empty.tsx";
import { ViewHead } from "../views/view-head.tsx";
import { COMPUTED_PRICE_DIGITS } from "../words/decimal.ts";
import { describeEvent } from "../words/event.ts";
import { exactInstant, duration, timeOfDay, dayHead, dayOf } from "../words/instant.ts";
import { LastPrice, Stake } from "./columns.tsx";
import { useTimeline } from "./timeline.ts";
import styles from "./trade-view.module.css";
import { missingWhy, Pair, reasonWords, TradeMarks } from "./trade-words.tsx";

export default function TradeView({ tradeKey }: { readonly tradeKey: string }) {
  const { trades, coverage } = useTrades();
  const live = useShownState((state) => state.trades);
  const address = useAddress();
  const found = live?.[tradeKey] ?? trades.find((trade) => trade.key === tradeKey);
  // Of an ended trade the last price is the one that ended it.
  const isGoingOn = found?.status === "open" || found?.status === "pending";
  const trade = isGoingOn ? withNewestPrices([found], trades)[0] : found;
  const reading = live === null || coverage.kind === "reading" || coverage.kind === "unread";
  return (
    <>
      <ViewHead
        title={
          <span className={styles.title}>
            <Link className={controls.icon} href={address("/trades")} aria-label="All trades">
              <ArrowLeft size={16} aria-hidden="true" />
            </Link>
            {trade === undefined ? "Trade" : <Pair pair={trade.pair} />}
            {trade !== undefined && <TradeMarks trade={trade} showMode={false} />}
          </span>
        }
      >
        {trade !== undefined && <span className={styles.bot}>{trade.bot}</span>}
      </ViewHead>
      <Body>
        {trade !== undefined ? (
          <Found trade={trade} />
        ) : reading ? (
          <Waiting />
        ) : (
          <Empty title="This trade is not in the ledger">
            <p>It may have been a replaced order that never filled, or belong to another feed.</p>
          </Empty>
        )}
      </Body>
    </>
  );
}

function Found({ trade }: { readonly trade: Trade }) {
  return (
    <>
      <Result trade={trade} />
      <div className={styles.columns}>
        <TimelinePanel trade={trade} />
        <section className={panel.section}>
          <div className={panel.head}>
            <h2>Figures</h2>
            <span className={panel.aside}>
              <NeverShown />
            </span>
          </div>
          <Figures trade={trade} />
          <details className={styles.raw}>
            <summary>Raw JSON of the trade</summary>
            <RawJson value={trade} />
          </details>
        </section>
      </div>
    </>
  );
}

function Result({ trade }: { readonly trade: Trade }) {
  const currency = trade.stakeCurrency ?? "";
  const closed = trade.status === "closed";
  const label = closed ? "Profit" : trade.exits > 0 ? "Realised so far" : "Realised";
  return (
    <div className={styles.result}>
      <p>
        <span className={styles.label}>{label}</span>
        <span className={styles.profit}>
          <Profit value={trade.realised} currency={currency} unit />
          {closed && <Percent value={trade.profitRatio} />}
        </span>
      </p>
      <p>
        <span className={styles.label}>Status</span>
        <span className={styles.status}>
          {STATUS_WORDS[trade.status]}
          {trade.exitReason !== null && <small> {reasonWords(trade.exitReason)}</small>}
        </span>
      </p>
    </div>
  );
}

const STATUS_WORDS: { readonly [status in Trade["status"]]: string } = {
  pending: "Pending, nothing filled",
  open: "Open",
  closed: "Closed",
  cancelled: "Ended without a fill",
  orphaned: "Open, its end was never reported",
};

function Figures({ trade }: { readonly trade: Trade }) {
  const held = holdMs(trade);
  const book = bookOf(trade);
  return (
    <dl className={`${panel.panel} ${styles.figures}`}>
      <Row name="Direction">
        {trade.direction}
        {trade.leverage !== null && trade.leverage !== "1" && `, ${trade.leverage}×`}
      </Row>
      <Row name="Amount left" hint={EXPLAINED.amountLeft}>
        <Price value={trade.amount} why={missingWhy(trade)} />
      </Row>
      <Row name="Average entry" hint={EXPLAINED.averageEntry}>
        <Price value={trade.averageEntry} why={missingWhy(trade)} digits={COMPUTED_PRICE_DIGITS} />
      </Row>
      {trade.status === "closed" ? (
        <Row name="Exit price" hint={EXPLAINED.exitPrice}>
          <Price value={trade.lastPrice} />
        </Row>
      ) : (
        <Row name="Last price" hint={EXPLAINED.lastPrice}>
          <LastPrice trade={trade} />
        </Row>
      )}
      <Row name="Stake" hint={EXPLAINED.stake}>
        <Stake trade={trade} />
      </Row>
      <Row name="Fills">
        {trade.entries} in, {trade.exits} out
      </Row>
      <Row name="Opened">
        <Instant at={Date.parse(trade.openedAt)} />
      </Row>
      {trade.closedAt !== null && (
        <Row name="Closed">
          <Instant at={Date.parse(trade.closedAt)} />
        </Row>
      )}
      {held !== null && (
        <Row name="Held" hint={EXPLAINED.held}>
          {duration(held)}
        </Row>
      )}
      <Row name="Entry tag">{trade.entryTag ?? <Unknown />}</Row>
      <Row name="Exchange">{trade.exchange ?? <Unknown />}</Row>
      <Row name="Mode">{book === null ? <Unknown /> : MODE_WORDS[trade.mode]}</Row>
      <Row name="Bot's trade id">{trade.id}</Row>
    </dl>
  );
}

function Row({
  name,
  hint,
  children,
}: {
  readonly name: string;
  readonly hint?: string;
  readonly children: ReactNode;
}) {
  return (
    <div>
      <dt>{hint === undefined ? name : <Hint text={hint}>{name}</Hint>}</dt>
      <dd data-number>{children}</dd>
    </div>
  );
}

function TimelinePanel({ trade }: { readonly trade: Trade }) {
  const timeline = useTimeline(trade);
  const zone = useZone();
  const [path] = useLocation();
  const search = useSearch();
  return (
    <section className={panel.section}>
      <div className={panel.head}>
        <h2>Timeline</h2>
        <span className={panel.count} data-number>
          {timeline.events.length}
        </span>
      </div>
      <ol className={`${panel.panel} ${styles.timeline}`}>
        {timeline.events.map((event, index) => {
          const words = describeEvent(event, event.at, zone);
          const before = timeline.events[index - 1];
          const parameters = new URLSearchParams(search);
          parameters.set("event", String(event.seq));
          return (
            <li key={event.seq}>
              {(before === undefined || dayOf(before.at, zone) !== dayOf(event.at, zone)) && (
                <p className={styles.day}>{dayHead(event.at, zone)}</p>
              )}
              <div className={styles.step}>
                <EventIcon words={words} />
                <div className={styles.what}>
                  <Link className={styles.stepLink} href={`${path}?${parameters.toString()}`} data-row>
                    {words.title}
                  </Link>
                  <p>{words.detail}</p>
                </div>
                <div className={styles.when}>
                  {words.profit !== null && (
                    <span>
                      {!words.profit.whole && <small>this exit </small>}
                      <Profit value={words.profit.amount} currency={words.profit.currency} unit />
                    </span>
                  )}
                  <time dateTime={new Date(event.at).toISOString()} data-hint={exactInstant(event.at, zone)}>
                    {timeOfDay(event.at, zone)}
                  </time>
                </div>
              </div>
            </li>
          );
        })}
        {timeline.state === "reading" && <li className={styles.note}>Reading the history…</li>}
        {timeline.state === "failed" && (
          <li className={styles.note}>The history cannot be read now: these are the events that this page holds.</li>
        )}
        {timeline.state === "whole" && timeline.events.length === 0 && (
          <li className={styles.note}>The log holds no event of this trade any more.</li>
        )}
      </ol>
    </section>
  );
}
