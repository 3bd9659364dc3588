/**
 * The room's core over an in-memory SQLite and recording sockets: what unit, property and simulation tests drive.
 */
import { DatabaseSync, type StatementSync } from "node:sqlite";
import {
  BACKLOG_MAX_BYTES,
  createEpoch,
  decodeServerFrame,
  encodeCursor,
  type FeedEvent,
  type Position,
  type ServerFrame,
  type Refused,
} from "@fillcast/protocol";
import type { Courier } from "../../parties/feed/alerts/courier.ts";
import { Feed } from "../../parties/feed/feed.ts";
import type { RunOutcome } from "../../parties/feed/duties/archiving.ts";
import { nextTurn, type FullArchive } from "../../parties/feed/duties/duties.ts";
import { KeyRing } from "../../parties/feed/keys.ts";
import { createParts, type Parts } from "../../parties/feed/parts.ts";
import type { Inspection } from "../../parties/feed/inspected.ts";
import type { Appended, Draft, SubscribeRequest } from "../../parties/feed/rpc.ts";
import { createFeedRow, openSchema } from "../../parties/feed/schema.ts";
import type { Sql, SqlRow, SqlValue } from "../../parties/feed/sql.ts";
import type { Attachment, Socket } from "../../parties/feed/readers/subscriber.ts";

export const START_MS = 1_795_500_000_000;
export const KEY_ID = "key-1";

/** An in-memory database with the room's view of it. */
export function createMemorySql(): Sql {
  const database = new DatabaseSync(":memory:");
  const prepared = new Map<string, StatementSync>();
  const prepare = (statement: string): StatementSync => {
    const known = prepared.get(statement) ?? database.prepare(statement);
    prepared.set(statement, known);
    return known;
  };
  return {
    all: <Row extends SqlRow>(statement: string, ...params: readonly SqlValue[]) =>
      prepare(statement).all(...(params as (string | number | null | Uint8Array)[])) as unknown as Row[],
    run: (statement, ...params) => {
      prepare(statement).run(...(params as (string | number | null | Uint8Array)[]));
    },
    transaction: (work) => {
      database.exec("BEGIN");
      try {
        const result = work();
        database.exec("COMMIT");
        return result;
      } catch (error) {
        database.exec("ROLLBACK");
        throw error;
      }
    },
  };
}

/** A socket that keeps what was sent to it, and what the platform would keep for it. */
export class RecordingSocket implements Socket {
  readonly frames: ServerFrame[] = [];
  closed: { readonly code: number; readonly reason: string } | null = null;
  attachment: Attachment | null = null;
  pingedAt: number | null = null;
  sentBytes = 0;
  readonly id: string;

  constructor(id: string) {
    this.id = id;
  }

  send(text: string): void {
    if (this.closed !== null) throw new Error("the socket is closed");
    const frame = decodeServerFrame(text);
    if (frame === null) throw new Error(`not a frame: ${text.slice(0, 200)}`);
    this.sentBytes += text.length;
    this.frames.push(frame);
  }

  close(code: number, reason: string): void {
    this.closed = { code, reason };
  }

  lastPingAt(): number | null {
    return this.pingedAt;
  }

  bufferedBytes(): number {
    return 0;
  }

  save(attachment: Attachment): void {
    // What the platform does: a structured clone that outlives the object.
    this.attachment = structuredClone(attachment);
  }

  /** Frames of one type. */
  of<Type extends ServerFrame["type"]>(type: Type): Extract<ServerFrame, { type: Type }>[] {
    return this.frames.filter((frame) => frame.type === type) as Extract<ServerFrame, { type: Type }>[];
  }

  /** All events, in the order in which they came. */
  events(): FeedEvent[] {
    return this.of("events").flatMap((frame) => frame.events);
  }
}

function revocable(sql: Sql): { readonly sql: Sql; readonly revoke: () => void } {
  let revoked = false;
  const check = (): void => {
    if (revoked) throw new Error("this instance of the room was evicted");
  };
  return {
    revoke: () => {
      revoked = true;
    },
    sql: {
      all: <Row extends SqlRow>(statement: string, ...params: readonly SqlValue[]) => {
        check();
        return sql.all<Row>(statement, ...params);
      },
      run: (statement, ...params) => {
        check();
        sql.run(statement, ...params);
      },
      transaction: (work) => {
        check();
        return sql.transaction(work);
      },
    },
  };
}

function createRoom(nowMs: number): Sql {
  const sql = createMemorySql();
  const row = { name: "alice", epoch: createEpoch(nowMs, null), region: "auto", createdAt: nowMs, firstKeyId: KEY_ID };
  sql.transaction(() => createFeedRow(sql, row));
  new KeyRing(sql).add({ id: KEY_ID, scope: "owner", createdAt: nowMs });
  return sql;
}

/** Of a room whose test sends nothing. */
const NO_COURIER: Courier = {
  check: () => "nothing can be sent here.",
  hostOf: () => "",
  seal: () => Promise.reject(new Error("nothing is sent here")),
  open: () => Promise.resolve(null),
  deliver: () => Promise.reject(new Error("nothing is sent here")),
  findChats: () => Promise.reject(new Error("nothing is sent here")),
};

/** The courier that the room has by the time it is asked. */
function forwarding(courier: () => Courier): Courier {
  return {
    check: (address) => courier().check(address),
    hostOf: (address) => courier().hostOf(address),
    seal: (address, id) => courier().seal(address, id),
    open: (sealed, id) => courier().open(sealed, id),
    deliver: (address, message) => courier().deliver(address, message),
    findChats: (token) => courier().findChats(token),
  };
}

/** One feed's storage, and the feed over it; `wake` is what a new instance after an eviction or a hibernation sees. */
export class TestRoom {
  readonly sql: Sql;
  /** What the feed is made of: the feed itself is closed. */
  parts: Parts;
  feed: Feed;
  head = "";
  #revoke: () => void = () => {};

  readonly #backlogMaxBytes: number;
  /** What carries alerts out of the room. */
  courier: Courier = NO_COURIER;
  /** The clock of what the room does without being called: messages that end. */
  nowMs = START_MS;

  constructor(nowMs = START_MS, backlogMaxBytes = BACKLOG_MAX_BYTES, sql = createRoom(nowMs)) {
    this.#backlogMaxBytes = backlogMaxBytes;
    this.sql = sql;
    this.parts = this.#open();
    this.feed = this.#wire();
  }

  /** The room of a database that there is already. */
  static over(sql: Sql): TestRoom {
    return new TestRoom(START_MS, BACKLOG_MAX_BYTES, sql);
  }

  #open(): Parts {
    // What an evicted instance still has under way never reaches the storage.
    this.#revoke();
    const { sql, revoke } = revocable(this.sql);
    this.#revoke = revoke;
    const opened = openSchema(sql);
    if (opened.kind !== "feed") throw new Error(`not created: ${opened.kind}`);
    return createParts(sql, opened.row, START_MS);
  }

  #wire(): Feed {
    const announceHead = (head: Position): void => {
      this.head = encodeCursor(head);
    };
    const world = {
      announceHead,
      backlogMaxBytes: this.#backlogMaxBytes,
      courier: forwarding(() => this.courier),
      now: () => this.nowMs,
      rearm: () => {},
    };
    return new Feed(this.parts, world, START_MS);
  }

  /** Forgets everything but storage and the sockets that are still open. */
  wake(sockets: readonly RecordingSocket[] = []): void {
    this.feed.retire();
    this.parts = this.#open();
    this.feed = this.#wire();
    for (const socket of sockets) {
      if (socket.closed === null && socket.attachment !== null) this.feed.audience.restore(socket, socket.attachment);
    }
  }

  append(drafts: readonly Draft[], nowMs = START_MS): Appended | Refused {
    return this.feed.append({ v: 1, keyId: KEY_ID, drafts }, nowMs);
  }

  connect(id: string, wishes: Partial<SubscribeRequest> = {}, nowMs = START_MS): RecordingSocket {
    const socket = new RecordingSocket(id);
    const request = { v: 1, keyId: KEY_ID, start: { kind: "live" }, snapshot: false, ack: false, ...wishes } as const;
    this.feed.audience.subscribe(socket, request, nowMs);
    return socket;
  }

  receive(socket: RecordingSocket, frame: object | string, nowMs = START_MS): void {
    this.feed.audience.receive(socket.id, typeof frame === "string" ? frame : JSON.stringify(frame), nowMs);
  }

  /** What the alarm does. */
  runDuties(archive: FullArchive, now: () => number = () => START_MS, pause = nextTurn): Promise<RunOutcome> {
    return this.feed.runDuties({ archive, now, pause });
  }

  inspect(nowMs = START_MS): Inspection {
    return this.feed.inspect(0, nowMs);
  }

  /** Something is not in the archive yet. */
  get isBehind(): boolean {
    const { lag, waitingTrades, problem } = this.inspect().archive;
    return lag > 0 || waitingTrades > 0 || problem !== null;
  }
}
