/** A bot's name; following it shows that bot's trades alone. */
import type { BotState, TradeMode } from "fillcast";
import { Link } from "wouter";
import { MODE_WORDS } from "../figures/book.ts";
import panel from "../parts/panel.module.css";
import { addressOf } from "../browser/address.ts";
import { toSegment } from "../browser/segment.ts";
import marks from "../trades/trade-words.module.css";
import { conflictWords } from "./mode-words.ts";

/** Longer names are cut in tables. */
const LONG_NAME_CHARS = 30;

export function BotLink({ name, mode }: { readonly name: string; readonly mode: TradeMode }) {
  return (
    <span>
      <Link
        className={`${panel.rowLink} ${panel.name}`}
        data-hint={name.length > LONG_NAME_CHARS ? name : undefined}
        href={addressOf("/trades", new URLSearchParams({ bots: name }))}
        data-row
      >
        {name}
      </Link>
      {mode !== "live" && <span className={marks.mark}>{mode === "dry" ? "dry" : "mode?"}</span>}
    </span>
  );
}

/** What it trades with; following it shows the bot's own page, where that can be set right. */
export function ModeLink({ name, bot }: { readonly name: string; readonly bot: BotState }) {
  const conflict = conflictWords(bot);
  return (
    <Link
      className={marks.modeLink}
      href={`/bots/${toSegment(name)}`}
      {...(conflict === null ? {} : { "data-conflict": true, "data-hint": `${name} ${conflict}.` })}
    >
      {MODE_WORDS[bot.mode]}
    </Link>
  );
}
