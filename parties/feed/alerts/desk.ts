/**
 * What callers may do with destinations: see, make, change, remove and try them. An owner's key sees all of them; a key that only
 * reads sees the devices that were made with it. Addresses come in and never go out. Sealing takes a moment, in which others have
 * their turn: what was decided before it is looked at again after it.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import {
  BoundedMap,
  DEFAULT_ALERT_RULES,
  DESTINATIONS_MAX,
  DESTINATION_TEST_EVERY_MS,
  DEVICES_MAX,
  isRefused,
  refuse,
  type AlertRules,
  type Destination,
  type DestinationAddress,
  type Refused,
} from "@fillcast/protocol";
import type { KeyRing } from "../keys.ts";
import { Pace } from "../quotas/bucket.ts";
import type {
  Caller,
  Chats,
  DestinationChange,
  DestinationRequest,
  Destinations as ListedDestinations,
  Done,
  MadeDestination,
  RenewRequest,
} from "../rpc.ts";
import type { Alerts } from "./alerts.ts";
import { createBox, settleTest, statusOf, switchOn, withRules } from "./box.ts";
import type { Courier } from "./courier.ts";
import type { Destinations, StoredDestination } from "./destinations.ts";
import { testMessage } from "./words.ts";

/** Somebody looks for a chat by hand. */
const CHATS_PER_MINUTE = 20;
const DONE: Done = { kind: "done" };

/** What the desk works with. */
export interface DeskRoom {
  readonly alerts: Alerts;
  readonly destinations: Destinations;
  readonly courier: Courier;
  readonly keys: Pick<KeyRing, "get">;
}

export class DestinationDesk {
  readonly #room: DeskRoom;
  /** When a destination was last tried by its owner, ms since 1970. A nap forgives. */
  readonly #testedAt = new BoundedMap<string, number>(DESTINATIONS_MAX + DEVICES_MAX);
  readonly #chats = new Pace(
    CHATS_PER_MINUTE,
    (afterS) => `Chats can be looked for at most ${CHATS_PER_MINUTE} times a minute. Retry after ${afterS} s.`,
  );

  constructor(room: DeskRoom) {
    this.#room = room;
  }

  /** Oldest first. */
  list(caller: Caller): ListedDestinations {
    const seen = this.#room.destinations.all().filter((stored) => this.#sees(caller, stored));
    return { kind: "destinations", destinations: seen.map((stored) => toListed(stored, caller)) };
  }

  /** A device that is known already by its endpoint is replaced, and keeps its id. */
  async add(caller: Caller, request: DestinationRequest, nowMs: number): Promise<MadeDestination | Refused> {
    const { address, label, origin, rules } = request;
    if (address.kind !== "push" && !this.#isOwner(caller)) return refuseOthers();
    const wrong = this.#check(address);
    if (wrong !== null) return wrong;
    const { alerts, destinations, courier } = this.#room;
    const mark = markOf(address);
    const find = (): StoredDestination | undefined =>
      (mark === null ? undefined : destinations.findByMark(mark)) ?? destinations.get(request.id);
    let id: string;
    let sealed: Uint8Array;
    do {
      id = find()?.id ?? request.id;
      sealed = await courier.seal(address, id);
    } while ((find()?.id ?? request.id) !== id);
    if (alerts.isClosed) return refuseRestarting();
    const known = find();
    const full = known === undefined ? this.#refuseFull(address) : null;
    if (full !== null) return full;
    const all = merged(known?.config.rules ?? DEFAULT_ALERT_RULES, rules);
    const createdAt = known?.config.createdAt ?? nowMs;
    const host = courier.hostOf(address);
    const config = { label, host, keyId: keyIdOf(caller), origin, rules: all, createdAt, mark };
    const box =
      known === undefined
        ? createBox(all, nowMs)
        : withRules(switchOn(known.box, all, nowMs), known.config.rules, all, nowMs);
    const stored: StoredDestination = { id, kind: address.kind, config, box };
    destinations.put(stored, sealed);
    alerts.noteChanged();
    return { kind: "destination", destination: toListed(stored, caller) };
  }

  async change(
    caller: Caller,
    id: string,
    change: DestinationChange,
    nowMs: number,
  ): Promise<MadeDestination | Refused> {
    const found = this.#find(caller, id);
    if (isRefused(found)) return found;
    const { alerts, destinations, courier } = this.#room;
    const { address } = change;
    let sealed: Uint8Array | null = null;
    if (address !== undefined) {
      if (address.kind !== found.kind) return refuseKind(found.kind);
      const wrong = this.#check(address);
      if (wrong !== null) return wrong;
      sealed = await courier.seal(address, id);
      if (alerts.isClosed) return refuseRestarting();
    }
    const known = this.#find(caller, id);
    if (isRefused(known)) return known;
    const { config } = known;
    const rules = merged(config.rules, change.rules);
    const isOn = change.on === true || address !== undefined;
    const box = isOn ? switchOn(known.box, rules, nowMs) : known.box;
    const stored: StoredDestination = {
      ...known,
      config: { ...config, label: change.label ?? config.label, rules, ...this.#placeOf(address, change.origin) },
      box: withRules(box, config.rules, rules, nowMs),
    };
    if (sealed === null) destinations.change(stored);
    else destinations.put(stored, sealed);
    alerts.noteChanged();
    return { kind: "destination", destination: toListed(stored, caller) };
  }

  remove(caller: Caller, id: string): Done | Refused {
    const found = this.#find(caller, id);
    if (isRefused(found)) return found;
    this.#room.alerts.remove(id);
    return DONE;
  }

  /** Sends a message now, beside those that wait, and says how that went. */
  async test(caller: Caller, id: string, nowMs: number): Promise<Done | Refused> {
    const found = this.#find(caller, id);
    if (isRefused(found)) return found;
    const sinceMs = nowMs - (this.#testedAt.get(id) ?? -Infinity);
    if (sinceMs >= 0 && sinceMs < DESTINATION_TEST_EVERY_MS) return refuseHaste(DESTINATION_TEST_EVERY_MS - sinceMs);
    this.#testedAt.set(id, nowMs);
    const { alerts } = this.#room;
    const tried = await alerts.deliver(found, testMessage(alerts.letterheadFor(found, nowMs)));
    if (alerts.isClosed) return refuseRestarting();
    const { outcome } = tried;
    alerts.noteTried(id, tried, (box) => settleTest(box, outcome, nowMs));
    alerts.noteChanged();
    return outcome.kind === "sent" ? DONE : refuse("destination-failed", outcome.why);
  }

  /** A browser has changed a subscription while no page was open: it knows the old one's secret, and has no key. */
  async renew({ id, auth, address }: RenewRequest, nowMs: number): Promise<Done | Refused> {
    const { alerts, destinations, courier } = this.#room;
    const sealed = destinations.get(id)?.kind === "push" ? destinations.readSealed(id) : null;
    const opened = sealed === null ? null : await courier.open(sealed, id);
    if (opened?.address.kind !== "push") return refuseUnknown();
    // A repeat whose first try was kept.
    if (isSame(JSON.stringify(opened.address), JSON.stringify(address))) return DONE;
    if (!isSame(opened.address.keys.auth, auth)) return refuseUnknown();
    const wrong = this.#check(address);
    if (wrong !== null) return wrong;
    const again = await courier.seal(address, id);
    const known = destinations.get(id);
    if (alerts.isClosed) return refuseRestarting();
    if (known === undefined) return refuseUnknown();
    const other = destinations.findByMark(markOf(address)!);
    // The page was faster, and has made a destination of its own of it.
    if (other !== undefined && other.id !== id) alerts.remove(id);
    else {
      const config = { ...known.config, ...this.#placeOf(address, known.config.origin) };
      destinations.put({ ...known, config, box: switchOn(known.box, known.config.rules, nowMs) }, again);
    }
    alerts.noteChanged();
    return DONE;
  }

  async findChats(token: string, nowMs: number): Promise<Chats | Refused> {
    const hasty = this.#chats.refuse(nowMs);
    if (hasty !== null) return hasty;
    const found = await this.#room.courier.findChats(token);
    return found.kind === "found" ? { kind: "chats", chats: found.chats } : refuse("destination-failed", found.why);
  }

  #isOwner(caller: Caller): boolean {
    return caller.kind === "admin" || this.#room.keys.get(caller.id)?.scope === "owner";
  }

  #sees(caller: Caller, { kind, config }: StoredDestination): boolean {
    return this.#isOwner(caller) || (kind === "push" && config.keyId === keyIdOf(caller));
  }

  /** One that the caller does not see is not there. */
  #find(caller: Caller, id: string): StoredDestination | Refused {
    const stored = this.#room.destinations.get(id);
    return stored !== undefined && this.#sees(caller, stored) ? stored : refuseUnknown();
  }

  #check(address: DestinationAddress): Refused | null {
    const why = this.#room.courier.check(address);
    if (why === null) return null;
    const member = /^[A-Za-z0-9.]+/.exec(why)?.[0] ?? "";
    const pointer = ["/address", ...(member === "" ? [] : member.split("."))].join("/");
    const errors = [{ pointer, detail: why.slice(member.length).trim() }];
    return refuse("invalid-body", `Messages cannot go to this address: ${why}`, { errors });
  }

  #refuseFull({ kind }: DestinationAddress): Refused | null {
    const isDevice = kind === "push";
    const max = isDevice ? DEVICES_MAX : DESTINATIONS_MAX;
    const count = this.#room.destinations.all().filter((stored) => (stored.kind === "push") === isDevice).length;
    if (count < max) return null;
    const what = isDevice ? "devices" : "destinations";
    return refuse("too-many-destinations", `A feed can have at most ${max} ${what}. Remove one first.`);
  }

  #placeOf(address: DestinationAddress | undefined, origin: string) {
    if (address === undefined) return {};
    return { host: this.#room.courier.hostOf(address), mark: markOf(address), origin };
  }
}

function toListed({ id, kind, config, box }: StoredDestination, caller: Caller): Destination {
  const { label, host, rules, createdAt, keyId } = config;
  return { id, kind, label, host, rules, createdAt, own: keyId === keyIdOf(caller), status: statusOf(box) };
}

function merged(rules: AlertRules, change: Partial<AlertRules> | undefined): AlertRules {
  return { ...rules, ...change };
}

function keyIdOf(caller: Caller): string | null {
  return caller.kind === "key" ? caller.id : null;
}

/** By which a device is known again. The endpoint itself is a secret. */
function markOf(address: DestinationAddress): string | null {
  return address.kind === "push" ? createHash("sha256").update(address.endpoint).digest("hex").slice(0, 32) : null;
}

/** In a time that says nothing of where they differ. */
function isSame(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => createHash("sha256").update(text).digest());
  return timingSafeEqual(left!, right!);
}

function refuseUnknown(): Refused {
  return refuse("destination-not-found", "The feed has no destination with this id.");
}

function refuseOthers(): Refused {
  return refuse("wrong-scope", "This key can only register its own device. Use an owner key for other destinations.");
}

function refuseKind(kind: string): Refused {
  const detail = `must stay ${kind}: make a new destination for another kind`;
  return refuse("invalid-body", `The kind of a destination cannot be changed. It ${detail}.`, {
    errors: [{ pointer: "/address/kind", detail }],
  });
}

function refuseHaste(waitMs: number): Refused {
  const retryAfterS = Math.ceil(waitMs / 1_000);
  const everyS = DESTINATION_TEST_EVERY_MS / 1_000;
  const detail = `A destination can be tested every ${everyS} s. Retry after ${retryAfterS} s.`;
  return refuse("rate-limited", detail, { retryAfterS });
}

function refuseRestarting(): Refused {
  return refuse("room-unreachable", "The feed is restarting. Retry the same request.", { retryAfterS: 2 });
}
