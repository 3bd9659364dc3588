/**
 * The daily summary as a message: what closed since the last one, by bot and book, and what stood out. Sent even if nothing
 * happened, so that its absence says something too.
 */
import { instantIn, type Decimal } from "@fillcast/protocol";
import { add, compare, ZERO } from "../state/fold/decimal.ts";
import type { AlertMessage } from "./message.ts";
import { moneyText } from "./money.ts";
import type { Tally, TallyRow } from "./tally.ts";
import { cut, LINE_MAX_CHARS } from "./text.ts";
import { shown, sumsText, TITLE_MAX_CHARS, type Letterhead } from "./words.ts";

/** Lines of bots; what stood out has the rest of twelve. */
const BOTS_SHOWN = 8;
const HOUR_MS = 3_600_000;
/** A newer summary takes the place of one that still waits. */
const TOPIC = "summary";

export function summaryToMessage(
  tally: Tally,
  zone: string,
  { id, feed, at, origin, nameOf }: Letterhead,
): AlertMessage {
  const rows = tally.rows.toSorted((a, b) => compare(b.realised, a.realised));
  const closed = rows.reduce((sum, row) => sum + row.closed, 0) + tally.unreadable;
  const span = spanText(tally.since, at, zone);
  const title =
    closed === 0
      ? `No trade closed ${span}.`
      : `${capitalised(span)}: ${counted(closed, "trade")} closed${rows.length === 0 ? "" : `, ${sumsText(books(rows))}`}`;
  const lines = [
    ...rows.slice(0, BOTS_SHOWN).map((row) => rowText(row, nameOf)),
    ...(rows.length > BOTS_SHOWN ? [`and ${rows.length - BOTS_SHOWN} more`] : []),
    ...stoodOut(tally, nameOf),
  ];
  return {
    id,
    feed,
    at,
    title: cut(title, TITLE_MAX_CHARS),
    lines: lines.map((line) => cut(line, LINE_MAX_CHARS)),
    url: `${origin}/profit`,
    urgent: false,
    topic: TOPIC,
    items: [],
    count: 1,
  };
}

function spanText(since: number, at: number, zone: string): string {
  const hours = (at - since) / HOUR_MS;
  if (hours >= 22 && hours <= 26) return "in the last 24 hours";
  return `since ${instantIn(since, zone).slice(0, 16).replace("T", " ")}`;
}

function rowText({ bot, mode, currency, closed, won, realised }: TallyRow, nameOf: (bot: string) => string): string {
  const who = bot === null ? "Others" : shown(nameOf, bot);
  const money = `${moneyText(realised, currency)}${mode === "dry" ? " (dry run)" : ""}`;
  return `${who}: ${closed} closed, ${won} won, ${money}`;
}

/** At most three lines. */
function stoodOut(
  { exceptions, silences, troubled, unreadable, late }: Tally,
  nameOf: (bot: string) => string,
): string[] {
  const who = troubled.slice(0, 4).map((bot) => shown(nameOf, bot));
  const names = who.length === 0 ? "" : ` (${who.join(", ")}${troubled.length > who.length ? ", …" : ""})`;
  const troubles = [
    ...(exceptions > 0 ? [counted(exceptions, "exception")] : []),
    ...(silences > 0 ? [counted(silences, "silence")] : []),
  ];
  return [
    ...(troubles.length > 0 ? [`${troubles.join(" and ")}${names}`] : []),
    ...(unreadable > 0 ? [`${counted(unreadable, "trade")} closed with a profit that cannot be read`] : []),
    ...(late > 0 ? [`${counted(late, "event")} came late and had no message`] : []),
  ];
}

/** All bots of a book together. */
function books(rows: readonly TallyRow[]): Pick<TallyRow, "mode" | "currency" | "realised">[] {
  const sums = new Map<string, { mode: TallyRow["mode"]; currency: string; realised: Decimal }>();
  for (const { mode, currency, realised } of rows) {
    const name = `${mode} ${currency}`;
    const known = sums.get(name)?.realised ?? ZERO;
    sums.set(name, { mode, currency, realised: add(known, realised) });
  }
  return [...sums.values()];
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
