/** One trade: what it is and earned, every event of its life, and the raw JSON of all of it. */
import { type ReactNode, useCallback } from "react";
import { ArrowLeft } from "lucide-react";
import type { Trade } from "fillcast";
import { BotName } from "../live/bot-names.tsx";
import { useShownState } from "../live/use-shown-state.ts";
import { Link, useLocation, useSearch } from "wouter";
import { MODE_WORDS } from "../figures/book.ts";
import { holdMs } from "../figures/closed.ts";
import { EXPLAINED } from "../figures/explained.ts";
import { useCoverage, useKept } from "../live/kept.ts";
import { useWhyUnknown } from "../live/vitals.ts";
import controls from "../parts/controls.module.css";
import { Instant, Percent, Price, Profit, Quantity, Unknown } from "../parts/figures.tsx";
import { Hint } from "../parts/hint.tsx";
import { NeverShown } from "../parts/never-shown.tsx";
import panel from "../parts/panel.module.css";
import { RawJson } from "../parts/raw-json.tsx";
import { eventAddress } from "../browser/address.ts";
import { useAddress } from "../browser/chosen-bots.ts";
import { EventIcon } from "../tape/event-icon.tsx";
import { useZone } from "../browser/preferences.ts";
import { Body } from "../views/body.tsx";
import { Empty, Waiting } from "../views/empty.tsx";
import { ViewHead } from "../views/view-head.tsx";
import { describeEvent } from "../words/event.ts";
import { exactInstant, duration, timeOfDay, dayHead, dayOf } from "../words/instant.ts";
import { UNREADABLE_WHY } from "../words/unreadable.ts";
import { Cost } from "./cost.tsx";
import { LastKnownProfit, LastPrice, Stake } from "./columns.tsx";
import { Dismissal } from "./dismissal.tsx";
import { KnownTrade } from "./known-trade.ts";
import { LadderPanel } from "./ladder-panel.tsx";
import { OrdersPanel } from "./orders-panel.tsx";
import { Distance, OpenProfit } from "./position.tsx";
import { type Timeline, useTimeline } from "./timeline.ts";
import styles from "./trade-view.module.css";
import { missingWhy, Pair, reasonWords, TradeMarks } from "./trade-words.tsx";

/** `keys` are what its address may mean, the likelier first. */
export default function TradeView({ keys }: { readonly keys: readonly string[] }) {
  const coverage = useCoverage();
  const isThere = useShownState(() => true) === true;
  const address = useAddress();
  const text = JSON.stringify(keys);
  const make = useCallback(() => new KnownTrade(JSON.parse(text) as readonly string[]), [text]);
  const trade = useKept(make);
  const reading = !isThere || coverage.kind === "reading" || coverage.kind === "unread";
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
        {trade !== undefined && (
          <span className={styles.bot}>
            <BotName bot={trade.bot} />
          </span>
        )}
      </ViewHead>
      <Body>
        {trade !== undefined ? (
          <Found trade={trade} />
        ) : reading ? (
          <Waiting />
        ) : (
          <Empty title="This trade is not in the ledger">
            <p>It may be a replaced order that never filled, or it may belong to another feed.</p>
          </Empty>
        )}
      </Body>
    </>
  );
}

function Found({ trade }: { readonly trade: Trade }) {
  const timeline = useTimeline(trade);
  return (
    <>
      <Result trade={trade} />
      <LadderPanel trade={trade} events={timeline.events} />
      <OrdersPanel trade={trade} events={timeline.events} />
      <div className={styles.columns}>
        <TimelinePanel timeline={timeline} />
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
          {trade.status === "cancelled" ? (
            <Unknown why="Nothing was filled." />
          ) : trade.status === "orphaned" ? (
            <LastKnownProfit trade={trade} unit />
          ) : (
            <Profit value={trade.realised} currency={currency} why={UNREADABLE_WHY} unit />
          )}
          {closed && <Percent value={trade.profitRatio} />}
        </span>
      </p>
      {trade.status === "open" && (
        <p>
          <span className={styles.label}>
            <Hint text={EXPLAINED.openProfit}>Open profit</Hint>
          </span>
          <span className={styles.profit}>
            <OpenProfit trade={trade} unit />
          </span>
        </p>
      )}
      <p>
        <span className={styles.label}>Status</span>
        <span className={styles.status}>
          {trade.dismissed === true ? "Dismissed, end never reported" : STATUS_WORDS[trade.status]}
          {trade.exitReason !== null && <small> {reasonWords(trade.exitReason)}</small>}
          <Dismissal trade={trade} />
        </span>
      </p>
    </div>
  );
}

const STATUS_WORDS: { readonly [status in Trade["status"]]: string } = {
  pending: "Pending, nothing filled",
  open: "Open",
  closed: "Closed",
  cancelled: "Not filled",
  orphaned: "Filled, end never reported",
};

function Figures({ trade }: { readonly trade: Trade }) {
  const held = holdMs(trade);
  const why = useWhyUnknown(trade.bot);
  return (
    <dl className={`${panel.panel} ${styles.figures}`}>
      <Row name="Direction">
        {trade.direction}
        {trade.leverage !== null && trade.leverage !== "1" && `, ${trade.leverage}×`}
      </Row>
      <Row name="Amount left" hint={EXPLAINED.amountLeft}>
        <Quantity value={trade.amount} why={missingWhy(trade)} />
      </Row>
      <Row name="Average entry" hint={EXPLAINED.averageEntry}>
        <Price value={trade.averageEntry} why={missingWhy(trade)} />
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
      {trade.status === "open" && (
        <>
          <Row name="Stop" hint={EXPLAINED.stopLoss}>
            <Distance trade={trade} to="stopLoss" />
          </Row>
          <Row name="Liquidation" hint={EXPLAINED.liquidation}>
            <Distance trade={trade} to="liquidationPrice" />
          </Row>
        </>
      )}
      <Row name="Fees" hint={EXPLAINED.fees}>
        <Cost trade={trade} of="fees" />
      </Row>
      <Row name="Funding" hint={EXPLAINED.funding}>
        <Cost trade={trade} of="funding" />
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
      <Row name="Strategy">{trade.strategy ?? <Unknown why={why} />}</Row>
      <Row name="Exchange">{trade.exchange ?? <Unknown />}</Row>
      <Row name="Mode">{MODE_WORDS[trade.mode]}</Row>
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

function TimelinePanel({ timeline }: { readonly timeline: Timeline }) {
  const zone = useZone();
  const [path] = useLocation();
  const search = useSearch();
  return (
    <section className={panel.section}>
      <div className={panel.head}>
        <h2>What it said</h2>
        <span className={panel.count} data-number>
          {timeline.events.length}
        </span>
      </div>
      <ol className={`${panel.panel} ${styles.timeline}`}>
        {timeline.events.map((event, index) => {
          const words = describeEvent(event, event.at, zone);
          const before = timeline.events[index - 1];
          return (
            <li key={event.seq}>
              {(before === undefined || dayOf(before.at, zone) !== dayOf(event.at, zone)) && (
                <p className={styles.day}>{dayHead(event.at, zone)}</p>
              )}
              <div className={styles.step}>
                <EventIcon words={words} />
                <div className={styles.what}>
                  <Link className={styles.stepLink} href={eventAddress(path, search, event.seq)} data-row>
                    {words.title}
                  </Link>
                  <p>{words.detail}</p>
                </div>
                <div className={styles.when}>
                  {words.profit !== null && (
                    <span>
                      {!words.profit.whole && <small>this exit </small>}
                      <Profit value={words.profit.amount} currency={words.profit.currency} why={UNREADABLE_WHY} unit />
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
        {timeline.state === "reading" && <li className={styles.note}>Loading history…</li>}
        {timeline.state === "failed" && (
          <li className={styles.note}>History is unavailable. These are only the events that this page has loaded.</li>
        )}
        {timeline.state === "whole" && timeline.events.length === 0 && (
          <li className={styles.note}>The log no longer has any events of this trade.</li>
        )}
      </ol>
    </section>
  );
}
