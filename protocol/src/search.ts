/**
 * Text search over events: which texts of an event count, and when one matches. The same rule for the history on the server and
 * for a page that searches what it holds.
 */
import type { FeedEvent, Json } from "./event.ts";
import { SEARCH_MAX_CHARS, SEARCH_MAX_WORDS } from "./limits.ts";
import type { Payload } from "./messages/payload.ts";

/** The words of a search in lower case, each once; null where it has none, too many, or too many characters. */
export function readSearch(text: string): readonly string[] | null {
  if (text.length > SEARCH_MAX_CHARS) return null;
  const words = [
    ...new Set(
      text
        .toLowerCase()
        .split(/\s+/)
        .filter((word) => word !== ""),
    ),
  ];
  return words.length === 0 || words.length > SEARCH_MAX_WORDS ? null : words;
}

/** True where each of the words (lower case) occurs in one of the event's texts: its type, bot and pair, and what `trade` and `data` say. */
export function matchesSearch(
  words: readonly string[],
  event: Pick<FeedEvent, "type" | "bot" | "pair"> & { readonly trade?: object; readonly data: Payload },
): boolean {
  const texts = [event.type.toLowerCase(), event.bot.toLowerCase()];
  if (event.pair !== undefined) texts.push(event.pair.toLowerCase());
  let missing = without(words, texts);
  for (const part of [event.trade, event.data]) if (missing.length > 0) missing = lackedBy(missing, part as Json);
  return missing.length === 0;
}

/** The words that no text or number in a value has; names of members do not count. */
function lackedBy(words: readonly string[], value: Json | undefined): readonly string[] {
  if (typeof value === "string") return without(words, [value.toLowerCase()]);
  if (typeof value === "number") return without(words, [String(value)]);
  if (typeof value !== "object" || value === null) return words;
  let missing = words;
  for (const inner of Object.values(value) as readonly (Json | undefined)[]) {
    if (missing.length === 0) break;
    missing = lackedBy(missing, inner);
  }
  return missing;
}

function without(words: readonly string[], texts: readonly string[]): readonly string[] {
  return words.filter((word) => !texts.some((text) => text.includes(word)));
}
