/** One bot: its health and figures, what it earned over time, its open trades, what it said, and the owner's word on it. */
import { useCallback, useMemo } from "react";
import { Rows3 } from "lucide-react";
import type { BotState } from "fillcast";
import { Link } from "wouter";
import { addressOf } from "../browser/address.ts";
import { useBotName } from "../live/bot-names.tsx";
import { useBotModes } from "../live/bots.ts";
import { useShownState } from "../live/use-shown-state.ts";
import controls from "../parts/controls.module.css";
import { Framed } from "../parts/framed.tsx";
import panel from "../parts/panel.module.css";
import { OPEN_COLUMNS } from "../trades/columns.tsx";
import { useOpenTrades } from "../trades/open-trades.ts";
import { TradeTable } from "../trades/trade-table.tsx";
import { Body } from "../views/body.tsx";
import { Empty, Waiting } from "../views/empty.tsx";
import { ViewHead } from "../views/view-head.tsx";
import { AccountPanel } from "./account-panel.tsx";
import { useBotRows } from "./bot-rows.ts";
import { Comparison } from "./comparison.tsx";
import { ModePanel } from "./mode-panel.tsx";
import { ProfitPanel } from "./profit-panel.tsx";
import { ExceptionsPanel, LocksPanel, MessagesPanel } from "./said-panel.tsx";
import { SettingsPanel } from "./settings-form.tsx";

/** `names` are what the address may mean, the likelier first. */
export default function BotView({ names }: { readonly names: readonly string[] }) {
  const bots = useBotModes();
  const name = names.find((each) => bots?.has(each) === true) ?? names[0] ?? "";
  const bot = useShownState((state) => (Object.hasOwn(state.bots, name) ? state.bots[name] : undefined)) ?? undefined;
  const shownName = useBotName(name);
  return (
    <>
      <ViewHead title={shownName}>
        <Link className={controls.button} href={addressOf("/trades", new URLSearchParams({ bots: name }))}>
          <Rows3 size={15} aria-hidden="true" />
          Its trades
        </Link>
      </ViewHead>
      <Body>
        {bots === null ? (
          <Waiting />
        ) : bot === undefined ? (
          <Empty title="Bot not found">
            <p>No bot with this name has reported anything.</p>
          </Empty>
        ) : (
          <Sections name={name} bot={bot} />
        )}
      </Body>
    </>
  );
}

function Sections({ name, bot }: { readonly name: string; readonly bot: BotState }) {
  const isOwn = useCallback((other: string) => other === name, [name]);
  const rows = useBotRows(isOwn) ?? [];
  const list = useOpenTrades(isOwn);
  const open = useMemo(() => list.first(), [list]);
  return (
    <>
      <section className={panel.section} aria-label="Figures">
        <Comparison rows={rows} only />
      </section>
      <ProfitPanel name={name} />
      {open.length > 0 && (
        <section className={panel.section}>
          <div className={panel.head}>
            <h2>Open trades</h2>
            <span className={panel.count} data-number>
              {open.length}
            </span>
          </div>
          <Framed>
            <TradeTable name="Open trades" trades={open} columns={OPEN_COLUMNS} />
          </Framed>
        </section>
      )}
      <AccountPanel name={name} />
      <ExceptionsPanel name={name} />
      <LocksPanel name={name} />
      <MessagesPanel name={name} />
      <SettingsPanel name={name} />
      <ModePanel name={name} bot={bot} />
    </>
  );
}
