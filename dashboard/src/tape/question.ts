/**
 * A filter as the server's history takes it. Never narrower than the filter itself: what the server cannot know, such as the
 * title under which an event is shown, is left out, and the page looks through what comes.
 */
import type { EventKind } from "../words/event.ts";
import { TITLES } from "../words/titles.ts";
import type { TapeFilter } from "./rows.ts";

/** Parameters of `GET /v1/feeds/<feed>/events` (PROTOCOL.md §10.1). */
export type EventsQuestion = Readonly<Record<string, string>>;

/** The server's bounds of a list and of a search. */
const NAMES_MAX = 64;
const WORDS_MAX = 8;
const TEXT_MAX_CHARS = 100;

/** The types that are shown as a kind; null where an unknown type may be too. */
const TYPES: { readonly [kind in EventKind]: readonly string[] | null } = {
  order: ["entry", "exit"],
  fill: ["entry_fill", "exit_fill"],
  close: ["exit_fill"],
  cancel: ["entry_cancel", "exit_cancel"],
  lock: ["protection_trigger", "protection_trigger_global"],
  alarm: ["warning", "exception", "liquidation_warning", "bot_silent"],
  bot: null,
  message: null,
};

export function toQuestion({ bots, kinds, pairs, from, to, words }: TapeFilter): EventsQuestion {
  const types = kinds === null ? [null] : [...kinds].map((kind) => TYPES[kind]);
  const type = types.includes(null) ? null : [...new Set(types.flatMap((names) => names ?? []))];
  const q = searchText(words);
  return {
    ...names("type", type),
    ...names("bot", bots),
    ...names("pair", pairs),
    ...(from === null ? {} : { from: String(from) }),
    ...(to === null ? {} : { to: String(to) }),
    ...(q === "" ? {} : { q }),
  };
}

/** Names that the parameter cannot carry are for the page to look for. */
function names(name: string, list: Iterable<string> | null): EventsQuestion {
  const all = list === null ? [] : [...list];
  const fits = all.length > 0 && all.length <= NAMES_MAX && all.every((each) => each !== "" && !each.includes(","));
  return fits ? { [name]: all.join(",") } : {};
}

/** The words that the server can look for, as many as it takes. A word of a title need not stand in the event. */
function searchText(words: readonly string[]): string {
  const isSaid = (word: string): boolean =>
    TITLES.every(([type, title]) => !title.includes(word) || type.includes(word));
  let text = "";
  for (const word of words.filter(isSaid).slice(0, WORDS_MAX)) {
    const longer = `${text} ${word}`.trim();
    if (longer.length <= TEXT_MAX_CHARS) text = longer;
  }
  return text;
}
