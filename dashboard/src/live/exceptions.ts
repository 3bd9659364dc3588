/**
 * Exceptions of the last day: those of the tape, however they came, and older ones from the server's history, which is asked once.
 * Bounded; an external store.
 */
import type { TradeEvent } from "fillcast";
import { serverNow } from "../browser/now.ts";
import { Watched } from "../browser/watched.ts";
import { readEvents } from "./api.ts";
import type { Session } from "./session.ts";
import type { TapeRow } from "./tape.ts";

export const EXCEPTIONS_SPAN_MS = 24 * 60 * 60 * 1_000;
/** Kept, the newest. */
const KEPT = 500;
/** Of the server's answers: more than a few are not looked through for what nobody counts one by one. */
const ANSWERS_MAX = 3;

export class Exceptions extends Watched {
  /** Newest first. */
  view: readonly TradeEvent[] = [];
  readonly #session: Session;

  constructor(session: Session) {
    super();
    const { tape, feed } = session;
    this.#session = session;
    this.#add(tape.view.rows);
    tape.onShown((rows) => this.#add(rows));
    tape.onReplaced(() => (tape.view.rows.length === 0 ? this.#clear() : this.#add(tape.view.rows)));
    feed.caughtUp().then(
      () => tape.settled(() => void this.#readOlder()),
      // A refused feed shows its own page.
      () => undefined,
    );
  }

  readonly getView = (): readonly TradeEvent[] => this.view;

  #add(rows: readonly TapeRow[]): void {
    this.#put(rows.flatMap(({ event }) => (event.type === "exception" ? [event] : [])));
  }

  #put(events: readonly TradeEvent[]): void {
    const known = new Set(this.view.map(({ seq }) => seq));
    const fresh = events.filter(({ seq }) => !known.has(seq));
    if (fresh.length === 0) return;
    this.view = [...fresh, ...this.view].sort((a, b) => b.seq - a.seq).slice(0, KEPT);
    this.changed();
  }

  #clear(): void {
    this.view = [];
    this.changed();
  }

  /** What happened before the tape's oldest event; where that cannot be had, the tape's own are shown. */
  async #readOlder(): Promise<void> {
    const { tape, feed, credentials } = this.#session;
    const oldest = tape.view.rows.at(-1)?.event;
    const from = serverNow() - EXCEPTIONS_SPAN_MS;
    const epoch = feed.position?.epoch;
    if (oldest === undefined || epoch === undefined || oldest.at < from) return;
    const query = { type: "exception", from: String(Math.floor(from)), limit: "200" };
    let next: Parameters<typeof readEvents>[1] | null = { epoch, seq: oldest.seq };
    for (let answers = 0; next !== null && answers < ANSWERS_MAX; answers++) {
      const answer: Awaited<ReturnType<typeof readEvents>> = await readEvents(credentials, next, query);
      // A log that began again meanwhile is another one.
      if (answer.kind !== "ok" || feed.position?.epoch !== epoch) return;
      this.#put(answer.value.events);
      ({ next } = answer.value);
    }
  }
}

/** A bot's, counted. */
export interface BotExceptions {
  readonly bot: string;
  readonly count: number;
  readonly last: TradeEvent;
}

/** By bot, the one with the newest first; `since` is ms since 1970. */
export function byBot(exceptions: readonly TradeEvent[], since: number): readonly BotExceptions[] {
  const bots = new Map<string, BotExceptions>();
  for (const event of exceptions) {
    if (event.at < since) continue;
    const before = bots.get(event.bot);
    bots.set(event.bot, { bot: event.bot, count: (before?.count ?? 0) + 1, last: before?.last ?? event });
  }
  return [...bots.values()];
}

/** One for each session, which outlives the view that asks first. */
const ofSession = new WeakMap<Session, Exceptions>();

export function exceptionsOf(session: Session): Exceptions {
  const known = ofSession.get(session) ?? new Exceptions(session);
  ofSession.set(session, known);
  return known;
}
