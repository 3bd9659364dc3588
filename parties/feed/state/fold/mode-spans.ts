/**
 * What an owner says a bot trades with, for spans of time: folded from the room's `mode_set` events, where a later saying
 * replaces earlier ones as far as it goes. A saying is about trades that were folded before it too, so a fold that meets
 * one that it did not know is outdated: it begins again with what it has learned.
 */
import { INSTANT_MAX_MS, type FeedEvent, type Json, type Mode, type ModeSpan } from "@fillcast/protocol";

/** Plain JSON; changed in place. */
export interface ModeSpans {
  /** In order, without overlaps; a bot may be called `constructor`, so only own keys count. */
  readonly bots: { [bot: string]: readonly ModeSpan[] };
  /** Up to which event they are known. */
  seq: number;
  /** One of them was learned after events that it is about. */
  outdated: boolean;
}

/** What an owner says; `mode` null takes earlier sayings back. */
export interface ModeSaying {
  readonly mode: Mode | null;
  readonly from: number | null;
  readonly to: number | null;
}

export function createModeSpans(): ModeSpans {
  return { bots: {}, seq: 0, outdated: false };
}

/** Those that a new fold of the same log begins with. */
export function keepModeSpans({ bots, seq }: ModeSpans): ModeSpans {
  return { bots: { ...bots }, seq, outdated: false };
}

/** Takes in an event, if it is a saying that is not known yet. */
export function noteModeSaying(spans: ModeSpans, event: FeedEvent): void {
  if (event.type !== "mode_set" || event.source !== "fillcast" || event.seq <= spans.seq) return;
  const { mode, from, to } = event.data;
  const saying: ModeSaying = {
    mode: mode === "live" || mode === "dry" ? mode : null,
    from: readMs(from),
    to: readMs(to),
  };
  const next = applySaying(spansOf(spans, event.bot), saying);
  if (next.length === 0) delete spans.bots[event.bot];
  else spans.bots[event.bot] = next;
  spans.seq = event.seq;
  spans.outdated = true;
}

/** The spans after a saying. */
export function applySaying(spans: readonly ModeSpan[], { mode, from, to }: ModeSaying): readonly ModeSpan[] {
  const low = from ?? -Infinity;
  const high = to ?? Infinity;
  const others = spans.flatMap((span) => [
    ...part(span, startOf(span), Math.min(endOf(span), low)),
    ...part(span, Math.max(startOf(span), high), endOf(span)),
  ]);
  const said = mode === null ? [] : [{ mode, from, to }];
  return [...others, ...said].sort((a, b) => startOf(a) - startOf(b));
}

/** What is said of a bot at an instant, ms since 1970; null where nothing is. */
export function spokenMode(spans: ModeSpans, bot: string, atMs: number): Mode | null {
  return spansOf(spans, bot).find((span) => startOf(span) <= atMs && atMs < endOf(span))?.mode ?? null;
}

export function spansOf({ bots }: Pick<ModeSpans, "bots">, bot: string): readonly ModeSpan[] {
  return Object.hasOwn(bots, bot) ? bots[bot]! : [];
}

function part(span: ModeSpan, from: number, to: number): ModeSpan[] {
  if (from >= to) return [];
  return [{ ...span, from: from === -Infinity ? null : from, to: to === Infinity ? null : to }];
}

const startOf = ({ from }: ModeSpan): number => from ?? -Infinity;
const endOf = ({ to }: ModeSpan): number => to ?? Infinity;

function readMs(value: Json | undefined): number | null {
  return typeof value === "number" && value >= 0 && value <= INSTANT_MAX_MS ? value : null;
}
