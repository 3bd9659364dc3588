/** All bots of the feed: who is up, who has gone quiet, and what each of them earned. */
import { Plus } from "lucide-react";
import { Link } from "wouter";
import { useBotModes } from "../live/bots.ts";
import { profitWords, useProfit } from "../live/use-profit.ts";
import controls from "../parts/controls.module.css";
import { Framed } from "../parts/framed.tsx";
import panel from "../parts/panel.module.css";
import { BotPicker } from "../views/bot-picker.tsx";
import { useIsShown } from "../browser/chosen-bots.ts";
import { Body } from "../views/body.tsx";
import { NoBots, Waiting } from "../views/empty.tsx";
import { ViewHead } from "../views/view-head.tsx";
import { BotTable, EARNED, useBotRows } from "./bot-table.tsx";

export default function BotsView() {
  const bots = useBotModes();
  return (
    <>
      <ViewHead title="Bots">
        <BotPicker />
        <Link className={controls.button} href="/connect">
          <Plus size={15} aria-hidden="true" />
          Connect a bot
        </Link>
      </ViewHead>
      <Body>{bots === null ? <Waiting /> : bots.size === 0 ? <NoBots /> : <Table />}</Body>
    </>
  );
}

function Table() {
  const rows = useBotRows(useIsShown());
  const words = profitWords(useProfit(EARNED));
  return (
    <section className={panel.section}>
      <Framed>
        <BotTable rows={rows ?? []} terse={false} />
      </Framed>
      <p className={panel.footnote}>
        {words ??
          "Realised profit of all trades in the ledger, by stake currency, with live and dry-run kept separate."}
      </p>
    </section>
  );
}
