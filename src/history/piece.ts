/**
 * A piece of the log as a walk hands it on: what was stored, checked to be just what its span says, and sieved. Event texts
 * are passed on as they are; one is parsed only where a sieve has to look into it.
 */
import { matchesFilter, type FeedEvent, type Filter } from "@fillcast/protocol";
import type { Refused } from "../../parties/feed/rpc.ts";
import type { Direction, Span } from "./range.ts";
import { refuseArchive } from "./sources.ts";

/** An event as it is stored. */
export interface StoredEvent {
  readonly seq: number;
  readonly text: string;
}

/** It covers its span, whatever the sieve took out; its events are in the direction of the walk. */
export interface Piece {
  readonly kind: "piece";
  readonly span: Span;
  readonly events: readonly StoredEvent[];
}

/** Which events are wanted. */
export interface Sieve {
  readonly filter: Filter;
  /** The room's clock, ms since 1970, inclusive. */
  readonly from?: number;
  readonly to?: number;
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
  const events = sieve === null ? all : all.filter(({ text }) => passes(sieve, JSON.parse(text) as FeedEvent));
  return { kind: "piece", span, events: direction === "forward" ? events : events.reverse() };
}

export function refuseHole({ low, high }: Span): Refused {
  return refuseArchive(`does not hold the events ${low + 1} to ${high} as it should`);
}

/** Numbers are dense, so that their count and both ends tell all. */
function isWhole({ low, high }: Span, texts: readonly string[]): boolean {
  return texts.length === high - low && seqOf(texts[0]!) === low + 1 && seqOf(texts.at(-1)!) === high;
}

function seqOf(text: string): number {
  return (JSON.parse(text) as FeedEvent).seq;
}

function passes({ filter, from, to }: Sieve, event: FeedEvent): boolean {
  return event.at >= (from ?? 0) && event.at <= (to ?? Infinity) && matchesFilter(filter, event);
}
