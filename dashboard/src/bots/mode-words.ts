/** What a bot trades with, in words: what is known, who says so, and where two of them do not agree. */
import type { BotState, ModeSaid, TradeMode } from "fillcast";

const MONEY: { readonly [mode in TradeMode]: string } = {
  live: "real money",
  dry: "simulated money",
  unknown: "mode unknown",
};

export function moneyWords(mode: TradeMode): string {
  return MONEY[mode];
}

/** "says that its money is simulated, but its key says real money"; null where nobody contradicts, or an owner has decided. */
export function conflictWords({ modeSaid }: Pick<BotState, "modeSaid">): string | null {
  const { owner, bot, key } = modeSaid ?? {};
  if (owner !== undefined || bot === undefined || key === undefined || bot === key) return null;
  return `reports ${MONEY[bot]}, but its key is for ${MONEY[key]}`;
}

/** Who decides on the mode, as a sentence. */
export function decidedBy({ mode, modeSaid, modeSpans }: BotState): string {
  if (mode === "unknown")
    return "Neither the bot nor its key has reported the mode. Freqtrade reports it at each start, in its startup and warning messages. Until then, the profit is kept in a separate book.";
  const said: ModeSaid = modeSaid ?? {};
  if (said.owner !== undefined) return "Set by you. This overrides the bot and its key.";
  if (said.bot !== undefined) return "Reported by the bot. This overrides its key.";
  const others = (modeSpans ?? []).length > 0 ? " Your corrections for other periods are below." : "";
  return `Reported by the bot or its key.${others}`;
}
