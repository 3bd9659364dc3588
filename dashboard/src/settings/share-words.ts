/** What a share link shows, in sentences: before it is made, and in the list of those that are. */
import type { ShareWish } from "../live/api.ts";

type Terms = Pick<ShareWish, "bots" | "names" | "amounts" | "openTrades" | "delayS">;

/** For the choice of a delay and for words. */
export const DELAYS = [
  { seconds: 0, label: "No delay" },
  { seconds: 5 * 60, label: "5 minutes" },
  { seconds: 15 * 60, label: "15 minutes" },
  { seconds: 60 * 60, label: "1 hour" },
  { seconds: 24 * 60 * 60, label: "1 day" },
  { seconds: 7 * 24 * 60 * 60, label: "7 days" },
] as const;

/** In one line: `percentages only, open trades hidden, 15 minutes behind`. */
export function termsLine(terms: Terms, nameOf: (bot: string) => string): string {
  const { bots, amounts, openTrades, delayS } = terms;
  return [
    amounts ? "amounts and percentages" : "percentages only",
    openTrades ? "open trades shown" : "open trades hidden",
    ...(delayS === 0 ? [] : [`${delayWords(delayS)} behind`]),
    bots === null ? "all bots" : bots.map(nameOf).join(", "),
  ].join(", ");
}

/** Before a link is made: what everybody will see, and what nobody will. */
export function termsPreview(terms: Terms, nameOf: (bot: string) => string): readonly string[] {
  const { bots, names, amounts, openTrades, delayS } = terms;
  const named = bots?.length === 0 ? "no bot yet" : bots?.map(nameOf).join(", ");
  const whose = named ?? "all bots of this feed, also later ones";
  return [
    `Closed trades of ${whose}: pair, direction, percentage, when and how long. How many, how many won, best, worst, the largest fall, and each day.`,
    amounts
      ? "Profits in money, by currency."
      : "No amounts, stakes, prices or account values: percentages are all that leaves the server.",
    openTrades
      ? `Open trades: pair, direction and since when${delayS === 0 ? ", and how far the price has moved" : ""}${amounts && delayS === 0 ? ", and the stake" : ""}.`
      : "No open trades, and nothing that lets one be guessed.",
    delayS === 0
      ? "Trades show within seconds."
      : `Everything is ${delayWords(delayS)} old. A trade that was closed since still looks open.`,
    names ? "Bots by their names." : "Bots by numbers, without their names.",
    "Never the feed's name, keys, tags, strategies or messages.",
  ];
}

function delayWords(seconds: number): string {
  const known = DELAYS.find((delay) => delay.seconds === seconds);
  return known?.label ?? `${seconds} s`;
}
