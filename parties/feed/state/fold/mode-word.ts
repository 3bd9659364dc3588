/**
 * The bot's own word on its money. Freqtrade warns that dry run is enabled at each of its starts, beside two or three
 * `startup` texts, and says nothing where the money is real: a start without that warning is the word that it is. The
 * warning is taken before, between or after the texts of one start, whatever else of a start was sent or lost.
 */
import type { FeedEvent, Mode } from "@fillcast/protocol";

/** Plain JSON; replaced, never changed. */
export interface ModeWord {
  /** From the newest start, or a warning since. Null where the bot has said nothing. */
  readonly mode: Mode | null;
  /** The start that may still be under way; null once the bot did something else. */
  readonly start: Start | null;
}

interface Start {
  /** The room's clock at its newest message. */
  readonly at: number;
  /** Dry run was warned of since the `startup` before it. */
  readonly warned: boolean;
  /** Its status has come since then: another one belongs to another start. */
  readonly ran: boolean;
  /** The first words of the `startup` texts so far: one that comes again belongs to another start. */
  readonly texts: readonly string[];
}

export const NO_WORD: ModeWord = { mode: null, start: null };

/** All messages of one start come within this time: Freqtrade waits for each, 25 s at worst. */
const START_MAX_MS = 2 * 60_000;
/** Freqtrade has three texts. */
const TEXTS_MAX = 8;

/** After an event of the bot's own, or what its relay has read in its configuration, which the room has taken down. */
export function noteModeWord(word: ModeWord, event: FeedEvent): ModeWord {
  const { type, at, source, data } = event;
  if (source === "fillcast") {
    const isTold = type === "mode_told" && (data.mode === "live" || data.mode === "dry");
    return isTold ? { mode: data.mode as Mode, start: null } : word;
  }
  const start = word.start !== null && at - word.start.at <= START_MAX_MS ? word.start : null;
  switch (type) {
    case "warning":
      if (saysSimulated(event)) return { mode: "dry", start: null };
      if (!warnsDry(event)) return { ...word, start };
      return { mode: "dry", start: { at, warned: true, ran: start?.ran ?? false, texts: start?.texts ?? [] } };
    case "startup":
      return noteStartup(word, start, event);
    case "status":
      return noteStatus({ ...word, start }, event);
    default:
      return word.start === null ? word : { ...word, start: null };
  }
}

function noteStartup(word: ModeWord, start: Start | null, event: FeedEvent): ModeWord {
  const told = event.data.dry_run;
  if (typeof told === "boolean") return { mode: told ? "dry" : "live", start: null };
  const text = firstWord(event.data.status);
  const isNew = start === null || start.texts.length === 0 || start.texts.includes(text);
  const texts = [...(isNew ? [] : start.texts), text].slice(-TEXTS_MAX);
  const next: Start = { at: event.at, warned: false, ran: false, texts };
  if (start?.warned === true) return { mode: "dry", start: next };
  return { mode: isNew ? silentMode(event) : word.mode, start: next };
}

/** What a start without a warning says. A bot that is no Freqtrade need not know the warning: then it only ends an earlier one. */
function silentMode({ source }: FeedEvent): Mode | null {
  return source === "freqtrade" ? "live" : null;
}

function noteStatus(word: ModeWord, { data, at }: FeedEvent): ModeWord {
  const { start } = word;
  const status = typeof data.status === "string" ? data.status.trim().toLowerCase() : "";
  if (status === "stopped" || status === "process died") return { ...word, start: null };
  // The first message of a start: what was said before it is of the one before, but for a warning that came too early.
  if (status !== "running") return word;
  const warned = start !== null && start.warned && !start.ran;
  return { ...word, start: { at, warned, ran: true, texts: [] } };
}

function warnsDry({ data }: FeedEvent): boolean {
  return typeof data.status === "string" && /^\W*dry run is enabled/i.test(data.status);
}

/** At a stop with open trades it says so again; that is no part of the next start. */
function saysSimulated({ data }: FeedEvent): boolean {
  return (
    typeof data.status === "string" && /^\d+ open trades active\b[^]{0,400}simulated \(dry run\)/i.test(data.status)
  );
}

function firstWord(text: unknown): string {
  return typeof text === "string" ? (/[A-Za-z]{1,32}/.exec(text.slice(0, 64))?.[0] ?? "").toLowerCase() : "";
}
