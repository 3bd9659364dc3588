/**
 * The feed's Durable Object: a thin PartyServer shell. It hands requests, RPC calls and socket events to the feed (feed.ts)
 * with the time beside them, and carries out what the feed asks for. State is loaded in the constructor, since a plain RPC
 * does not run onStart; an uncreated room writes nothing.
 */
import {
  BACKLOG_MAX_BYTES,
  CLOSE,
  PING_TEXT,
  createEpoch,
  encodePongText,
  isRefused,
  pageOf,
  refuse,
  type Position,
  type QuotaWish,
  type Refused,
  type Share,
} from "@fillcast/protocol";
import { Server, type Connection, type ConnectionContext, type WSMessage } from "partyserver";
import { copyPages } from "../../archive/write-pages.ts";
import { describeFault } from "../../telemetry/fault.ts";
import { logFault } from "../../telemetry/log.ts";
import { createCourier, type CourierEnv } from "./alerts/courier.ts";
import { decideSetting, isAlarmDoubtful, NEWER_RETRY_MS } from "./duties/alarm.ts";
import { nextTurn, type FullArchive } from "./duties/duties.ts";
import { createRoomArchive } from "./duties/room-archive.ts";
import { writeEpoch, writeWish } from "./feed-row.ts";
import { Feed } from "./feed.ts";
import { writeKey } from "./keys.ts";
import { createParts } from "./parts.ts";
import { connectionToSocket, refuseSocket } from "./readers/room-socket.ts";
import { decodeAttachment, type Attachment } from "./readers/subscriber.ts";
import { sayBye } from "./readers/subscribers.ts";
import { refuseNewerRoom, refuseNewerCall, refuseRevoked, refuseUncreated } from "./refusal.ts";
import type { FailedAttempt, InspectedSubscribers, Inspection } from "./inspected.ts";
import {
  RPC_VERSION,
  SUBSCRIBE_HEADER,
  type AppendRequest,
  type Appended,
  type Call,
  type Chats,
  type CreateRequest,
  type Created,
  type DestinationChange,
  type DestinationRequest,
  type Destinations,
  type Dismissed,
  type DismissRequest,
  type Done,
  type FeedRpc,
  type KeyRecord,
  type Keys,
  type LogRead,
  type MadeDestination,
  type ModeRequest,
  type ModeSet,
  type PageCall,
  type PageRead,
  type ReadCall,
  type RenewRequest,
  type Settings,
  type SettingsRequest,
  type SharedCall,
  type SharedRead,
  type Shares,
  type StateRead,
  type SubscribeRequest,
} from "./rpc.ts";
import { createFeedRow, openSchema } from "./schema.ts";
import { createRoomSql, type Sql } from "./sql.ts";
import { dropCheckpoint } from "./state/checkpoint.ts";
import { isHeartbeat } from "./state/heartbeats.ts";

/** RFC 6455 §7.4.1: what a close frame without a code reads as, and a purpose fulfilled. */
const CLOSED_WITHOUT_CODE = 1005;
const CLOSED_NORMALLY = 1000;

const DONE: Done = { kind: "done" };

/** What the room needs of the Worker's bindings. */
interface RoomEnv extends Cloudflare.Env, CourierEnv {
  readonly DB: D1Database;
}

export class FeedRoom extends Server<RoomEnv> implements FeedRpc {
  static override options = { hibernate: true };

  readonly #sql: Sql;
  /** Null until the feed is created, and while its database is of a later version than this code. */
  #feed: Feed | null = null;
  #isNewer = false;
  /** When the alarm rings, ms since 1970. */
  #alarmAt: number | null = null;
  /** The alarm's work, while it is under way. */
  #duties: Promise<unknown> = Promise.resolve();

  constructor(ctx: DurableObjectState, env: RoomEnv) {
    super(ctx, env);
    this.#sql = createRoomSql(ctx.storage);
    this.#open();
    // An instance that did not know of the alarm would put it off, and restarts that come often would do so for good.
    void ctx.blockConcurrencyWhile(async () => {
      this.#alarmAt = await ctx.storage.getAlarm();
    });
  }

  #open(): void {
    const opened = openSchema(this.#sql);
    if (opened.kind === "newer") return this.#leaveAlone(opened.version);
    if (opened.kind === "uncreated") return;
    const nowMs = Date.now();
    const announceHead = (head: Position): void => this.#answerPings(head);
    const world = {
      announceHead,
      backlogMaxBytes: BACKLOG_MAX_BYTES,
      courier: createCourier(this.env, opened.row.name),
      now: () => Date.now(),
      rearm: () => this.#rearm(feed),
    };
    const feed: Feed = new Feed(createParts(this.#sql, opened.row, nowMs), world, nowMs);
    this.#answerPings(feed.position);
    for (const connection of this.getConnections<Attachment>()) {
      const socket = connectionToSocket(this.ctx, connection);
      const attachment = decodeAttachment(connection.state);
      // A socket of a later build: this one cannot say where it stands, and the client can.
      if (attachment === null) sayBye(socket, CLOSE.roomRestarting);
      else feed.audience.restore(socket, attachment);
    }
    this.#feed?.retire();
    this.#feed = feed;
  }

  /** A later build has written here, and this one might do harm: it writes nothing until that build is back. */
  #leaveAlone(version: number): void {
    this.#isNewer = true;
    console.error(
      JSON.stringify({ level: "error", what: "the room's database was written by a newer version", version }),
    );
    for (const connection of this.getConnections<Attachment>()) {
      sayBye(connectionToSocket(this.ctx, connection), CLOSE.roomRestarting, NEWER_RETRY_MS);
    }
  }

  /** Lets the platform answer `ping` with the head, without waking the room. */
  #answerPings(head: Position): void {
    this.ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING_TEXT, encodePongText(head)));
  }

  async append(request: AppendRequest): Promise<Appended | Refused> {
    if (request.v > RPC_VERSION) return refuseNewerCall();
    if (this.#feed === null) return this.#refuseWithoutFeed();
    const nowMs = Date.now();
    const answer = this.#feed.append(request, nowMs);
    const hasHeartbeat = request.drafts.some((draft) => isHeartbeat(draft.event));
    const { alertsAt } = this.#feed;
    if (isAlarmDoubtful(this.#alarmAt, { hasHeartbeat, alertsAt }, nowMs)) this.#arm(this.#feed);
    return answer;
  }

  #rearm(feed: Feed): void {
    if (this.#feed === feed) this.#arm(feed);
  }

  /** Sets the alarm if it is due earlier than it is set. */
  #arm(feed: Feed): void {
    const nowMs = Date.now();
    this.#ringAt(feed.nextAlarmAt(nowMs), nowMs);
  }

  #ringAt(wantedAt: number | null, nowMs: number): void {
    const at = decideSetting(this.#alarmAt, wantedAt, nowMs);
    if (at === null) return;
    this.#alarmAt = at;
    void this.ctx.storage.setAlarm(at);
  }

  /** Never throws: an alarm that fails six times is dropped by the platform. */
  override async onAlarm(): Promise<void> {
    this.#alarmAt = null;
    if (this.#isNewer) await this.ctx.storage.setAlarm(Date.now() + NEWER_RETRY_MS);
    if (this.#feed === null) return;
    const duties = this.#runDuties(this.#feed);
    this.#duties = Promise.all([this.#duties, duties]);
    await duties;
    if (this.#feed !== null) this.#arm(this.#feed);
  }

  async #runDuties(feed: Feed): Promise<void> {
    try {
      const { mismatch } = await feed.runDuties({ archive: this.#archiveOf(feed), now: Date.now, pause: nextTurn });
      if (mismatch !== null && this.#feed === feed) await this.#beginEpoch(feed);
    } catch (error) {
      logFault(feed.row.name, "the alarm failed", describeFault(error));
    }
  }

  /** Waits for the alarm's work, which holds the state that is about to go. */
  async #afterDuties(): Promise<void> {
    for (let duties = null as Promise<unknown> | null; duties !== this.#duties;) await (duties = this.#duties);
  }

  #archiveOf(feed: Feed): FullArchive {
    return createRoomArchive(this.env.DB, feed.row, feed.ledgerGeneration, () => this.#feed === feed);
  }

  /** The archive holds another history under this epoch: the room was restored to an earlier point. Its log goes on in a new life. */
  async #beginEpoch(feed: Feed): Promise<void> {
    const epoch = createEpoch(Date.now(), feed.row.epoch);
    const ended = { db: this.env.DB, feed: feed.row.name, epoch: feed.row.epoch };
    await copyPages(ended, epoch, pageOf(feed.bounds.oldest) - 1);
    if (this.#feed !== feed) return;
    this.#sql.transaction(() => {
      writeEpoch(this.#sql, epoch);
      dropCheckpoint(this.#sql);
    });
    this.#open();
    this.#feed.audience.resetAll("epoch", Date.now());
  }

  async create({ v, feed, region, key, limits }: CreateRequest): Promise<Created | Refused> {
    if (v > RPC_VERSION) return refuseNewerCall();
    if (this.#isNewer) return refuseNewerRoom();
    if (this.#feed !== null) {
      const { epoch, firstKeyId } = this.#feed.row;
      if (firstKeyId === key.id) return { kind: "created", epoch };
      return refuse("feed-exists", `The feed ${feed} already exists. Choose another id.`);
    }
    const nowMs = Date.now();
    const row = { name: feed, epoch: createEpoch(nowMs, null), region, createdAt: nowMs, firstKeyId: key.id };
    this.#sql.transaction(() => {
      createFeedRow(this.#sql, row);
      writeKey(this.#sql, { ...key, lineage: [] });
      if (limits !== undefined) writeWish(this.#sql, limits);
    });
    this.#open();
    return { kind: "created", epoch: row.epoch };
  }

  async authorize(call: Call): Promise<Done | Refused> {
    return this.#admit(call, () => DONE);
  }

  async issueKey(call: Call & { readonly key: KeyRecord }): Promise<Done | Refused> {
    return this.#admit(call, (feed) => feed.issueKey(call.caller, call.key, Date.now()));
  }

  async listKeys(call: Call): Promise<Keys | Refused> {
    return this.#admit(call, (feed) => ({ kind: "keys", keys: feed.listKeys() }));
  }

  async revokeKey(call: Call & { readonly keyId: string }): Promise<Done | Refused> {
    return this.#admit(call, (feed) => feed.revokeKey(call.caller, call.keyId));
  }

  async read(call: Call & ReadCall): Promise<LogRead | Refused> {
    return this.#admit(call, (feed) => feed.read(call));
  }

  async readPage(call: Call & PageCall): Promise<PageRead | Refused> {
    const refused = call.open === true ? await this.#lookAtArchive(call) : null;
    return refused ?? this.#admit(call, (feed) => feed.readPage(call));
  }

  async readState(call: Call): Promise<StateRead | Refused> {
    return this.#admit(call, (feed) => feed.readState(Date.now()));
  }

  async noteRefusal({ v, attempt }: { readonly v: number; readonly attempt: FailedAttempt }): Promise<Done | Refused> {
    return this.#admit({ v, caller: { kind: "key", id: attempt.keyId } }, (feed) => {
      feed.noteAttempt(attempt, Date.now());
      return DONE;
    });
  }

  async rebuild(call: Call): Promise<Done | Refused> {
    const refused = this.#admit(call, (feed) => feed.refuseRebuild(Date.now()));
    if (refused !== null) return refused;
    await this.#afterDuties();
    return this.#admit(call, (feed) => {
      const done = feed.rebuild(Date.now());
      this.#arm(feed);
      return done;
    });
  }

  async setMode(call: Call & ModeRequest): Promise<ModeSet | Refused> {
    const answer = this.#admit(call, (feed) => feed.setMode(call, Date.now()));
    if (isRefused(answer) || answer.seq === null) return answer;
    await this.#afterDuties();
    return this.#admit(call, (feed) => {
      feed.renewIfOutdated(Date.now());
      this.#arm(feed);
      return answer;
    });
  }

  async dismissTrade(call: Call & DismissRequest): Promise<Dismissed | Refused> {
    return this.#admit(call, (feed) => {
      const answer = feed.dismissTrade(call, Date.now());
      this.#arm(feed);
      return answer;
    });
  }

  async readSettings(call: Call): Promise<Settings | Refused> {
    return this.#admit(call, (feed) => feed.readSettings());
  }

  async writeSettings(call: Call & SettingsRequest): Promise<Settings | Refused> {
    return this.#admit(call, (feed) => feed.writeSettings(call));
  }

  async listDestinations(call: Call): Promise<Destinations | Refused> {
    return this.#admit(call, ({ destinations }) => destinations.list(call.caller));
  }

  async addDestination(call: Call & DestinationRequest): Promise<MadeDestination | Refused> {
    return this.#admit(call, ({ destinations }) => destinations.add(call.caller, call, Date.now()));
  }

  async changeDestination(
    call: Call & DestinationChange & { readonly id: string },
  ): Promise<MadeDestination | Refused> {
    return this.#admit(call, ({ destinations }) => destinations.change(call.caller, call.id, call, Date.now()));
  }

  async removeDestination(call: Call & { readonly id: string }): Promise<Done | Refused> {
    return this.#admit(call, ({ destinations }) => destinations.remove(call.caller, call.id));
  }

  async testDestination(call: Call & { readonly id: string }): Promise<Done | Refused> {
    return this.#admit(call, ({ destinations }) => destinations.test(call.caller, call.id, Date.now()));
  }

  async renewDestination({ v, ...request }: RenewRequest & { readonly v: number }): Promise<Done | Refused> {
    if (v > RPC_VERSION) return refuseNewerCall();
    if (this.#feed === null) return this.#refuseWithoutFeed();
    return this.#feed.destinations.renew(request, Date.now());
  }

  async findChats(call: Call & { readonly token: string }): Promise<Chats | Refused> {
    return this.#admit(call, ({ destinations }) => destinations.findChats(call.token, Date.now()));
  }

  async addShare(call: Call & { readonly share: Omit<Share, "issuedBy"> }): Promise<Shares | Refused> {
    return this.#admit(call, (feed) => feed.addShare(call.caller, call.share, Date.now()));
  }

  async listShares(call: Call): Promise<Shares | Refused> {
    return this.#admit(call, (feed) => ({ kind: "shares", shares: feed.listShares(Date.now()) }));
  }

  async removeShare(call: Call & { readonly share: string }): Promise<Done | Refused> {
    return this.#admit(call, (feed) => feed.removeShare(call.share));
  }

  /** For a link's own object: the list of links admits it, not a key. */
  async readShared(call: SharedCall): Promise<SharedRead | Refused> {
    return this.#admit({ v: call.v, caller: { kind: "admin" } }, (feed) => feed.readShared(call, Date.now()));
  }

  async inspect(call: Call): Promise<Inspection | Refused> {
    const refused = await this.#lookAtArchive(call);
    return refused ?? this.#admit(call, (feed) => feed.inspect(this.ctx.storage.sql.databaseSize, Date.now()));
  }

  /** Before an answer about the archive: whether it still has what it had. What it lacks is written again by the alarm. */
  async #lookAtArchive(call: Call): Promise<Refused | null> {
    return this.#admit(call, async (feed) => {
      await feed.lookAtArchive(this.#archiveOf(feed), Date.now);
      if (feed.archiveProblem !== null) this.#arm(feed);
      return null;
    });
  }

  async inspectSubscribers(call: Call): Promise<InspectedSubscribers | Refused> {
    return this.#admit(call, (feed) => ({ kind: "subscribers", subscribers: feed.inspectSubscribers(Date.now()) }));
  }

  async setLimits(call: Call & { readonly limits: QuotaWish }): Promise<Done | Refused> {
    return this.#admit(call, (feed) => {
      feed.setLimits(call.limits);
      return DONE;
    });
  }

  async erase(call: Call): Promise<Done | Refused> {
    if (call.v > RPC_VERSION) return refuseNewerCall();
    if (this.#isNewer) return refuseNewerRoom();
    if (this.#feed === null) return DONE;
    const answer = this.#admit(call, () => DONE);
    if (isRefused(answer)) return answer;
    this.#feed.closeAll(CLOSE.feedNotFound);
    this.#feed.retire();
    this.#feed = null;
    // What is on its way to the archive has to be there before the caller empties that too.
    await this.#duties;
    await this.ctx.storage.deleteAll();
    this.#alarmAt = null;
    return answer;
  }

  #refuseWithoutFeed(): Refused {
    return this.#isNewer ? refuseNewerRoom() : refuseUncreated();
  }

  #admit<Answer>({ v, caller }: Call, answer: (feed: Feed) => Answer): Answer | Refused {
    if (v > RPC_VERSION) return refuseNewerCall();
    if (this.#feed === null) return this.#refuseWithoutFeed();
    if (caller.kind === "key" && !this.#feed.hasKey(caller.id)) return refuseRevoked();
    return answer(this.#feed);
  }

  /** Upgrades only; what is refused is accepted and closed here, before partyserver makes a connection or writes its name record. */
  override async fetch(request: Request): Promise<Response> {
    const header = request.headers.get(SUBSCRIBE_HEADER);
    if (header === null) return new Response(null, { status: 404 });
    const { v, keyId } = JSON.parse(header) as SubscribeRequest;
    if (v > RPC_VERSION || this.#isNewer) return refuseSocket(CLOSE.roomRestarting, NEWER_RETRY_MS);
    if (this.#feed === null) return refuseSocket(CLOSE.feedNotFound);
    if (!this.#feed.hasKey(keyId)) return refuseSocket(CLOSE.unauthenticated);
    const refused = this.#feed.audience.refuse(keyId, Date.now());
    if (refused !== null) return refuseSocket(refused.code, refused.retryAfterMs);
    return super.fetch(request);
  }

  override onConnect(connection: Connection<Attachment>, { request }: ConnectionContext): void {
    const socket = connectionToSocket(this.ctx, connection);
    const wishes = JSON.parse(request.headers.get(SUBSCRIBE_HEADER)!) as SubscribeRequest;
    try {
      const nowMs = Date.now();
      this.#feed!.audience.subscribe(socket, wishes, nowMs);
      // A long replay that nobody takes in ends though the room has nothing else to do.
      this.#ringAt(this.#feed!.readerSilentAt, nowMs);
    } catch (error) {
      // Thrown on, partyserver would put the stack on the wire and leave the socket open.
      logFault(this.#feed!.row.name, "a socket could not be opened", describeFault(error));
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
