/** One bot: its health and figures, what it trades with and the owner's word on that, and its open trades. */
import { useMemo } from "react";
import { Rows3 } from "lucide-react";
import type { BotState, FeedState } from "fillcast";
import { Link } from "wouter";
import { addressOf } from "../browser/address.ts";
import { useShownState } from "../live/shown-state.ts";
import controls from "../parts/controls.module.css";
import { Framed } from "../parts/framed.tsx";
import panel from "../parts/panel.module.css";
import { OPEN_COLUMNS } from "../trades/columns.tsx";
import { openTrades } from "../trades/sort.ts";
import { TradeTable } from "../trades/trade-table.tsx";
import { Body } from "../views/body.tsx";
import { Empty, Waiting } from "../views/empty.tsx";
import { ViewHead } from "../views/view-head.tsx";
import { AccountPanel } from "./account-panel.tsx";
import { BotTable, useBotRows } from "./bot-table.tsx";
import { ModePanel } from "./mode-panel.tsx";

/** `names` are what the address may mean, the likelier first. */
export default function BotView({ names }: { readonly names: readonly string[] }) {
  const state = useShownState((whole) => whole);
  const name = names.find((each) => state !== null && Object.hasOwn(state.bots, each)) ?? names[0] ?? "";
  const bot = state !== null && Object.hasOwn(state.bots, name) ? state.bots[name] : undefined;
  return (
    <>
      <ViewHead title={name}>
        <Link className={controls.button} href={addressOf("/trades", new URLSearchParams({ bots: name }))}>
          <Rows3 size={15} aria-hidden="true" />
          Its trades
        </Link>
      </ViewHead>
      <Body>
        {state === null ? (
          <Waiting />
        ) : bot === undefined ? (
          <Empty title="Bot not found">
            <p>No bot with this name has reported anything.</p>
          </Empty>
        ) : (
          <Sections name={name} bot={bot} known={state.trades} />
        )}
      </Body>
    </>
  );
}

function Sections(props: { readonly name: string; readonly bot: BotState; readonly known: FeedState["trades"] }) {
  const { name, bot, known } = props;
  const own = useMemo(() => ({ [name]: bot }), [name, bot]);
  const rows = useBotRows(own);
  const open = useMemo(() => openTrades(known, (other) => other === name), [known, name]);
  return (
    <>
      <section className={panel.section} aria-label="Figures">
        <Framed>
          <BotTable rows={rows} terse={false} />
        </Framed>
      </section>
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
      <ModePanel name={name} bot={bot} />
    </>
  );
}
