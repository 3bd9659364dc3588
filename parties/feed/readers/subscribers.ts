/**
 * Everybody who is connected to the room, what they owe together, and who has to go: revoked, silent, too far in debt.
 */
import {
  CLOSE,
  ROOM_DEBT_MAX_BYTES,
  SILENT_SOCKET_MS,
  closeReason,
  encodeFrame,
  type CloseCode,
} from "@fillcast/protocol";
import { noteHeard, noteSent, silentAt } from "./flow.ts";
import type { Socket, Subscriber } from "./subscriber.ts";

export class Subscribers {
  readonly #byId = new Map<string, Subscriber>();
  readonly #byKey = new Map<string, number>();
  #patched = 0;
  /** What all of them were sent since they were last heard. */
  debtBytes = 0;

  get size(): number {
    return this.#byId.size;
  }

  /** Open sockets and streams of each key that has any. */
  get perKey(): ReadonlyMap<string, number> {
    return this.#byKey;
  }

  get(id: string): Subscriber | undefined {
    return this.#byId.get(id);
  }

  all(): Iterable<Subscriber> {
    return this.#byId.values();
  }

  /** Somebody asked for the state. */
  get wantPatches(): boolean {
    return this.#patched > 0;
  }

  add(subscriber: Subscriber): void {
    this.#byId.set(subscriber.socket.id, subscriber);
    this.#count(subscriber.attachment.keyId, 1);
    if (subscriber.attachment.snapshot) this.#patched++;
  }

  remove(subscriber: Subscriber): void {
    if (!this.#byId.delete(subscriber.socket.id)) return;
    subscriber.closed = true;
    this.#count(subscriber.attachment.keyId, -1);
    if (subscriber.attachment.snapshot) this.#patched--;
    this.debtBytes -= subscriber.flow.unheardBytes;
    subscriber.flow.unheardBytes = 0;
  }

  #count(keyId: string, step: 1 | -1): void {
    const count = (this.#byKey.get(keyId) ?? 0) + step;
    if (count === 0) this.#byKey.delete(keyId);
    else this.#byKey.set(keyId, count);
  }

  /** Sends text of `bytes`, which is owed; a socket that went away meanwhile is forgotten, its close event is on the way. */
  say(subscriber: Subscriber, frame: string, nowMs: number, bytes = frame.length): void {
    this.closeExpired(subscriber, nowMs);
    if (subscriber.closed) return;
    try {
      subscriber.socket.send(frame);
    } catch {
      this.remove(subscriber);
      return;
    }
    noteSent(subscriber.flow, bytes, nowMs);
    this.debtBytes += bytes;
  }

  /** A socket lives no longer than the key behind it. */
  closeExpired(subscriber: Subscriber, nowMs: number): void {
    const { expiresAt } = subscriber.attachment;
    if (expiresAt !== undefined && nowMs >= expiresAt && !subscriber.closed)
      this.close(subscriber, CLOSE.credentialsExpired);
  }

  /** Forgives what was sent before the platform answered the subscriber's last `ping` text. */
  listen(subscriber: Subscriber, nowMs: number): void {
    const pingedAt = subscriber.socket.lastPingAt();
    if (pingedAt !== null) this.heard(subscriber, Math.min(pingedAt, nowMs));
  }

  heard(subscriber: Subscriber, at: number): void {
    this.debtBytes -= noteHeard(subscriber.flow, at);
  }

  close(subscriber: Subscriber, code: CloseCode, retryAfterMs?: number): void {
    sayBye(subscriber.socket, code, retryAfterMs);
    this.remove(subscriber);
  }

  /** Closes the sockets that a key opened, itself or by a ticket. */
  closeKey(keyId: string): void {
    for (const subscriber of this.#byId.values()) {
      if (subscriber.attachment.keyId === keyId) this.close(subscriber, CLOSE.unauthenticated);
    }
  }

  /** Closes who used to ping and stopped, and who was never heard since it opened. */
  reapSilent(nowMs: number): void {
    for (const subscriber of this.#byId.values()) {
      const heardAt = Math.max(subscriber.flow.heardAt, subscriber.socket.lastPingAt() ?? 0);
      if (nowMs - heardAt >= SILENT_SOCKET_MS) this.close(subscriber, CLOSE.heartbeatMissed);
    }
  }

  /** When the next of those behind their window will have been silent for too long, ms since 1970; null if nobody is behind. */
  get silentAt(): number | null {
    let earliest: number | null = null;
    for (const { flow } of this.#byId.values()) {
      const at = silentAt(flow);
      if (at !== null) earliest = Math.min(earliest ?? Infinity, at);
    }
    return earliest;
  }

  /** If the room's debts are too high, subscribers heard meanwhile are forgiven, then the largest debtors are closed. */
  collectDebts(nowMs: number): void {
    if (this.debtBytes <= ROOM_DEBT_MAX_BYTES) return;
    for (const subscriber of this.#byId.values()) this.listen(subscriber, nowMs);
    if (this.debtBytes <= ROOM_DEBT_MAX_BYTES) return;
    for (const debtor of [...this.#byId.values()].sort((a, b) => b.flow.unheardBytes - a.flow.unheardBytes)) {
      if (this.debtBytes <= ROOM_DEBT_MAX_BYTES) return;
      this.close(debtor, CLOSE.slowSubscriber);
    }
  }
}

/** Says why and closes; a socket that is gone already is left alone. */
export function sayBye(socket: Pick<Socket, "send" | "close">, code: CloseCode, retryAfterMs?: number): void {
  const reason = closeReason(code);
  try {
    socket.send(encodeFrame({ type: "bye", code, reason, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }));
    socket.close(code, reason);
  } catch {
    // Closed by the other end meanwhile.
  }
}
