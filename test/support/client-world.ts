/**
 * The real client over a hostile network to the real room, in one process, on a clock that tests move. Frames can vanish,
 * come twice or late; connections break with and without a word; the room hibernates, forgets pages, is restored to another
 * life of its log; tokens fail. What the user of the client saw is kept and compared with what was published.
 */
import {
  encodeCursor,
  encodePongText,
  PING_TEXT,
  decodeCursor,
  type FeedEvent,
  type FeedState,
  type Filter,
  type Position,
  type ResetReason,
} from "@fillcast/protocol";
import type { Feed, PositionStore, Start } from "../../client/src/api.ts";
import { createFakeClock } from "../../client/src/fake-clock.ts";
import { createFeed, type Shell } from "../../client/src/feed.ts";
import type { OpenSocket, SocketEvents } from "../../client/src/socket.ts";
import type { Start as RoomStart } from "../../parties/feed/rpc.ts";
import type { Attachment, Socket } from "../../parties/feed/readers/subscriber.ts";
import { draft } from "./draft.ts";
import { KEY_ID, START_MS, TestRoom } from "./room.ts";

/** Everything that a user of the client can tell. */
export type Seen =
  | { readonly kind: "event"; readonly event: FeedEvent; readonly epoch: string }
  | { readonly kind: "reset"; readonly reason: ResetReason; readonly filled: boolean };

export interface Reader {
  readonly shell: Shell;
  readonly feed: Feed;
  readonly seen: Seen[];
  readonly errors: string[];
  /** Each that the feed had, in turn. */
  readonly positions: Position[];
  readonly store: PositionStore;
}

export interface ReaderOptions {
  readonly start?: Start;
  readonly filter?: Filter;
  readonly state?: boolean;
  readonly store?: PositionStore;
  /** Handlers take so long, ms; 0 for plain ones. */
  readonly slowMs?: number;
}

/** One connection between a client and the room; `alive` is false once either end has given it up. */
class Line implements Socket {
  readonly id: string;
  alive = true;
  /** The network swallows everything, and neither end notices. */
  dead = false;
  attachment: Attachment | null = null;
  pingedAt: number | null = null;
  readonly #world: ClientWorld;
  readonly #events: SocketEvents;

  constructor(world: ClientWorld, id: string, events: SocketEvents) {
    this.#world = world;
    this.id = id;
    this.#events = events;
  }

  send(text: string): void {
    if (!this.alive) throw new Error("the socket is closed");
    this.#world.carry(this, text, () => this.#events.text(text));
  }

  close(code: number, reason: string): void {
    this.alive = false;
    if (!this.dead) this.#world.later(() => this.#events.closed(code, reason));
  }

  /** The connection breaks, and both ends learn of it. */
  cut(): void {
    if (!this.alive) return;
    this.alive = false;
    this.#world.room.feed.audience.leave(this.id);
    if (!this.dead) this.#world.later(() => this.#events.closed(1006, ""));
  }

  lastPingAt(): number | null {
    return this.pingedAt;
  }

  bufferedBytes(): number {
    return 0;
  }

  save(attachment: Attachment): void {
    this.attachment = structuredClone(attachment);
  }
}

export class ClientWorld {
  readonly clock = createFakeClock(START_MS);
  room = new TestRoom();
  /** What was published in the present life of the log. */
  log: FeedEvent[] = [];
  /** Frames of events, snapshots and the word that they were all, that are to vanish, or to come twice. */
  losing = 0;
  repeating = 0;
  historyDown = false;
  tokensFail = false;
  #tokens = 0;
  latencyMs = 0;
  readonly lines = new Set<Line>();
  #lifeBeganMs = START_MS;
  #published = 0;
  #connections = 0;

  /** After the network's latency; what is sent first arrives first. */
  later(deliver: () => void): void {
    this.clock.setTimeout(deliver, this.latencyMs);
  }

  carry(line: Line, text: string, deliver: () => void): void {
    const isEvents = /^\{"type":"(events|caught_up|snapshot)"/.test(text);
    if (isEvents && this.losing > 0) {
      this.losing--;
      return;
    }
    const copies = isEvents && this.repeating > 0 ? 2 : 1;
    if (copies === 2) this.repeating--;
    for (let copy = 0; copy < copies; copy++) {
      this.later(() => {
        if (!line.dead) deliver();
      });
    }
  }

  publish(count: number, type: string, padChars = 0): void {
    const drafts = Array.from({ length: count }, () => {
      this.#published++;
      return draft(`e${this.#published}`, { type, data: { pad: "x".repeat(padChars) } });
    });
    const answer = this.room.append(drafts, this.clock.now());
    if (answer.kind !== "appended") throw new Error(answer.problem.detail);
    for (const [index, { id, seq }] of answer.results.entries()) {
      this.log.push({ id, seq: seq!, at: 0, ...drafts[index]!.event });
    }
  }

  get head(): Position {
    return this.room.feed.position;
  }

  /** The room loses its memory, with its sockets open. */
  hibernate(): void {
    this.room.wake();
    for (const line of this.lines) {
      if (line.alive && line.attachment !== null) this.room.feed.audience.restore(line, line.attachment);
    }
  }

  /** The room forgets all sealed pages but the newest. */
  trim(): void {
    const pages = [...this.room.parts.log.sealedPages()].map(({ page }) => page);
    this.room.parts.log.drop(pages);
  }

  /** Another life of the log begins. */
  restore(): void {
    for (const line of this.lines) line.cut();
    // An epoch is named by the time of its beginning; two in the same millisecond are two.
    this.#lifeBeganMs = Math.max(this.clock.now(), this.#lifeBeganMs) + 1;
    this.room = new TestRoom(this.#lifeBeganMs);
    this.log = [];
  }

  cutAll(): void {
    for (const line of this.lines) line.cut();
  }

  /** The network swallows what is on all present connections from now on. */
  killAll(): void {
    for (const line of this.lines) line.dead = true;
  }

  closeAll(code: number): void {
    for (const line of this.lines) {
      if (!line.alive) continue;
      this.room.feed.audience.leave(line.id);
      line.close(code, "");
    }
  }

  readonly #openSocket: OpenSocket = (query, events) => {
    const line = new Line(this, `c${++this.#connections}`, events);
    this.lines.add(line);
    const filter: Record<string, string[]> = {};
    for (const name of ["types", "bots", "pairs"]) {
      if (query[name] !== undefined) filter[name] = query[name] as string[];
    }
    this.later(() => {
      if (!line.alive) return;
      const request = {
        v: 1,
        keyId: KEY_ID,
        start: queryToStart(query),
        snapshot: query.snapshot === 1,
        ack: query.ack === 1,
        ...(Object.keys(filter).length === 0 ? {} : { filter }),
      };
      this.room.feed.audience.subscribe(line, request, this.clock.now());
    });
    return {
      send: (text) => {
        this.later(() => {
          if (!line.alive || line.dead) return;
          if (text !== PING_TEXT) return this.room.feed.audience.receive(line.id, text, this.clock.now());
          line.pingedAt = this.clock.now();
          const pong = encodePongText(this.head);
          this.later(() => {
            if (!line.dead && line.alive) events.text(pong);
          });
        });
      },
      close: () => {
        if (!line.alive) return;
        line.alive = false;
        this.lines.delete(line);
        this.later(() => this.room.feed.audience.leave(line.id));
      },
    };
  };

  readonly #fetch = async (address: string): Promise<Response> => {
    const query = new URL(address).searchParams;
    if (this.historyDown) {
      const body = { type: "/problems/archive-unavailable", title: "", status: 503, detail: "down", instance: "" };
      return { ok: false, status: 503, headers: new Headers(), text: async () => JSON.stringify(body) } as Response;
    }
    const after = decodeCursor(query.get("after") ?? "")?.seq ?? 0;
    const limit = Number(query.get("limit"));
    const events = this.log.slice(after, after + limit);
    const next = after + limit < this.log.length ? encodeCursor({ ...this.head, seq: after + limit }) : null;
    const body = JSON.stringify({ events, next, head: encodeCursor(this.head) });
    return { ok: true, status: 200, headers: new Headers(), text: async () => body } as Response;
  };

  read(options: ReaderOptions = {}, seed = 1): Reader {
    const { store = volatileStore(), slowMs = 0, ...rest } = options;
    const shell = createFeed(
      {
        ...rest,
        store,
        url: "http://world",
        feed: "alice",
        token: async () => {
          if (this.tokensFail) throw new Error("no token today");
          // A fresh one each time: the same one that is refused as expired again and again is given up.
          return `token-${++this.#tokens}`;
        },
        clock: this.clock,
        fetch: this.#fetch as typeof fetch,
      },
      this.#openSocket,
      seed,
    );
    const { feed } = shell;
    const reader: Reader = { shell, feed, seen: [], errors: [], positions: [], store };
    feed.on("event", (event) => {
      reader.seen.push({ kind: "event", event: event as FeedEvent, epoch: feed.position?.epoch ?? "" });
      if (slowMs > 0) return new Promise<void>((resolve) => void this.clock.setTimeout(resolve, slowMs));
      return undefined;
    });
    feed.on("reset", ({ reason, filled }) => void reader.seen.push({ kind: "reset", reason, filled }));
    feed.subscribe(() => {
      if (feed.position !== null && feed.position !== reader.positions.at(-1)) reader.positions.push(feed.position);
    });
    feed.on("error", ({ code }) => void reader.errors.push(code));
    return reader;
  }

  /** All faults end, and there is time to recover. */
  async heal(ms = 120_000): Promise<void> {
    this.losing = this.repeating = this.latencyMs = 0;
    this.historyDown = this.tokensFail = false;
    await this.clock.advance(ms);
  }

  stateOfRoom(): FeedState | null {
    const read = this.room.feed.readState(this.clock.now());
    return read.kind === "state" ? (JSON.parse(read.text) as FeedState) : null;
  }
}

/** A position store that outlives its feed, like a tab's. */
export function volatileStore(): PositionStore {
  let kept: Position | null = null;
  return {
    load: () => Promise.resolve(kept),
    save: (position) => {
      kept = position;
      return Promise.resolve();
    },
  };
}

function queryToStart(query: Readonly<Record<string, unknown>>): RoomStart {
  if (query.epoch !== undefined) {
    return { kind: "resume", position: { epoch: query.epoch as string, seq: Number(query.after) } };
  }
  return query.tail === undefined ? { kind: "live" } : { kind: "tail", count: Number(query.tail) };
}
