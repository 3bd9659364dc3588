/** The bots that a list shows, each with its state. */
import { useMemo } from "react";
import type { BotState } from "fillcast";
import { useBotNames } from "../live/bot-names.tsx";
import { useShownState } from "../live/use-shown-state.ts";

export interface BotRow {
  readonly name: string;
  readonly bot: BotState;
}

export const NAMES = new Intl.Collator("en", { numeric: true });

/** Worst health first, then by the shown name: what needs eyes stands on top. Null where nothing was ever known. */
export function useBotRows(isShown: (bot: string) => boolean): readonly BotRow[] | null {
  const bots = useShownState((state) => state.bots);
  const nameOf = useBotNames();
  return useMemo(() => {
    if (bots === null) return null;
    const rows: BotRow[] = [];
    for (const name in bots) if (isShown(name)) rows.push({ name, bot: bots[name]! });
    return rows.sort(
      (a, b) =>
        Number(b.bot.presence === "silent") - Number(a.bot.presence === "silent") ||
        NAMES.compare(nameOf(a.name), nameOf(b.name)),
    );
  }, [bots, isShown, nameOf]);
}
