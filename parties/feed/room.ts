/**
 * The feed's Durable Object: a thin PartyServer shell. It hands requests, RPC calls and socket events to the feed (feed.ts)
 * with the time beside them, and carries out what the feed asks for. State is loaded in the constructor, since a plain RPC
 * does not run onStart; an uncreated room writes nothing.
 */
import {
  BACKLOG_MAX_BYTES,
  CLOSE,
  PING_TEXT,
  SUBSCRIBER_LIMIT_RETRY_MS,
  createEpoch,
  encodePongText,
  pageOf,
  type Position,
} from "@fillcast/protocol";
import { Server, type Connection, type ConnectionContext, type WSMessage } from "partyserver";
import type { Env } from "../../src/env.ts";
import { copyPages } from "../../src/archive/pages.ts";
import { ARCHIVE_DELAY_MS } from "./alarm.ts";
import { runDuties } from "./duties.ts";
import { Feed } from "./feed.ts";
import { isHeartbeat } from "./presence.ts";
import { inspectFeed, inspectSubscribers } from "./inspection.ts";
import { readPage, readRange } from "./reads.ts";
import { refuseRevoked, refuseUncreated } from "./refusal.ts";
import { createRoomArchive } from "./room-archive.ts";
import { connectionToSocket, refuseSocket } from "./room-socket.ts";
import {
  refuse,
  SUBSCRIBE_HEADER,
  type AppendRequest,
  type Appended,
  type Call,
  type CreateRequest,
  type Created,
  type Done,
  type FeedRpc,
  type InspectedSubscribers,
  type Inspection,
  type KeyRecord,
  type Keys,
  type LogRead,
  type PageRead,
  type StateRead,
  type Refused,
  type RefusedAttempt,
  type SubscribeRequest,
} from "./rpc.ts";
import { createFeedRow, readFeedRow } from "./schema.ts";
import { createRoomSql, type Sql } from "./sql.ts";
import type { Attachment } from "./subscriber.ts";
import { sayBye } from "./subscribers.ts";

/** RFC 6455 §7.4.1: what a close frame without a code reads as, and a purpose fulfilled. */
const CLOSED_WITHOUT_CODE = 1005;
const CLOSED_NORMALLY = 1000;

export class FeedRoom extends Server<Env> implements FeedRpc {
  static override options = { hibernate: true };

  readonly #sql: Sql;
  /** Null until the feed is created. */
  #feed: Feed | null = null;
  /** When the alarm rings, ms since 1970. */
  #alarmAt: number | null = null;
  /** The alarm's work, while it is under way. */
  #duties: Promise<unknown> = Promise.resolve();

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#sql = createRoomSql(ctx.storage);
    this.#open();
    // An instance that did not know of the alarm would put it off, and restarts that come often would do so for good.
    void ctx.blockConcurrencyWhile(async () => {
      this.#alarmAt = await ctx.storage.getAlarm();
    });
  }

  #open(): void {
    const row = readFeedRow(this.#sql);
    if (row === null) return;
    const effects = { announceHead: (head: Position) => this.#answerPings(head) };
    const feed = new Feed(this.#sql, row, effects, BACKLOG_MAX_BYTES, Date.now());
    this.#answerPings(feed.position);
    for (const connection of this.getConnections<Attachment>()) {
      if (connection.state !== null) feed.audience.restore(connectionToSocket(this.ctx, connection), connection.state);
    }
    this.#feed = feed;
  }

  /** Lets the platform answer `ping` with the head, without waking the room. */
  #answerPings(head: Position): void {
    this.ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING_TEXT, encodePongText(head)));
  }

  async append(request: AppendRequest): Promise<Appended | Refused> {
    if (this.#feed === null) return refuseUncreated();
    const nowMs = Date.now();
    const answer = this.#feed.append(request, nowMs);
    // An alarm that rings soon takes along what was appended; only a heartbeat can want an earlier one.
    const ringsSoon = this.#alarmAt !== null && this.#alarmAt <= nowMs + ARCHIVE_DELAY_MS;
    if (!ringsSoon || request.drafts.some((draft) => isHeartbeat(draft.event))) this.#arm(this.#feed, nowMs);
    return answer;
  }

  /** Sets the alarm where it is due earlier than it is set; each setting is a row written. */
  #arm(feed: Feed, nowMs: number): void {
    const at = feed.nextAlarmAt(nowMs);
    if (at === null || (this.#alarmAt !== null && this.#alarmAt <= at)) return;
    this.#alarmAt = at;
    void this.ctx.storage.setAlarm(at);
  }

  /** Never throws: an alarm that fails six times is dropped by the platform. */
  override async onAlarm(): Promise<void> {
    this.#alarmAt = null;
    if (this.#feed === null) return;
    const duties = this.#runDuties(this.#feed);
    this.#duties = Promise.all([this.#duties, duties]);
    await duties;
    if (this.#feed !== null) this.#arm(this.#feed, Date.now());
  }

  async #runDuties(feed: Feed): Promise<void> {
    try {
      const archive = createRoomArchive(this.env.DB, feed.row, () => this.#feed === feed);
      const { mismatch } = await runDuties(feed, archive, Date.now);
      if (mismatch !== null && this.#feed === feed) await this.#beginEpoch(feed);
    } catch (error) {
      console.error("alarm failed", error);
    }
  }

  /** The archive holds another history under this epoch: the room was restored to an earlier point. Its log goes on in a new life. */
  async #beginEpoch(feed: Feed): Promise<void> {
    const epoch = createEpoch(Date.now(), feed.row.epoch);
    await copyPages(this.env.DB, feed.row.name, feed.row.epoch, epoch, pageOf(feed.log.oldest) - 1);
    if (this.#feed !== feed) return;
    this.#sql.transaction(() => {
      this.#sql.run("UPDATE feed SET epoch = ? WHERE one = 1", epoch);
      this.#sql.run("DELETE FROM checkpoint");
    });
    this.#open();
    this.#feed.audience.resetAll("epoch", Date.now());
  }

  async create({ feed, region, key }: CreateRequest): Promise<Created | Refused> {
    if (this.#feed !== null) {
      const { epoch, firstKeyId } = this.#feed.row;
      return firstKeyId === key.id
        ? { kind: "created", epoch }
        : refuse("feed-exists", `The feed ${feed} exists. Choose another id.`);
    }
    const nowMs = Date.now();
    const row = { name: feed, epoch: createEpoch(nowMs, null), region, createdAt: nowMs, firstKeyId: key.id };
    this.#sql.transaction(() => {
      createFeedRow(this.#sql, row);
      this.#sql.run("INSERT INTO key (id, record) VALUES (?, ?)", key.id, JSON.stringify(key));
    });
    this.#open();
    return { kind: "created", epoch: row.epoch };
  }

  async authorize(call: Call): Promise<Done | Refused> {
    return this.#admit(call, () => ({ kind: "done" }));
  }

  async issueKey(call: Call & { readonly key: KeyRecord }): Promise<Done | Refused> {
    return this.#admit(call, (feed) => {
      feed.keys.add(call.key);
      return { kind: "done" } as const;
    });
  }

  async listKeys(call: Call): Promise<Keys | Refused> {
    return this.#admit(call, (feed) => ({ kind: "keys", keys: feed.keys.list() }));
  }

  async revokeKey(call: Call & { readonly keyId: string }): Promise<Done | Refused> {
    return this.#admit(call, (feed) => {
      if (!feed.keys.remove(call.keyId)) return refuse("key-not-found", "The feed has no key with this id.");
      feed.subscribers.closeKey(call.keyId);
      return { kind: "done" } as const;
    });
  }

  async read(
    call: Call & { readonly after: number; readonly through: number; readonly maxBytes: number },
  ): Promise<LogRead | Refused> {
    return this.#admit(call, (feed) => readRange(feed.log, feed.bounds, call.after, call.through, call.maxBytes));
  }

  async readPage(call: Call & { readonly page: number; readonly open?: boolean }): Promise<PageRead | Refused> {
    return this.#admit(call, (feed) => readPage(feed.log, feed.bounds, call.page, call.open === true));
  }

  async readState(call: Call): Promise<StateRead | Refused> {
    return this.#admit(call, (feed) => feed.readState(Date.now()));
  }

  async noteRefusal({ attempt }: { readonly attempt: RefusedAttempt }): Promise<void> {
    this.#feed?.refused.note(attempt, Date.now());
  }

  async inspect(call: Call): Promise<Inspection | Refused> {
    return this.#admit(call, (feed) => inspectFeed(feed, this.ctx.storage.sql.databaseSize, Date.now()));
  }

  async inspectSubscribers(call: Call): Promise<InspectedSubscribers | Refused> {
    return this.#admit(call, (feed) => ({ kind: "subscribers", subscribers: inspectSubscribers(feed, Date.now()) }));
  }

  async erase(call: Call): Promise<Done | Refused> {
    const answer =
      this.#feed === null ? ({ kind: "done" } as const) : this.#admit(call, () => ({ kind: "done" }) as const);
    if (answer.kind === "refused" || this.#feed === null) return answer;
    for (const subscriber of this.#feed.subscribers.all()) this.#feed.subscribers.close(subscriber, CLOSE.feedNotFound);
    this.#feed = null;
    // What is on its way to the archive has to be there before the caller empties that too.
    await this.#duties;
    await this.ctx.storage.deleteAll();
    this.#alarmAt = null;
    return answer;
  }

  #admit<Answer>({ caller }: Call, answer: (feed: Feed) => Answer): Answer | Refused {
    if (this.#feed === null) return refuseUncreated();
    if (caller.kind === "key" && !this.#feed.keys.has(caller.id)) return refuseRevoked();
    return answer(this.#feed);
  }

  /** Upgrades only; what is refused is accepted and closed here, before partyserver makes a connection or writes its name record. */
  override async fetch(request: Request): Promise<Response> {
    const header = request.headers.get(SUBSCRIBE_HEADER);
    if (header === null) return new Response(null, { status: 404 });
    if (this.#feed === null) return refuseSocket(CLOSE.feedNotFound);
    const { keyId } = JSON.parse(header) as SubscribeRequest;
    if (!this.#feed.keys.has(keyId)) return refuseSocket(CLOSE.unauthenticated);
    if (!this.#feed.audience.hasRoom(Date.now())) return refuseSocket(CLOSE.subscriberLimit, SUBSCRIBER_LIMIT_RETRY_MS);
    return super.fetch(request);
  }

  override onConnect(connection: Connection<Attachment>, { request }: ConnectionContext): void {
    const socket = connectionToSocket(this.ctx, connection);
    const wishes = JSON.parse(request.headers.get(SUBSCRIBE_HEADER)!) as SubscribeRequest;
    try {
      this.#feed!.audience.subscribe(socket, wishes, Date.now());
    } catch (error) {
      // Thrown on, partyserver would put the stack on the wire and leave the socket open.
      console.error("subscribe failed", error);
      sayBye(socket, CLOSE.roomRestarting);
    }
  }

  override onMessage(connection: Connection, message: WSMessage): void {
    this.#feed?.audience.receive(connection.id, message, Date.now());
  }

  override onClose(connection: Connection, code: number): void {
    this.#feed?.audience.leave(connection.id);
    // partyserver gives back the code that came, and nothing where none did: a browser would wait for seconds.
    if (code === CLOSED_WITHOUT_CODE) connection.close(CLOSED_NORMALLY);
  }

  override onError(connection: Connection): void {
    this.#feed?.audience.leave(connection.id);
  }
}
