/**
 * A share link's Durable Object: it knows which feed the link is of, and fans one redacted view out to all who look. While
 * somebody looks, it asks the feed's room every few seconds, once for all viewers, and sends what has changed; with no viewer
 * it sets no alarm. The room's list decides whether the link works: what it refuses, this object forgets.
 */
import {
  CLOSE,
  PING_TEXT,
  SHARE_REFRESH_MS,
  SHARE_TRADES_MAX,
  SHARE_VIEWERS_MAX,
  isRefused,
  refuse,
  type ProblemSlug,
  type Refused,
} from "@fillcast/protocol";
import { Server, type Connection } from "partyserver";
import { within } from "../../archive/deadline.ts";
import { listRatedTrades } from "../../archive/trades.ts";
import { classifyFault } from "../../telemetry/fault.ts";
import { logTrouble } from "../../telemetry/log.ts";
import { RPC_VERSION, type FeedRpc, type SharedRead } from "../feed/rpc.ts";
import { ShareLedger, type RoomTrades } from "./ledger.ts";
import { viewToParts } from "./parts.ts";
import { redact } from "./redact.ts";
import { SHARE_RPC_VERSION, type OpenShare, type SharePage, type ShareRpc, type ViewerFrame } from "./rpc.ts";
import { bufferedOf, changedParts, isStalled } from "./viewers.ts";

interface ShareEnv extends Cloudflare.Env {
  readonly Feed: DurableObjectNamespace<FeedRpc>;
  readonly DB: D1Database;
}

/** Which link of which feed this is. */
interface Identity {
  readonly feed: string;
  readonly id: string;
}

/** What the feed's room has said last, and what was made of it. */
interface Shown {
  readonly read: Omit<SharedRead, "text">;
  readonly trades: RoomTrades;
  readonly ledger: ShareLedger;
  readonly page: SharePage;
}

const IDENTITY = "identity";
/** What the feed's room says of a link that will not work again. */
const FINAL: ReadonlySet<ProblemSlug> = new Set(["share-ended", "feed-not-found", "feed-erased"]);
const ENDED_TEXT = "This link has ended. Ask its owner for a new one.";
const LEDGER_DEADLINE_MS = 8_000;
const DAY_MS = 24 * 60 * 60 * 1_000;
const CLOSED_WITHOUT_CODE = 1005;
const CLOSED_NORMALLY = 1000;
const DONE = { kind: "done" } as const;

/** What the platform keeps of a viewer's socket. */
interface ViewerState {
  /** When it got the view, ms since 1970: from then on it is sent what changes. */
  readonly servedAt: number;
}

export class ShareRoom extends Server<ShareEnv> implements ShareRpc {
  static override options = { hibernate: true };

  #identity: Identity | null;
  #shown: Shown | null = null;
  /** When `#shown` was made, ms since 1970. */
  #shownAtMs = -Infinity;
  /** For all who wait for it. */
  #refreshing: Promise<Refused | null> | null = null;
  #isStale = false;
  #hasAlarm = false;

  constructor(ctx: DurableObjectState, env: ShareEnv) {
    super(ctx, env);
    this.#identity = ctx.storage.kv.get<Identity>(IDENTITY) ?? null;
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING_TEXT, "pong"));
    void ctx.blockConcurrencyWhile(async () => {
      this.#hasAlarm = (await ctx.storage.getAlarm()) !== null;
    });
  }

  async begin({ v, feed, id }: OpenShare): Promise<typeof DONE | Refused> {
    if (v > SHARE_RPC_VERSION) return refuseNewer();
    this.#identity = { feed, id };
    this.ctx.storage.kv.put(IDENTITY, this.#identity);
    return DONE;
  }

  async read({ v }: { readonly v: number }): Promise<SharePage | Refused> {
    if (v > SHARE_RPC_VERSION) return refuseNewer();
    const refused = await this.#freshen();
    // What could be read last is better than nothing: it says of when it is.
    return this.#shown?.page ?? refused ?? refuseEnded();
  }

  async end({ v }: { readonly v: number }): Promise<typeof DONE | Refused> {
    if (v > SHARE_RPC_VERSION) return refuseNewer();
    await this.#finish();
    return DONE;
  }

  override async fetch(request: Request): Promise<Response> {
    if (request.headers.get("Upgrade") !== "websocket") return new Response(null, { status: 404 });
    if (this.#identity === null) return refuseViewer(CLOSE.feedNotFound, { type: "end", text: ENDED_TEXT });
    if (this.ctx.getWebSockets().length >= SHARE_VIEWERS_MAX) return refuseViewer(CLOSE.subscriberLimit, null);
    return super.fetch(request);
  }

  override async onConnect(viewer: Connection<ViewerState>): Promise<void> {
    await this.#arm();
    const refused = await this.#freshen();
    if (this.#shown !== null) {
      const { at, parts } = this.#shown.page;
      viewer.send(encode({ type: "view", at, parts }));
      if (refused !== null) viewer.send(encode({ type: "stale", at }));
      viewer.setState({ servedAt: Date.now() });
    } else if (this.#identity !== null) viewer.close(CLOSE.roomRestarting);
  }

  /** A page of ours sends pings alone, which the platform answers. */
  override onMessage(viewer: Connection): void {
    viewer.close(CLOSE.malformedFrame);
  }

  override async onClose(viewer: Connection, code: number): Promise<void> {
    if (code === CLOSED_WITHOUT_CODE) viewer.close(CLOSED_NORMALLY);
    await this.#rest(viewer);
  }

  override async onError(viewer: Connection): Promise<void> {
    await this.#rest(viewer);
  }

  /** Never throws: an alarm that fails six times is dropped by the platform. */
  override async onAlarm(): Promise<void> {
    this.#hasAlarm = false;
    this.#closeStalled();
    if (!this.#hasViewers()) return this.#forget();
    await this.#refresh();
    await this.#arm();
  }

  #hasViewers(except?: Connection): boolean {
    for (const viewer of this.getConnections()) if (viewer.id !== except?.id) return true;
    return false;
  }

  /** The next look at the feed, or the link's end if that is sooner. */
  async #arm(): Promise<void> {
    if (this.#hasAlarm || this.#identity === null || !this.#hasViewers()) return;
    this.#hasAlarm = true;
    const nextMs = Date.now() + SHARE_REFRESH_MS;
    await this.ctx.storage.setAlarm(Math.min(nextMs, this.#shown?.page.expiresAt ?? Infinity));
  }

  /** The last viewer has left. */
  async #rest(left: Connection): Promise<void> {
    if (this.#hasViewers(left)) return;
    this.#hasAlarm = false;
    await this.ctx.storage.deleteAlarm();
  }

  /** Closes pages that take nothing in, or have not pinged for long: what is sent to them would pile up. */
  #closeStalled(): void {
    const nowMs = Date.now();
    for (const viewer of this.getConnections<ViewerState>()) {
      const heardAt = this.ctx.getWebSocketAutoResponseTimestamp(viewer)?.getTime() ?? 0;
      const socket = { servedAt: viewer.state?.servedAt ?? null, heardAt, bufferedBytes: bufferedOf(viewer) };
      if (isStalled(socket, nowMs)) viewer.close(CLOSE.slowSubscriber);
    }
  }

  #forget(): void {
    this.#shown = null;
    this.#shownAtMs = -Infinity;
  }

  /** Null if what is shown is not older than one refresh and the link has not ended. */
  async #freshen(): Promise<Refused | null> {
    const nowMs = Date.now();
    const isOver = nowMs >= (this.#shown?.page.expiresAt ?? Infinity);
    if (!isOver && !this.#isStale && nowMs - this.#shownAtMs < SHARE_REFRESH_MS) return null;
    return this.#refresh();
  }

  #refresh(): Promise<Refused | null> {
    this.#refreshing ??= this.#load().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  async #load(): Promise<Refused | null> {
    const identity = this.#identity;
    if (identity === null) return refuseEnded();
    const loaded = await this.#ask(identity);
    // Revoked meanwhile.
    if (this.#identity !== identity) return refuseEnded();
    if (!isRefused(loaded)) return this.#show(loaded);
    if (FINAL.has(loaded.problem.slug)) {
      await this.#finish();
      return refuseEnded();
    }
    if (!this.#isStale && this.#shown !== null) this.#send({ type: "stale", at: this.#shown.page.at });
    this.#isStale = true;
    return loaded;
  }

  /** The feed as it is now, in the terms of the link; failures are values. */
  async #ask({ feed, id }: Identity): Promise<Shown | Refused> {
    try {
      const before = this.#shown;
      const known = before === null ? null : { epoch: before.read.epoch, seq: before.read.seq };
      const read = await this.env.Feed.getByName(feed).readShared({ v: RPC_VERSION, share: id, known });
      if (isRefused(read)) return read;
      const { text, ...rest } = read;
      const isSameLog = before?.read.epoch === read.epoch;
      const ledger = isSameLog ? before.ledger : new ShareLedger();
      const trades = text === null ? before!.trades : (JSON.parse(text) as RoomTrades);
      const isDue = ledger.isDue(trades, read.at);
      if (isDue) {
        const archive = { db: this.env.DB, feed, epoch: read.epoch };
        const rows = await within(LEDGER_DEADLINE_MS, listRatedTrades(archive, read.share.bots, SHARE_TRADES_MAX));
        ledger.replace(rows, read.at);
      }
      if (isDue || text !== null) ledger.take(trades, isDue);
      const isSame = before !== null && text === null && !isDue && isUnmoved(before.read, read);
      return { read: rest, trades, ledger, page: isSame ? { ...before.page, at: atOf(read) } : toPage(read, ledger) };
    } catch (error) {
      const { kind, cause } = classifyFault(error);
      logTrouble(feed, `a share link cannot be read: ${kind}`, { cause });
      return refuse("room-unreachable", "The feed cannot be read at the moment. Retry in a few seconds.", {
        retryAfterS: 5,
      });
    }
  }

  #show(shown: Shown): null {
    const changed = changedParts(this.#shown?.page.parts ?? null, shown.page.parts);
    if (changed !== null || this.#isStale) this.#send({ type: "view", at: shown.page.at, parts: changed ?? {} });
    this.#isStale = false;
    this.#shown = shown;
    this.#shownAtMs = Date.now();
    return null;
  }

  /** The link is no more: its viewers hear so, and nothing of it is kept. */
  async #finish(): Promise<void> {
    this.#identity = null;
    this.#forget();
    for (const viewer of this.getConnections()) {
      viewer.send(encode({ type: "end", text: ENDED_TEXT }));
      viewer.close(CLOSE.feedNotFound, "ended");
    }
    this.#hasAlarm = false;
    await this.ctx.storage.deleteAlarm();
    await this.ctx.storage.deleteAll();
  }

  /** To those who have the view; who has just come gets all of it. */
  #send(frame: ViewerFrame): void {
    const text = encode(frame);
    for (const viewer of this.getConnections<ViewerState>()) if (viewer.state !== null) viewer.send(text);
  }
}

function toPage(read: SharedRead, ledger: ShareLedger): SharePage {
  const { share, names, at } = read;
  const source = {
    closed: ledger.closed,
    open: ledger.open,
    openedFrom: ledger.openedFrom,
    names: JSON.parse(names) as { readonly [bot: string]: { readonly name?: string } },
  };
  const view = redact(source, share, at);
  return { kind: "page", view, parts: viewToParts(view), at: atOf(read), expiresAt: share.expiresAt };
}

/** Of when the view is. */
function atOf({ at, share }: Pick<SharedRead, "at" | "share">): number {
  return at - share.delayS * 1_000;
}

/** True if time alone has changed nothing: no delay ends, and it is the same day. */
function isUnmoved(before: Omit<SharedRead, "text">, now: SharedRead): boolean {
  const isSameDay = Math.floor(before.at / DAY_MS) === Math.floor(now.at / DAY_MS);
  return now.share.delayS === 0 && isSameDay && before.names === now.names;
}

/** Accepts an upgrade only to close it: a browser cannot read a failed handshake. */
function refuseViewer(code: number, frame: ViewerFrame | null): Response {
  const { 0: client, 1: server } = new WebSocketPair();
  server.accept();
  if (frame !== null) server.send(encode(frame));
  server.close(code);
  return new Response(null, { status: 101, webSocket: client });
}

function refuseEnded(): Refused {
  return refuse("share-ended", ENDED_TEXT);
}

function refuseNewer(): Refused {
  return refuse("version-skew", "A new version is being deployed. Retry in a few seconds.", { retryAfterS: 2 });
}

function encode(frame: ViewerFrame): string {
  return JSON.stringify(frame);
}
