/**
 * The real client over sockets, history and time that a test scripts by hand: what a server, a proxy or a user's own code may
 * answer, however odd. Nothing is checked here; what the feed's user sees is kept.
 */
import { encodePongText, type FeedEvent } from "@fillcast/protocol";
import type { ConnectOptions, Feed, FeedEvents, Status } from "../../client/src/api.ts";
import { createFakeClock, type FakeClock } from "../../client/src/fake-clock.ts";
import { createFeed } from "../../client/src/feed.ts";
import type { OpenSocket, SocketEvents } from "../../client/src/socket.ts";

export const EPOCH = "0mwuacao0";
export const NO_STATE = { bots: {}, trades: {}, totals: [], days: [], locks: [] };

/** One attempt's socket. */
export interface Line {
  readonly query: Readonly<Record<string, unknown>>;
  readonly sent: string[];
  readonly events: SocketEvents;
  closed: boolean;
}

export class ScriptedFeed {
  readonly clock: FakeClock = createFakeClock(1_800_000_000_000);
  readonly feed: Feed;
  readonly lines: Line[] = [];
  readonly seqs: number[] = [];
  readonly errors: FeedEvents["error"][] = [];
  readonly statuses: Status[] = [];
  readonly resets: FeedEvents["reset"][] = [];
  /** Timers that were set. */
  timers = 0;
  /** What the server answers a ping with; null where it answers nothing. */
  head: number | null = 0;

  constructor(options: Partial<ConnectOptions> = {}, transport?: OpenSocket | null) {
    const { clock } = this;
    const counting = {
      ...clock,
      setTimeout: (callback: () => void, delayMs: number): unknown => {
        this.timers++;
        return clock.setTimeout(callback, delayMs);
      },
    };
    const all = { url: "http://there", feed: "alice", token: "key", clock: counting, fetch: NOWHERE, ...options };
    this.feed = createFeed(all, transport === undefined ? this.#open : (transport ?? undefined), 7).feed;
    this.feed.on("event", ({ seq }) => void this.seqs.push(seq));
    this.feed.on("error", (error) => void this.errors.push(error));
    this.feed.on("status", (status) => void this.statuses.push(status));
    this.feed.on("reset", (reset) => void this.resets.push(reset));
  }

  get line(): Line {
    return this.lines.at(-1)!;
  }

  get codes(): string[] {
    return this.errors.map(({ code }) => code);
  }

  /** Sends to the newest connection, as it is or as JSON. */
  async say(...frames: readonly unknown[]): Promise<void> {
    for (const frame of frames) this.line.events.text(typeof frame === "string" ? frame : JSON.stringify(frame));
    await this.clock.advance(0);
  }

  /** Connects and goes live at this seq. */
  async live(seq = 0): Promise<void> {
    await this.clock.advance(0);
    this.head = seq;
    await this.say(welcome(seq), ...(this.line.query.snapshot === 1 ? [snapshot(seq)] : []), caughtUp(seq));
  }

  /** Lets the pause before the next attempt pass, up to its socket; false where there is none within a minute. */
  async attempt(): Promise<boolean> {
    const { length } = this.lines;
    for (let step = 0; step < 600 && this.lines.length === length; step++) await this.clock.advance(100);
    return this.lines.length > length;
  }

  async close(code: number, reason = ""): Promise<void> {
    this.line.events.closed(code, reason);
    await this.clock.advance(0);
  }

  readonly #open: OpenSocket = (query, events) => {
    const line: Line = { query, sent: [], events, closed: false };
    this.lines.push(line);
    return {
      send: (text) => {
        line.sent.push(text);
        if (text !== "ping" || this.head === null) return;
        const pong = encodePongText({ epoch: EPOCH, seq: this.head });
        this.clock.setTimeout(() => line.closed || events.text(pong), 0);
      },
      close: () => void (line.closed = true),
    };
  };
}

const NOWHERE = (() => Promise.reject(new TypeError("fetch failed"))) as typeof fetch;

export function event(seq: number, rest: object = {}): FeedEvent {
  return { id: `e${seq}`, seq, type: "x-a", bot: "b", source: "api", at: seq, data: {}, ...rest };
}

export function welcome(head: number, epoch = EPOCH): object {
  const place = { epoch, head, oldest: 1, chain: "" };
  return { type: "welcome", v: 1, connection: "c", ...place, resumed: false, recovered: false, now: 0 };
}

export function caughtUp(seq: number, epoch = EPOCH): object {
  return { type: "caught_up", epoch, seq, chain: "" };
}

export function snapshot(seq: number, state: object = NO_STATE, epoch = EPOCH): object {
  return { type: "snapshot", epoch, seq, state };
}

export function events(after: number, through: number, rest: object = {}): object {
  const list = Array.from({ length: through - after }, (_, index) => event(after + 1 + index));
  return { type: "events", epoch: EPOCH, after, through, replay: false, events: list, ...rest };
}

export function reset(reason: string, head: number, epoch = EPOCH): object {
  return { type: "reset", reason, epoch, head, oldest: head + 1 };
}

export function bot(rest: object = {}): object {
  const counts = { openTrades: 0, closedTrades: 0, wins: 0 };
  return { mode: "dry", presence: "unknown", lastEventAt: 1, lastSeenAt: null, ...counts, ...rest };
}
