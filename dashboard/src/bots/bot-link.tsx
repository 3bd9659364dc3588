/** A bot's name; following it shows that bot's trades alone. */
import type { TradeMode } from "fillcast";
import { Link } from "wouter";
import panel from "../parts/panel.module.css";
import marks from "../trades/trade-words.module.css";

export function BotLink({ name, mode }: { readonly name: string; readonly mode: TradeMode }) {
  return (
    <span>
      <Link className={panel.rowLink} href={`/trades?bots=${encodeURIComponent(name)}`} data-row>
        {name}
      </Link>
      {mode === "dry" && <span className={marks.mark}>dry</span>}
    </span>
  );
}
