/**
 * The server's side: the real room core over SQLite, evicted, hibernated and restarted at will; its alarm; its archive behind
 * a database that fails before and after it has stored; the history that clients fill gaps from.
 */
import { PING_TEXT, EVENT_SEPARATOR, decodeCursor, encodeCursor, lastSeqOf, type FeedEvent } from "@fillcast/protocol";
import { runDuties } from "../../parties/feed/duties.ts";
import { parseEvents } from "../../parties/feed/projection.ts";
import { readRange } from "../../parties/feed/reads.ts";
import type { Appended, Draft } from "../../parties/feed/rpc.ts";
import type { Attachment, Socket } from "../../parties/feed/subscriber.ts";
import { decodeWishes } from "../../src/live/wishes.ts";
import { MemoryArchive } from "../support/archive.ts";
import { KEY_ID, TestRoom } from "../support/room.ts";
import type { World } from "./world.ts";

/** A connection as the server has it; frames go out in order and may be lost with the connection. */
export interface ServerSide extends Socket {
  /** What the platform kept for it, and whether it still believes that it is open. */
  attachment: Attachment | null;
  isOpen: boolean;
  pingedAt: number | null;
  /** The server's end of the connection has gone: deploy, eviction, cut. */
  breakOff(): void;
  /** Frames that were sent and have not arrived are gone, and nobody is told. */
  vanish(): void;
}

export class Server {
  readonly world: World;
  readonly room: TestRoom;
  readonly archive = new MemoryArchive();
  readonly links = new Set<ServerSide>();
  /** Whether faults happen. */
  hostile = true;
  #clockSkewMs = 0;
  #alarmAt: number | null = null;
  #cancelAlarm: () => void = () => {};

  constructor(world: World) {
    this.world = world;
    this.room = new TestRoom(world.now);
    this.archive.fault = () => {
      if (!this.hostile) return "none";
      const roll = world.chance();
      return roll < 0.2 ? "before" : roll < 0.35 ? "after" : "none";
    };
    this.archive.delay = () => world.sleep(world.between(1, this.hostile ? 3_000 : 20));
  }

  /** The room's clock, which is set back and forth. */
  clock(): number {
    return this.world.now + this.#clockSkewMs;
  }

  setClock(): void {
    this.#clockSkewMs = this.world.between(-60_000, 60_000);
  }

  append(drafts: readonly Draft[]): Appended {
    const answer = this.room.append(drafts, this.clock());
    if (answer.kind !== "appended") throw new Error(answer.problem.detail);
    this.#arm();
    return answer;
  }

  #arm(): void {
    const at = this.room.feed.nextAlarmAt(this.clock());
    if (at === null || (this.#alarmAt !== null && this.#alarmAt <= at)) return;
    this.#cancelAlarm();
    this.#alarmAt = at;
    this.#cancelAlarm = this.world.after(at - this.clock(), () => this.ring());
  }

  /** The alarm; at least once, sometimes twice. */
  ring(): void {
    this.#alarmAt = null;
    this.#cancelAlarm();
    const { feed } = this.room;
    const run = async (): Promise<void> => {
      try {
        await runDuties(feed, this.archive, () => this.clock());
      } catch (error) {
        // An evicted instance is stopped by its storage, and the platform rings again; anything else is a finding.
        if (this.room.feed === feed) throw error;
      }
      this.#arm();
    };
    void run();
    if (this.hostile && this.world.maybe(0.1)) void run();
  }

  /** A new instance; every connection breaks. */
  evict(): void {
    for (const link of this.links) link.breakOff();
    this.links.clear();
    this.#restart();
  }

  /** A nap: connections stay, memory goes, and frames at its edge may be lost. */
  hibernate(): void {
    for (const link of this.links) if (this.world.maybe(0.3)) link.vanish();
    this.#restart();
  }

  #restart(): void {
    this.room.wake();
    for (const link of this.links) {
      if (link.isOpen && link.attachment !== null) this.room.feed.audience.restore(link, link.attachment);
    }
    // The alarm is kept by the platform.
    if (this.#alarmAt !== null) this.#arm();
  }

  /** Lets archived pages go long before their time, so that resuming has to take them from history. */
  trim(): void {
    const { log, model } = this.room.feed;
    if (model.projection === null) return;
    const gone = [...log.sealedPages()].filter(({ page }) => lastSeqOf(page) <= model.archiving.archived);
    log.drop(gone.map(({ page }) => page));
    model.saveIfDue(gone.length > 0);
  }

  open(link: ServerSide, query: URLSearchParams): void {
    const wishes = decodeWishes(query);
    if (wishes.kind === "refused") throw new Error(wishes.problem.detail);
    const { kind: _, ...wanted } = wishes;
    this.links.add(link);
    this.room.feed.audience.subscribe(link, { v: 1, keyId: KEY_ID, ...wanted }, this.clock());
  }

  /** A text of a client; the platform answers `ping` itself, and wakes nobody. */
  receive(link: ServerSide, text: string): void {
    if (!link.isOpen || !this.links.has(link)) return;
    if (text !== PING_TEXT) return this.room.feed.audience.receive(link.id, text, this.clock());
    link.pingedAt = this.clock();
    link.send(`pong ${this.room.head === "" ? encodeCursor(this.room.feed.position) : this.room.head}`);
  }

  /** The log, whole or after a seq: the archive's pages, then what the room holds. */
  log(after = 0): FeedEvent[] {
    const { oldest } = this.room.feed.log;
    const archived = [...this.archive.pages.values()]
      .filter(({ last }) => last > after)
      .toSorted((a, b) => a.page - b.page)
      .flatMap((page) => parseEvents(page.text))
      .filter(({ seq }) => seq > after && seq < oldest);
    const held: FeedEvent[] = [];
    for (let from = Math.max(after, oldest - 1); ;) {
      const { text, through } = readRange(this.room.feed.log, this.room.feed.bounds, from, Infinity, 1 << 20);
      if (text === "") return [...archived, ...held];
      held.push(...parseEvents(text));
      from = through;
    }
  }

  /** `GET /v1/feeds/:feed/events?after=` in as few words as it takes. */
  history(search: URLSearchParams): Response {
    const after = decodeCursor(search.get("after") ?? "")!;
    const limit = Number(search.get("limit"));
    const events = this.log(after.seq).slice(0, limit);
    const last = events.at(-1)?.seq ?? after.seq;
    const { epoch, seq } = this.room.feed.position;
    const next = last < seq ? `"${encodeCursor({ epoch, seq: last })}"` : "null";
    const texts = events.map((event) => JSON.stringify(event)).join(EVENT_SEPARATOR);
    return new Response(`{"events":[${texts}],"next":${next},"head":"${encodeCursor({ epoch, seq })}"}`);
  }
}
