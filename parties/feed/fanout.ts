/**
 * Who gets which frame. A record that was just stored goes to everybody who is level with the log: one text for all plain
 * subscribers, own frames for those with a filter or a patch. Whoever is behind, replaying or held, is led through the log
 * itself, as far as its window allows: the log is the buffer.
 */
import {
  BUFFERED_MAX_BYTES,
  CLOSE,
  EVENT_SEPARATOR,
  FILTERED_COVER_EVENTS,
  REPLAY_DEBT_MAX_BYTES,
  ROOM_DEBT_MAX_BYTES,
  WINDOW_BYTES,
  encodeEventsFrame,
  encodeFrame,
  matchesFilter,
  type FeedEvent,
} from "@fillcast/protocol";
import { decideFlow, isSilent, noteUnacked } from "./flow.ts";
import type { Log } from "./log.ts";
import { chainToHex } from "../../src/archive/chain.ts";
import { splitRecord, type LogRecord } from "./record.ts";
import { saveSubscriber, type Subscriber } from "./subscriber.ts";
import type { Subscribers } from "./subscribers.ts";

/** Asking the platform about every socket takes its time: so seldom, while replays wait. */
const HEAR_ALL_MS = 1_000;

export class Fanout {
  readonly #epoch: string;
  readonly #log: Log;
  readonly #subscribers: Subscribers;
  readonly #snapshotText: (nowMs: number) => string | null;
  /** Behind, and held only by what others owe; longest waiting first. */
  readonly #waiting = new Set<Subscriber>();
  #heardAllAt = 0;

  constructor(epoch: string, log: Log, subscribers: Subscribers, snapshotText: (nowMs: number) => string | null) {
    this.#epoch = epoch;
    this.#log = log;
    this.#subscribers = subscribers;
    this.#snapshotText = snapshotText;
  }

  /** Sends a record that was just stored; `patchText` is what it changed in the state, for those who asked. */
  deliver(record: LogRecord, patchText: string | null, nowMs: number): void {
    const after = record.first - 1;
    const plain = encodeEventsFrame(this.#epoch, after, record.last, false, record.text);
    const frameBytes = record.bytes + plain.length - record.text.length;
    let patched: string | null = null;
    for (const subscriber of this.#subscribers.all()) {
      const { filter, snapshot } = subscriber.attachment;
      // An append of several records: who was behind at the first one has been led to the head already.
      if (subscriber.scanned > after) continue;
      if (subscriber.scanned < after) {
        this.advance(subscriber, nowMs);
      } else if (this.#mayReceive(subscriber, nowMs)) {
        if (filter !== undefined) {
          this.#deliverFiltered(subscriber, record, snapshot ? patchText : null, nowMs);
        } else if (snapshot && patchText !== null) {
          patched ??= encodeEventsFrame(this.#epoch, after, record.last, false, record.text, patchText);
          this.#send(subscriber, patched, record.last, frameBytes + patchText.length, nowMs);
          subscriber.stateSeq = record.last;
        } else {
          this.#send(subscriber, plain, record.last, frameBytes, nowMs);
        }
      }
      saveSubscriber(subscriber, this.#log.head.seq);
    }
    this.goOn(nowMs);
  }

  /** Sends everybody who takes frames at the moment one that moves no position. */
  tellAll(frame: string, nowMs: number): void {
    for (const subscriber of this.#subscribers.all()) {
      if (this.#mayReceive(subscriber, nowMs)) this.#subscribers.say(subscriber, frame, nowMs);
    }
    this.goOn(nowMs);
  }

  /** After every step that sent or heard something: keeps the room's debts in bounds, and goes on with replays that wait for them. */
  goOn(nowMs: number): void {
    this.#subscribers.collectDebts(nowMs);
    if (this.#waiting.size === 0) return;
    if (this.#subscribers.debtBytes >= REPLAY_DEBT_MAX_BYTES && Math.abs(nowMs - this.#heardAllAt) >= HEAR_ALL_MS)
      this.#hearAll(nowMs);
    for (const subscriber of this.#waiting) {
      if (!this.#mayLead(subscriber)) continue;
      this.#waiting.delete(subscriber);
      if (!subscriber.closed) this.advance(subscriber, nowMs);
    }
  }

  /**
   * Replays are sent from a share of what the room may be owed, so that many at once do not make it close anybody. Who was level
   * once and fell behind has the rest, so that replays which nobody reads do not keep it waiting.
   */
  #mayLead({ caughtUp }: Subscriber): boolean {
    const { debtBytes } = this.#subscribers;
    return debtBytes < (caughtUp ? ROOM_DEBT_MAX_BYTES - WINDOW_BYTES : REPLAY_DEBT_MAX_BYTES);
  }

  /** Forgives who was heard meanwhile, and closes who is behind and silent, be it that it waits itself. */
  #hearAll(nowMs: number): void {
    this.#heardAllAt = nowMs;
    for (const subscriber of this.#subscribers.all()) {
      this.#subscribers.listen(subscriber, nowMs);
      if (this.#mayReceive(subscriber, nowMs) && this.#waiting.has(subscriber) && isSilent(subscriber.flow, nowMs))
        this.#subscribers.close(subscriber, CLOSE.slowSubscriber);
    }
  }

  /** A filtered subscriber may lag the head by what its filter took out, but is told at least every 256 seqs. */
  #deliverFiltered(subscriber: Subscriber, record: LogRecord, patchText: string | null, nowMs: number): void {
    const { filter } = subscriber.attachment;
    const wanted = record.events.map((event) => matchesFilter(filter!, event));
    if (!wanted.includes(true) && patchText === null && record.last - subscriber.told < FILTERED_COVER_EVENTS) {
      subscriber.scanned = record.last;
      return;
    }
    const text = wanted.includes(false) ? pick(splitRecord(record.text), wanted) : record.text;
    const frame = encodeEventsFrame(this.#epoch, subscriber.told, record.last, false, text, patchText ?? undefined);
    this.#send(subscriber, frame, record.last, frame.length, nowMs);
    if (patchText !== null) subscriber.stateSeq = record.last;
  }

  /** Sends the state at the head, or the word that there is none yet. */
  sayState(subscriber: Subscriber, nowMs: number): void {
    const snapshot = this.#snapshotText(nowMs);
    this.#subscribers.say(subscriber, snapshot ?? encodeFrame({ type: "notice", state: "rebuilding" }), nowMs);
    if (snapshot !== null) subscriber.stateSeq = this.#log.head.seq;
  }

  /** Leads a subscriber on through the log until it is level or its window is full; at the head the first time it is caught up. */
  advance(subscriber: Subscriber, nowMs: number): void {
    const { seq: head, chain } = this.#log.head;
    while (subscriber.scanned < head) {
      if (!this.#mayReceive(subscriber, nowMs)) return saveSubscriber(subscriber, head);
      // Held for so long that the room has let go of what comes next: it comes back, and fills from history.
      if (subscriber.scanned < this.#log.oldest - 1) return this.#subscribers.close(subscriber, CLOSE.slowSubscriber);
      if (!this.#mayLead(subscriber)) {
        this.#waiting.add(subscriber);
        return saveSubscriber(subscriber, head);
      }
      const slice = this.#log.read(subscriber.scanned, WINDOW_BYTES - subscriber.flow.unackedBytes);
      if (slice === null) throw new Error("the log ends before its head");
      const text = subscriber.attachment.filter === undefined ? slice.text : filterTexts(subscriber, slice.text);
      const covers = slice.through - subscriber.told;
      if (text === "" && slice.through < head && covers < FILTERED_COVER_EVENTS) {
        subscriber.scanned = slice.through;
        continue;
      }
      // What came since the last snapshot came without patches: at the end of the way a new one takes their place.
      if (slice.through === head && subscriber.attachment.snapshot && subscriber.stateSeq < head)
        this.sayState(subscriber, nowMs);
      const frame = encodeEventsFrame(this.#epoch, subscriber.told, slice.through, !subscriber.caughtUp, text);
      this.#send(subscriber, frame, slice.through, Math.max(frame.length, slice.bytes), nowMs);
    }
    if (!subscriber.caughtUp) {
      subscriber.caughtUp = true;
      const frame = encodeFrame({ type: "caught_up", epoch: this.#epoch, seq: head, chain: chainToHex(chain) });
      this.#subscribers.say(subscriber, frame, nowMs);
    }
    saveSubscriber(subscriber, head);
  }

  /** Tells a filtered subscriber that asks how far the log went without anything for it: so it knows whether a frame was lost. */
  cover(subscriber: Subscriber, nowMs: number): void {
    const { seq: head } = this.#log.head;
    if (subscriber.told === head || subscriber.scanned < head || !this.#mayReceive(subscriber, nowMs)) return;
    const frame = encodeEventsFrame(this.#epoch, subscriber.told, head, false, "");
    this.#send(subscriber, frame, head, frame.length, nowMs);
    saveSubscriber(subscriber, head);
  }

  /** Sends a frame that tells the subscriber everything up to `through`. */
  #send(subscriber: Subscriber, frame: string, through: number, bytes: number, nowMs: number): void {
    this.#subscribers.say(subscriber, frame, nowMs, bytes);
    if (subscriber.closed) return;
    subscriber.told = through;
    subscriber.scanned = through;
    if (subscriber.attachment.ack) noteUnacked(subscriber.flow, through, bytes, nowMs);
  }

  /** False where the subscriber is not to be sent anything now; closes it where it never will be again. */
  #mayReceive(subscriber: Subscriber, nowMs: number): boolean {
    this.#subscribers.closeExpired(subscriber, nowMs);
    if (subscriber.closed) return false;
    const listen = (): void => this.#subscribers.listen(subscriber, nowMs);
    const decision = decideFlow(subscriber.flow, subscriber.attachment.ack, nowMs, listen);
    if (decision === "close" || subscriber.socket.bufferedBytes() > BUFFERED_MAX_BYTES) {
      this.#subscribers.close(subscriber, CLOSE.slowSubscriber);
      return false;
    }
    return decision === "send";
  }
}

/** Of a slice's event texts those that the filter lets through: the one place where stored events are parsed on their way out. */
function filterTexts(subscriber: Subscriber, text: string): string {
  const { filter } = subscriber.attachment;
  const texts = splitRecord(text);
  return pick(
    texts,
    texts.map((event) => matchesFilter(filter!, JSON.parse(event) as FeedEvent)),
  );
}

function pick(texts: readonly string[], wanted: readonly boolean[]): string {
  return texts.filter((_, index) => wanted[index]).join(EVENT_SEPARATOR);
}
