/**
 * A feed's room for one caller: the only place that addresses rooms and knows the version of their calls. Each call takes a
 * fresh stub, and one jittered retry within two seconds if that may help. A failing room is a value that says how. Retries
 * are safe: every call either only reads, or names what it creates (events, keys) by ids chosen before the first try.
 * Addressing a room creates it, so callers first verify a key or ask the directory.
 */
import { refuse, type QuotaWish, type Refused, type Share } from "@fillcast/protocol";
import {
  RPC_VERSION,
  SUBSCRIBE_HEADER,
  type Appended,
  type AppendRequest,
  type Call,
  type Caller,
  type Chats,
  type Created,
  type CreateRequest,
  type DestinationChange,
  type DestinationRequest,
  type Destinations,
  type Dismissed,
  type DismissRequest,
  type Done,
  type FeedRpc,
  type InspectedSubscribers,
  type Inspection,
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
  type Shares,
  type FailedAttempt,
  type StateRead,
  type SubscribeRequest,
} from "../parties/feed/rpc.ts";
import type { Env } from "./env.ts";
import { classifyFault, type Fault, type FaultKind } from "../telemetry/fault.ts";
import { logFault, logTrouble } from "../telemetry/log.ts";

/** A retry begins within this time of the first try, or not at all. */
const RETRY_WITHIN_MS = 2_000;
const RETRY_DELAY_MIN_MS = 50;
const RETRY_DELAY_SPREAD_MS = 450;

type Stub = FeedRpc & Pick<Fetcher, "fetch">;

/** What a call says beside who makes it. */
type Said<Request> = Omit<Request, "v" | "keyId">;

export class RoomClient {
  readonly feed: string;
  readonly caller: Caller;
  readonly #env: Env;

  constructor(env: Env, feed: string, caller: Caller) {
    this.#env = env;
    this.feed = feed;
    this.caller = caller;
  }

  append(request: Said<AppendRequest>): Promise<Appended | Refused> {
    return this.#ask((room) => room.append({ ...request, v: RPC_VERSION, keyId: this.#keyId }));
  }

  /** The room's answer to an upgrade: with a socket, which may be closed already, or without one. Nothing that a client sent is in it. */
  subscribe(request: Said<SubscribeRequest>): Promise<Response | Refused> {
    const wanted: SubscribeRequest = { ...request, v: RPC_VERSION, keyId: this.#keyId };
    const headers = { Upgrade: "websocket", [SUBSCRIBE_HEADER]: toHeaderText(wanted) };
    return this.#ask((room) => room.fetch(`https://room/parties/feed/${this.feed}`, { headers }));
  }

  /** The options say where the room is made. */
  create(
    request: Omit<Said<CreateRequest>, "feed">,
    options: DurableObjectNamespaceGetDurableObjectOptions,
  ): Promise<Created | Refused> {
    return this.#ask((room) => room.create({ ...request, v: RPC_VERSION, feed: this.feed }), options);
  }

  authorize(): Promise<Done | Refused> {
    return this.#ask((room) => room.authorize(this.#call));
  }

  issueKey(key: KeyRecord): Promise<Done | Refused> {
    return this.#ask((room) => room.issueKey({ ...this.#call, key }));
  }

  listKeys(): Promise<Keys | Refused> {
    return this.#ask((room) => room.listKeys(this.#call));
  }

  revokeKey(keyId: string): Promise<Done | Refused> {
    return this.#ask((room) => room.revokeKey({ ...this.#call, keyId }));
  }

  read(range: ReadCall): Promise<LogRead | Refused> {
    return this.#ask((room) => room.read({ ...this.#call, ...range }));
  }

  readPage(page: PageCall): Promise<PageRead | Refused> {
    return this.#ask((room) => room.readPage({ ...this.#call, ...page }));
  }

  readState(): Promise<StateRead | Refused> {
    return this.#ask((room) => room.readState(this.#call));
  }

  rebuild(): Promise<Done | Refused> {
    return this.#ask((room) => room.rebuild(this.#call));
  }

  dismissTrade(request: DismissRequest): Promise<Dismissed | Refused> {
    return this.#ask((room) => room.dismissTrade({ ...this.#call, ...request }));
  }

  setMode(request: ModeRequest): Promise<ModeSet | Refused> {
    return this.#ask((room) => room.setMode({ ...this.#call, ...request }));
  }

  readSettings(): Promise<Settings | Refused> {
    return this.#ask((room) => room.readSettings(this.#call));
  }

  writeSettings(request: SettingsRequest): Promise<Settings | Refused> {
    return this.#ask((room) => room.writeSettings({ ...this.#call, ...request }));
  }

  addShare(share: Omit<Share, "issuedBy">): Promise<Shares | Refused> {
    return this.#ask((room) => room.addShare({ ...this.#call, share }));
  }

  /** Oldest first. */
  listShares(): Promise<Shares | Refused> {
    return this.#ask((room) => room.listShares(this.#call));
  }

  removeShare(share: string): Promise<Done | Refused> {
    return this.#ask((room) => room.removeShare({ ...this.#call, share }));
  }

  setLimits(limits: QuotaWish): Promise<Done | Refused> {
    return this.#ask((room) => room.setLimits({ ...this.#call, limits }));
  }

  listDestinations(): Promise<Destinations | Refused> {
    return this.#ask((room) => room.listDestinations(this.#call));
  }

  addDestination(request: DestinationRequest): Promise<MadeDestination | Refused> {
    return this.#ask((room) => room.addDestination({ ...this.#call, ...request }));
  }

  changeDestination(id: string, change: DestinationChange): Promise<MadeDestination | Refused> {
    return this.#ask((room) => room.changeDestination({ ...this.#call, id, ...change }));
  }

  removeDestination(id: string): Promise<Done | Refused> {
    return this.#ask((room) => room.removeDestination({ ...this.#call, id }));
  }

  testDestination(id: string): Promise<Done | Refused> {
    return this.#ask((room) => room.testDestination({ ...this.#call, id }));
  }

  /** The old subscription's secret stands for a caller. */
  renewDestination(request: RenewRequest): Promise<Done | Refused> {
    return this.#ask((room) => room.renewDestination({ ...request, v: RPC_VERSION }));
  }

  findChats(token: string): Promise<Chats | Refused> {
    return this.#ask((room) => room.findChats({ ...this.#call, token }));
  }

  inspect(): Promise<Inspection | Refused> {
    return this.#ask((room) => room.inspect(this.#call));
  }

  inspectSubscribers(): Promise<InspectedSubscribers | Refused> {
    return this.#ask((room) => room.inspectSubscribers(this.#call));
  }

  erase(): Promise<Done | Refused> {
    return this.#ask((room) => room.erase(this.#call));
  }

  /** One try, and throws if it fails: nobody waits for it. A room of the build before does not know the call. */
  noteRefusal(attempt: Omit<FailedAttempt, "keyId">): Promise<Done | Refused | undefined> {
    return this.#stub().noteRefusal({ v: RPC_VERSION, attempt: { ...attempt, keyId: this.#keyId } });
  }

  get #call(): Call {
    return { v: RPC_VERSION, caller: this.caller };
  }

  /** Of calls that only a key makes. */
  get #keyId(): string {
    if (this.caller.kind !== "key") throw new Error("the operator neither publishes nor subscribes");
    return this.caller.id;
  }

  #stub(options: DurableObjectNamespaceGetDurableObjectOptions = {}): Stub {
    return this.#env.Feed.getByName(this.feed, options);
  }

  /** The room's answer, or what keeps it from giving one. */
  async #ask<Answer>(
    call: (room: Stub) => Promise<Answer>,
    options: DurableObjectNamespaceGetDurableObjectOptions = {},
  ): Promise<Answer | Refused> {
    const startMs = Date.now();
    try {
      return await call(this.#stub(options));
    } catch (error) {
      const fault = classifyFault(error);
      if (!fault.passes || Date.now() - startMs > RETRY_WITHIN_MS) return refuseFault(this.feed, fault, 1);
    }
    const delayMs = RETRY_DELAY_MIN_MS + Math.random() * RETRY_DELAY_SPREAD_MS;
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    try {
      return await call(this.#stub(options));
    } catch (error) {
      return refuseFault(this.feed, classifyFault(error), 2);
    }
  }
}

/** JSON in ASCII, since a header takes no more. */
function toHeaderText(value: object): string {
  return JSON.stringify(value).replaceAll(/[\u007f-\uffff]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** One line for the operator's log, and the answer to the caller. */
function refuseFault(feed: string, { kind, cause }: Fault, tries: number): Refused {
  const isPassing = kind === "overloaded" || kind === "unreachable";
  (isPassing ? logTrouble : logFault)(feed, `the room is ${kind}`, { cause, tries });
  return refuseKind(kind);
}

function refuseKind(kind: FaultKind): Refused {
  switch (kind) {
    case "overloaded": {
      const detail = "The feed is overloaded. Retry the same request.";
      return refuse("room-overloaded", detail, { retryAfterS: 1 });
    }
    case "unreachable": {
      const detail = "The feed is restarting. Retry the same request; nothing is stored twice.";
      return refuse("room-unreachable", detail, { retryAfterS: 2 });
    }
    case "full": {
      const detail = "The feed's storage is full. Nothing was stored; the operator must free space first.";
      return refuse("storage-full", detail, { retryAfterS: 60 });
    }
    case "too-large":
      return refuse("answer-too-large", "The response exceeds the platform's size limit. Request less data at once.");
    case "broken": {
      const detail =
        "The feed cannot be opened, and a retry will not help. The operator can find the cause in the service's log.";
      return refuse("room-broken", detail);
    }
  }
}
