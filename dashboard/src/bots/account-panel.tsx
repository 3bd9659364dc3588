/** A bot as its relay reads it: what its account is worth and was, what it trades with, when its loop ran. */
import type { ReactNode } from "react";
import { Link } from "wouter";
import type { HeardVitals } from "fillcast";
import { EXPLAINED } from "../figures/explained.ts";
import { NOT_TOLD, useVitalsOf } from "../live/vitals.ts";
import { Profit, Unknown } from "../parts/figures.tsx";
import { Hint } from "../parts/hint.tsx";
import panel from "../parts/panel.module.css";
import { useMoment } from "../browser/now.ts";
import { CONNECT_PLACE } from "../browser/places.ts";
import { amountOf } from "../words/decimal.ts";
import { duration } from "../words/instant.ts";
import { versionWords } from "../words/relay-event.ts";
import { useEquity } from "./equity.ts";
import { EquityLine } from "./equity-line.tsx";
import styles from "./account-panel.module.css";

export function AccountPanel({ name }: { readonly name: string }) {
  const vitals = useVitalsOf(name);
  return (
    <section className={panel.section} aria-label="Account">
      <div className={panel.head}>
        <h2>Account</h2>
      </div>
      <div className={`${panel.panel} ${styles.account}`}>
        {vitals === undefined ? <NoRelay /> : <Known name={name} vitals={vitals} />}
      </div>
    </section>
  );
}

function NoRelay() {
  return (
    <p className={styles.note}>
      Open profit, account value, stops and the bot&apos;s loop are not in webhooks. A relay beside the bot reads them:{" "}
      <Link href={CONNECT_PLACE.path}>Connect a bot</Link>, Freqtrade (API).
    </p>
  );
}

function Known({ name, vitals }: { readonly name: string; readonly vitals: HeardVitals }) {
  const equity = useEquity(name);
  const { balance, openProfit } = vitals;
  const currency = balance.currency ?? "";
  return (
    <>
      <EquityLine points={equity} currency={currency} />
      <dl className={styles.figures}>
        <Fact name="Value" hint={EXPLAINED.accountValue}>
          <Amount value={balance.value} currency={currency} />
        </Fact>
        <Fact name="Open profit" hint={EXPLAINED.openProfit}>
          <Profit value={openProfit} currency={currency} why={NOT_TOLD} unit />
        </Fact>
        <Fact name="Free" hint={EXPLAINED.free}>
          <Amount value={balance.free} currency={currency} />
        </Fact>
        <Fact name="Open trades">
          {vitals.openTrades ?? <Unknown why={NOT_TOLD} />}
          {vitals.maxOpenTrades !== null && ` of ${vitals.maxOpenTrades}`}
        </Fact>
        <Fact name="Strategy">
          {vitals.strategy ?? <Unknown why={NOT_TOLD} />}
          {vitals.timeframe !== null && `, ${vitals.timeframe}`}
        </Fact>
        <Fact name="Version">{versionWords(vitals.version) ?? <Unknown why={NOT_TOLD} />}</Fact>
        <Fact name="Loop">
          <LoopAge vitals={vitals} />
        </Fact>
      </dl>
      {vitals.twiceAt !== undefined && (
        <p className={styles.note} role="status">
          This bot sends its messages twice, through the relay and by webhook. Each is stored once. Remove the webhook
          block from its configuration.
        </p>
      )}
    </>
  );
}

/** "ran 3 s ago". */
export function LoopAge({ vitals }: { readonly vitals: HeardVitals }) {
  const now = useMoment();
  const { lastProcessAt, problem } = vitals;
  if (problem !== null) return problem;
  if (lastProcessAt === null) return <Unknown why={NOT_TOLD} />;
  return `ran ${duration(Math.max(0, now - lastProcessAt))} ago`;
}

function Amount({ value, currency }: { readonly value: string | null; readonly currency: string }) {
  if (value === null) return <Unknown why={NOT_TOLD} />;
  return (
    <span data-exact={value} data-hint={`${value} ${currency}`}>
      {amountOf(value, currency)} {currency}
    </span>
  );
}

function Fact(props: { readonly name: string; readonly hint?: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{props.hint === undefined ? props.name : <Hint text={props.hint}>{props.name}</Hint>}</dt>
      <dd data-number>{props.children}</dd>
    </div>
  );
}
