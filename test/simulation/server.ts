/**
 * The server's side: the real room core over SQLite, evicted, hibernated and restarted at will; its alarm; its archive behind
 * a database that fails before and after it has stored; the history that clients fill gaps from.
 */
import {
  PING_TEXT,
  EVENT_SEPARATOR,
  decodeCursor,
  encodeCursor,
  lastSeqOf,
  isRefused,
  type FeedEvent,
} from "@fillcast/protocol";
import { confirmPages } from "../../parties/feed/duties/stand.ts";
import { parseEvents } from "../../parties/feed/state/log-fold.ts";
import type { Appended, Draft } from "../../parties/feed/rpc.ts";
import type { Attachment, Socket } from "../../parties/feed/readers/subscriber.ts";
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
  /** Frames that were sent and have not arrived are gone, without a word. */
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
  /** What the database can be restored to. */
  #backup: { readonly restore: () => void; readonly archived: number } | null = null;
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
        await this.room.runDuties(
          this.archive,
          () => this.clock(),
          () => this.world.sleep(0),
        );
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
    const { parts } = this.room;
    const { rebuilding, archive } = this.room.inspect();
    if (rebuilding) return;
    const gone = [...parts.log.sealedPages()].filter(({ page }) => lastSeqOf(page) <= archive.seq);
    const pages = gone.map(({ page }) => page);
    // The database may fail, and an evicted instance is stopped by its storage.
    void confirmPages(this.archive, parts.log, pages)
      .then((confirmed) => parts.log.drop(confirmed))
      .catch(() => {});
  }

  /** The database as it is now can be had again. */
  backUp(): void {
    this.#backup = { ...this.archive.snapshot(), archived: this.room.inspect().archive.seq };
  }

  /** The database goes back, if it has what the room let go of since. */
  restore(): void {
    const { oldest } = this.room.parts.log;
    if (this.#backup === null || this.#backup.archived < oldest - 1 || this.archive.pending > 0) return;
    this.#backup.restore();
  }

  /** Somebody asks how the archive is. */
  async look(): Promise<void> {
    await this.room.feed.lookAtArchive(this.archive, () => this.clock());
    this.#arm();
  }

  open(link: ServerSide, query: URLSearchParams): void {
    const wishes = decodeWishes(query);
    if (isRefused(wishes)) throw new Error(wishes.problem.detail);
    this.links.add(link);
    this.room.feed.audience.subscribe(link, { v: 1, keyId: KEY_ID, ...wishes }, this.clock());
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
    const { oldest } = this.room.parts.log;
    const archived = [...this.archive.pages.values()]
      .filter(({ last }) => last > after)
      .toSorted((a, b) => a.page - b.page)
      .flatMap((page) => parseEvents(page.text))
      .filter(({ seq }) => seq > after && seq < oldest);
    const held: FeedEvent[] = [];
    for (let from = Math.max(after, oldest - 1); ;) {
      const { text, through } = this.room.feed.read({ after: from, through: Infinity, maxBytes: 1 << 20 });
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
