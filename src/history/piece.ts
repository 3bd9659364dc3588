/**
 * A piece of the log that a walk returns: stored events, checked against their span, and filtered. Event texts are passed on
 * unchanged; they are parsed only if a filter must look inside.
 */
import { matchesFilter, matchesSearch, refuse, type FeedEvent, type Filter, type Refused } from "@fillcast/protocol";
import type { Direction, Span } from "./range.ts";

/** The room archives again what it still has, within a run or two. */
const HOLE_RETRY_AFTER_S = 20;

/** An event as it is stored. */
export interface StoredEvent {
  readonly seq: number;
  readonly text: string;
}

/** It covers its span, whatever the sieve took out; its events are in the direction of the walk. */
export interface Piece {
  readonly span: Span;
  readonly events: readonly StoredEvent[];
}

/** Which events are wanted. */
export interface Sieve {
  readonly filter: Filter;
  /** The room's clock, ms since 1970, inclusive. */
  readonly from?: number;
  readonly to?: number;
  /** Lower case; each must occur in the event's texts. */
  readonly words?: readonly string[];
}

/** The piece that the texts of a span make, oldest first as they are stored; refused where they are not those of its seqs. */
export function createPiece(
  span: Span,
  texts: readonly string[],
  direction: Direction,
  sieve: Sieve | null,
): Piece | Refused {
  if (!isWhole(span, texts)) return refuseHole(span);
  const all = texts.map((text, index) => ({ seq: span.low + 1 + index, text }));
  const events = sieve === null ? all : sift(all, sieve);
  return { span, events: direction === "forward" ? events : events.reverse() };
}

/** The events (low, high] should be there and are not, or are damaged. */
export function refuseHole({ low, high }: Span): Refused {
  const detail = `Events ${low + 1} to ${high} are missing from the archive. See archive.problem at GET /v1/rooms/{feed} for the cause.`;
  return refuse("archive-unavailable", detail, { retryAfterS: HOLE_RETRY_AFTER_S });
}

/** Numbers are dense, so that their count and both ends tell all. */
function isWhole({ low, high }: Span, texts: readonly string[]): boolean {
  return texts.length === high - low && seqOf(texts[0]!) === low + 1 && seqOf(texts.at(-1)!) === high;
}

function seqOf(text: string): number {
  return (JSON.parse(text) as FeedEvent).seq;
}

/** A text without one of the marks is not parsed: most of a page may be of other bots and types. */
function sift(events: readonly StoredEvent[], sieve: Sieve): StoredEvent[] {
  const marks = marksOf(sieve.filter);
  const plain = (sieve.words ?? []).filter((word) => PLAIN.test(word));
  return events.filter(({ text }) => {
    if (!marks.every((some) => some.some((mark) => text.includes(mark)))) return false;
    if (plain.length > 0) {
      const lower = text.toLowerCase();
      if (!plain.every((word) => lower.includes(word))) return false;
    }
    return passes(sieve, JSON.parse(text) as FeedEvent);
  });
}

/** A word that JSON writes as it is. */
const PLAIN = /^[ !#-[\]-~]+$/;

/** What the text of each event that passes contains: one of each row. Stored texts have no spaces between their members. */
function marksOf({ types, bots, pairs }: Filter): readonly (readonly string[])[] {
  const rows = { type: types, bot: bots, pair: pairs };
  return Object.entries(rows).flatMap(([member, names]) =>
    names === undefined ? [] : [names.map((name) => `"${member}":${JSON.stringify(name)}`)],
  );
}

function passes({ filter, from, to, words }: Sieve, event: FeedEvent): boolean {
  if (event.at < (from ?? 0) || event.at > (to ?? Infinity)) return false;
  return matchesFilter(filter, event) && (words === undefined || matchesSearch(words, event));
}
