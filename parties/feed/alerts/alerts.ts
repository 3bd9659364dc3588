/**
 * A feed's alerts at work: what is stored is gathered for the destinations that want it, in the same step and without an await,
 * and what is due is sent when the alarm says so. Sending waits for nobody and holds up nobody: it goes on beside the room's
 * other work, and each try is noted before it begins, so that a stop costs one repeat.
 */
import type { FeedEvent } from "@fillcast/protocol";
import { describeFault } from "../../../telemetry/fault.ts";
import { logFault } from "../../../telemetry/log.ts";
import type { KeyRing } from "../keys.ts";
import { readSettings } from "../settings.ts";
import type { Sql } from "../sql.ts";
import type { TradeSteps } from "../state/fold/evolve.ts";
import { alertsOf, type AlertContext } from "./alert.ts";
import { begin, dueOf, gather, settle, type Box } from "./box.ts";
import type { Courier } from "./courier.ts";
import type { Outcome } from "./delivery/outcome.ts";
import type { Destinations, StoredDestination } from "./destinations.ts";
import type { AlertMessage } from "./message.ts";
import type { Letterhead } from "./words.ts";

/** Tries at a time of one room: the platform has six connections for each. */
const AT_ONCE_MAX = 6;

/** What alerts need of the room around them. */
export interface AlertsRoom {
  readonly sql: Sql;
  readonly feed: string;
  readonly keys: Pick<KeyRing, "get">;
  readonly destinations: Destinations;
  readonly courier: Courier;
  readonly now: () => number;
  /** Something is due at another time than the alarm knows. */
  readonly rearm: () => void;
}

/** A try, and whether the address that it went to is another by now. */
export interface Tried {
  readonly outcome: Outcome;
  readonly isOld: boolean;
}

export class Alerts {
  readonly #room: AlertsRoom;
  readonly #underWay = new Set<string>();
  #dueAt: Map<string, number | null> | null = null;
  #isClosed = false;

  constructor(room: AlertsRoom) {
    this.#room = room;
  }

  /** Nobody hears of anything. */
  get isIdle(): boolean {
    return this.#room.destinations.size === 0;
  }

  /** Gathers what events are worth, one row for each destination that wants any of it; `steps` is null while there is no state. */
  note(events: readonly FeedEvent[], steps: TradeSteps | null, context: Omit<AlertContext, "changes">): void {
    const { nowMs } = context;
    const alerts = events.flatMap((event) => {
      const changes = steps === null ? null : (steps.get(event.seq) ?? []);
      return alertsOf(event, { changes, ...context });
    });
    if (alerts.length === 0) return;
    const { destinations } = this.#room;
    for (const { id, config, box } of destinations.all()) {
      const next = alerts.reduce((known, alert) => gather(known, config.rules, alert, nowMs), box);
      if (next !== box) this.#putBox(id, next);
    }
  }

  /** When something is to be sent, ms since 1970; null for never. A try that is under way counts by the end of its lease. */
  get dueAt(): number | null {
    const isFull = this.#underWay.size >= AT_ONCE_MAX;
    let earliest: number | null = null;
    for (const [id, at] of this.#dues()) {
      // While there is no place for it, the end of another's try brings it on.
      if (at === null || (isFull && !this.#underWay.has(id))) continue;
      earliest = earliest === null ? at : Math.min(earliest, at);
    }
    return earliest;
  }

  /** A destination was made, changed or removed. */
  noteChanged(): void {
    this.#dueAt = null;
    this.#room.rearm();
  }

  /** Begins to send what is due, as far as there is room for it, the longest due first. */
  run(nowMs: number): void {
    if (this.#isClosed || this.isIdle) return;
    const due = [...this.#dues()]
      .flatMap(([id, at]) => (at === null || at > nowMs || this.#underWay.has(id) ? [] : [{ id, at }]))
      .sort((a, b) => a.at - b.at);
    for (const { id } of due) {
      if (this.#underWay.size >= AT_ONCE_MAX) return;
      const stored = this.#room.destinations.get(id);
      if (stored !== undefined) this.#begin(stored, nowMs);
    }
  }

  /** Nothing is written any more: the room is another one, or gone. */
  close(): void {
    this.#isClosed = true;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** A key was taken off the list: the devices that it made go with it. */
  dropDevicesOf(keyId: string): void {
    const { destinations } = this.#room;
    for (const { id, kind, config } of destinations.all()) {
      if (kind === "push" && config.keyId === keyId) destinations.remove(id);
    }
    this.#dueAt = null;
  }

  /** On whose paper a message to a destination is written. */
  letterheadFor({ config }: StoredDestination, nowMs: number): Letterhead {
    const names = readNames(this.#room.sql);
    const nameOf = (bot: string): string => (Object.hasOwn(names, bot) ? (names[bot]?.name ?? bot) : bot);
    return { id: crypto.randomUUID(), feed: this.#room.feed, at: nowMs, origin: config.origin, nameOf };
  }

  /** One try. Never throws. */
  async deliver({ id, kind }: StoredDestination, message: AlertMessage): Promise<Tried> {
    const { courier, destinations } = this.#room;
    const sealed = destinations.readSealed(id);
    const isOld = (): boolean => this.#isClosed || !isSame(sealed, destinations.readSealed(id));
    try {
      const opened = sealed === null ? null : await courier.open(sealed, id);
      if (opened === null) return { outcome: { kind: "off", why: UNREADABLE, gone: kind === "push" }, isOld: isOld() };
      const outcome = await courier.deliver(opened.address, message);
      const again = opened.isCurrent || outcome.kind !== "sent" ? null : await courier.seal(opened.address, id);
      if (isOld()) return { outcome, isOld: true };
      if (again !== null) destinations.putSealed(id, again);
      return { outcome, isOld: false };
    } catch (error) {
      logFault(this.#room.feed, "a message could not be sent", describeFault(error));
      return {
        outcome: { kind: "failed", why: "The server could not send the message.", afterMs: null },
        isOld: isOld(),
      };
    }
  }

  #begin(stored: StoredDestination, nowMs: number): void {
    const { id, config, box } = stored;
    if (stored.kind === "push" && this.#hasEnded(config.keyId, nowMs)) return this.remove(id);
    const begun = begin(box, config.rules, this.letterheadFor(stored, nowMs), nowMs);
    if (begun.box !== box) this.#putBox(id, begun.box);
    if (begun.message === null) return;
    this.#underWay.add(id);
    void this.#send(stored, begun.message);
  }

  async #send(stored: StoredDestination, message: AlertMessage): Promise<void> {
    const tried = await this.deliver(stored, message);
    this.#underWay.delete(stored.id);
    if (this.#isClosed) return;
    const nowMs = this.#room.now();
    this.noteTried(stored.id, tried, (box) => settle(box, message.id, tried.outcome, nowMs));
    this.run(nowMs);
    this.#room.rearm();
  }

  /** Keeps how a try ended; a device that is gone is removed. A try of an address that was replaced meanwhile says nothing. */
  noteTried(id: string, { outcome, isOld }: Tried, settled: (box: Box) => Box): void {
    const stored = this.#room.destinations.get(id);
    if (stored === undefined || isOld) return;
    if (stored.kind === "push" && outcome.kind === "off" && outcome.gone) return this.remove(id);
    const next = settled(stored.box);
    if (next !== stored.box) this.#putBox(id, next);
  }

  remove(id: string): void {
    this.#room.destinations.remove(id);
    this.#dueAt?.delete(id);
  }

  #hasEnded(keyId: string | null, nowMs: number): boolean {
    if (keyId === null) return false;
    const key = this.#room.keys.get(keyId);
    return key === undefined || (key.expiresAt ?? Infinity) <= nowMs;
  }

  #putBox(id: string, box: Box): void {
    const { destinations } = this.#room;
    destinations.putBox(id, box);
    this.#dueAt?.set(id, dueOf(box, destinations.get(id)!.config.rules));
  }

  #dues(): ReadonlyMap<string, number | null> {
    this.#dueAt ??= new Map(
      this.#room.destinations.all().map(({ id, config, box }) => [id, dueOf(box, config.rules)] as const),
    );
    return this.#dueAt;
  }
}

const UNREADABLE =
  "The address cannot be read any more, because the server's signing secret was replaced. Enter the address again.";

interface Named {
  readonly name?: string;
}

/** What the owner calls bots. */
function readNames(sql: Sql): { readonly [bot: string]: Named } {
  return JSON.parse(readSettings(sql).bots) as { readonly [bot: string]: Named };
}

function isSame(a: Uint8Array | null, b: Uint8Array | null): boolean {
  return a !== null && b !== null && a.length === b.length && a.every((byte, at) => byte === b[at]);
}
