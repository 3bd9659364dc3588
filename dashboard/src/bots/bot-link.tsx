/** A bot's name, as its owner calls it; following it shows the bot's own page. */
import type { BotState, TradeMode } from "fillcast";
import { Link } from "wouter";
import { MODE_WORDS } from "../figures/book.ts";
import { useBotName } from "../live/bot-names.tsx";
import panel from "../parts/panel.module.css";
import { RowLink } from "../parts/row-link.tsx";
import { toSegment } from "../browser/segment.ts";
import marks from "../trades/trade-words.module.css";
import { conflictWords } from "./mode-words.ts";

/** Longer names are cut in tables. */
const LONG_NAME_CHARS = 30;

/** `whole`: the link covers the row or card that it stands in. */
export function BotLink({
  name,
  mode,
  whole = true,
}: {
  readonly name: string;
  readonly mode: TradeMode;
  readonly whole?: boolean;
}) {
  const shown = useBotName(name);
  const hint = shown !== name ? `${shown} (${name})` : name.length > LONG_NAME_CHARS ? name : undefined;
  return (
    <span>
      <RowLink
        className={whole ? `${panel.rowLink} ${panel.name}` : panel.more}
        hint={hint}
        href={`/bots/${toSegment(name)}`}
        row={whole}
      >
        {shown}
      </RowLink>
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
