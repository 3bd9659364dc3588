/** The tape's filter as it stands in the address: `show`, `q`, `pair`, `from`, `to` (days, both included) and `bots`. */
import { readSearch } from "fillcast/messages";
import { parseBots } from "../browser/chosen-bots.ts";
import type { EventKind } from "../words/event.ts";
import { parseLocal, type Zone } from "../words/instant.ts";
import { NO_FILTER, type TapeFilter } from "./rows.ts";

/** The kinds that one choice shows. */
export const KIND_CHOICES: readonly {
  readonly name: string;
  readonly label: string;
  readonly kinds: readonly EventKind[];
}[] = [
  { name: "fills", label: "Fills", kinds: ["fill", "close"] },
  { name: "closes", label: "Closed", kinds: ["close"] },
  { name: "orders", label: "Orders", kinds: ["order", "cancel"] },
  { name: "warnings", label: "Warnings", kinds: ["alarm", "lock"] },
  { name: "bot", label: "Bot", kinds: ["bot", "message"] },
];

const DAY_MS = 86_400_000;

/** Total: a part that says nothing that can be read lets everything through. */
export function parseFilter(search: string, zone: Zone): TapeFilter {
  const parameters = new URLSearchParams(search);
  const kinds = KIND_CHOICES.find(({ name }) => name === parameters.get("show"))?.kinds;
  const filter: TapeFilter = {
    ...NO_FILTER,
    bots: parseBots(parameters.get("bots")),
    kinds: kinds === undefined ? null : new Set(kinds),
    pairs: parseBots(parameters.get("pair")),
    from: startOfDay(parameters.get("from"), 0, zone),
    to: endOfDay(parameters.get("to"), zone),
    words: wordsOf(parameters.get("q") ?? ""),
  };
  const { bots, pairs, from, to, words } = filter;
  const isOpen = [bots, kinds ?? null, pairs, from, to].every((part) => part === null) && words.length === 0;
  return isOpen ? NO_FILTER : filter;
}

/** A search that is longer than the server takes looks for as much of it as that. */
function wordsOf(text: string): readonly string[] {
  const words = text.split(/\s+/);
  for (let count = words.length; count > 0; count--) {
    const read = readSearch(words.slice(0, count).join(" "));
    if (read !== null) return read;
  }
  return [];
}

function startOfDay(day: string | null, daysLater: number, zone: Zone): number | null {
  if (day === null || !/^\d{4}-\d\d-\d\d$/.test(day)) return null;
  const utc = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(utc)) return null;
  return parseLocal(`${new Date(utc + daysLater * DAY_MS).toISOString().slice(0, 10)}T00:00`, zone);
}

function endOfDay(day: string | null, zone: Zone): number | null {
  const next = startOfDay(day, 1, zone);
  return next === null ? null : next - 1;
}
