/** All bots of the feed side by side: who is up, who has gone quiet, what each of them earned, and what it runs. */
import { useCallback } from "react";
import { Plus } from "lucide-react";
import { Link } from "wouter";
import { useAddressPart } from "../browser/address.ts";
import { useIsListed } from "../live/bot-names.tsx";
import { useBotModes } from "../live/bots.ts";
import { profitWords, useProfit } from "../live/use-profit.ts";
import controls from "../parts/controls.module.css";
import panel from "../parts/panel.module.css";
import { BotPicker } from "../views/bot-picker.tsx";
import { useIsShown } from "../browser/chosen-bots.ts";
import { Body } from "../views/body.tsx";
import { NoBots, Waiting } from "../views/empty.tsx";
import { ViewHead } from "../views/view-head.tsx";
import { useBotRows } from "./bot-rows.ts";
import { Comparison } from "./comparison.tsx";

const EARNED = { by: ["bot"], bots: null } as const;

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
  const [shown, show] = useAddressPart("hidden");
  const isListed = useIsListed();
  const isShown = useIsShown();
  const rows =
    useBotRows(useCallback((bot: string) => (shown === null ? isListed : isShown)(bot), [shown, isListed, isShown])) ??
    [];
  const hidden = useBotModes();
  const count = [...(hidden?.keys() ?? [])].filter((bot) => isShown(bot) && !isListed(bot)).length;
  const words = profitWords(useProfit(EARNED));
  return (
    <section className={panel.section}>
      <Comparison rows={rows} />
      {count > 0 && (
        <p className={panel.footnote}>
          {count === 1 ? "1 bot is hidden." : `${count} bots are hidden.`} Totals include them.{" "}
          <button type="button" className={controls.quiet} onClick={() => show(shown === null ? "shown" : null)}>
            {shown === null ? "Show" : "Hide"}
          </button>
        </p>
      )}
      <p className={panel.footnote}>
        {words ??
          "Realised profit of all trades in the ledger, by stake currency, with live and dry-run kept separate. Bars and pictures of a book share one scale."}
      </p>
    </section>
  );
}
