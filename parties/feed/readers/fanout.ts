/**
 * Who gets which frame. A record that was just stored goes to everybody who is level with the log: one text for all plain
 * subscribers, own frames for those with a filter or a patch. A subscriber that is behind, replaying or held is led through the log
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
import { decideFlow, isSilent, noteUnacked, silentAt } from "./flow.ts";
import type { Log, LogSlice } from "../log/log.ts";
import { chainToHex } from "../../../archive/chain.ts";
import { splitRecord, type LogRecord } from "../log/record.ts";
import { saveSubscriber, type Attachment, type Subscriber } from "./subscriber.ts";
import type { Subscribers } from "./subscribers.ts";

/** Asking the platform about every socket takes its time: so seldom, while replays wait. */
const HEAR_ALL_MS = 1_000;

/** The state as frames. */
export interface StateFrames {
  /** The head's; null if there is no state at the moment. */
  frames(nowMs: number): readonly string[] | null;
  /** What is said in place of it. */
  notice(): string;
}

/** A frame that tells its subscriber everything up to `through`, and what it costs of its window. */
interface Sending {
  readonly frame: string;
  readonly through: number;
  readonly bytes: number;
}

export class Fanout {
  readonly #epoch: string;
  readonly #log: Log;
  readonly #subscribers: Subscribers;
  readonly #state: StateFrames;
  /** Behind, and held only by what others owe; longest waiting first. */
  readonly #waiting = new Set<Subscriber>();
  #heardAllAt = 0;

  constructor(epoch: string, log: Log, subscribers: Subscribers, state: StateFrames) {
    this.#epoch = epoch;
    this.#log = log;
    this.#subscribers = subscribers;
    this.#state = state;
  }

  /** Sends a record that was just stored; `patchText` is what it changed in the state, for those who asked. */
  deliver(record: LogRecord, patchText: string | null, nowMs: number): void {
    const after = record.first - 1;
    const frame = { epoch: this.#epoch, after, through: record.last, replay: false, text: record.text };
    const plain = encodeEventsFrame(frame);
    const frameBytes = record.bytes + plain.length - record.text.length;
    let patched: string | null = null;
    for (const subscriber of this.#subscribers.all()) {
      const { filter, snapshot } = subscriber.attachment;
      // An append of several records: who was behind at the first one has been led to the head already.
      if (subscriber.scanned > after) continue;
      if (subscriber.scanned < after) {
        this.advance(subscriber, nowMs);
      } else if (this.#admitOrClose(subscriber, nowMs)) {
        if (filter !== undefined) {
          this.#deliverFiltered(subscriber, record, snapshot ? patchText : null, nowMs);
        } else if (snapshot && patchText !== null) {
          patched ??= encodeEventsFrame({ ...frame, patchText });
          this.#send(subscriber, { frame: patched, through: record.last, bytes: frameBytes + patchText.length }, nowMs);
          subscriber.stateSeq = record.last;
        } else {
          this.#send(subscriber, { frame: plain, through: record.last, bytes: frameBytes }, nowMs);
        }
      }
      saveSubscriber(subscriber, this.#log.head.seq, nowMs);
    }
    this.goOn(nowMs);
  }

  /** Sends everybody who takes frames at the moment one that moves no position. */
  tellAll(frame: string, nowMs: number): void {
    for (const subscriber of this.#subscribers.all()) {
      if (this.#admitOrClose(subscriber, nowMs)) this.#subscribers.say(subscriber, frame, nowMs);
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

  /** Closes who is behind its window and was silent for too long. */
  closeSilent(nowMs: number): void {
    for (const subscriber of this.#subscribers.all()) {
      if (silentAt(subscriber.flow) !== null) this.#admitOrClose(subscriber, nowMs);
    }
    this.goOn(nowMs);
  }

  /** Clears the debt of subscribers that were heard meanwhile, and closes those that are behind and silent, also if they wait. */
  #hearAll(nowMs: number): void {
    this.#heardAllAt = nowMs;
    for (const subscriber of this.#subscribers.all()) {
      this.#subscribers.listen(subscriber, nowMs);
      if (this.#admitOrClose(subscriber, nowMs) && this.#waiting.has(subscriber) && isSilent(subscriber.flow, nowMs))
        this.#subscribers.close(subscriber, CLOSE.slowSubscriber);
    }
  }

  /** A filtered subscriber may lag the head by what its filter took out, but gets a frame at least every 256 seqs. */
  #deliverFiltered(subscriber: Subscriber, record: LogRecord, patchText: string | null, nowMs: number): void {
    const { filter } = subscriber.attachment;
    const wanted = record.events.map((event) => matchesFilter(filter!, event));
    if (!wanted.includes(true) && patchText === null && record.last - subscriber.told < FILTERED_COVER_EVENTS) {
      subscriber.scanned = record.last;
      return;
    }
    const text = wanted.includes(false) ? pick(splitRecord(record.text), wanted) : record.text;
    const [epoch, after, through] = [this.#epoch, subscriber.told, record.last];
    const frame = encodeEventsFrame({ epoch, after, through, replay: false, text, patchText });
    this.#send(subscriber, { frame, through, bytes: frame.length }, nowMs);
    if (patchText !== null) subscriber.stateSeq = record.last;
  }

  /** Sends the state at the head, or the word that there is none yet. */
  sayState(subscriber: Subscriber, nowMs: number): void {
    const frames = this.#state.frames(nowMs);
    for (const frame of frames ?? [this.#state.notice()]) this.#subscribers.say(subscriber, frame, nowMs);
    if (frames !== null) subscriber.stateSeq = this.#log.head.seq;
  }

  /** Tells those who follow the state, and are meant, that it is there, or that it is not. */
  announceState(nowMs: number, isMeant: (attachment: Attachment) => boolean = () => true): void {
    for (const subscriber of this.#subscribers.all()) {
      if (subscriber.attachment.snapshot && isMeant(subscriber.attachment)) this.sayState(subscriber, nowMs);
    }
  }

  /** Leads a subscriber on through the log until it is level or its window is full; at the head the first time it is caught up. */
  advance(subscriber: Subscriber, nowMs: number): void {
    const { seq: head, chain } = this.#log.head;
    let goesOn = true;
    while (goesOn && subscriber.scanned < head) goesOn = this.#leadOn(subscriber, nowMs);
    if (goesOn && !subscriber.caughtUp) {
      subscriber.caughtUp = true;
      const frame = encodeFrame({ type: "caught_up", epoch: this.#epoch, seq: head, chain: chainToHex(chain) });
      this.#subscribers.say(subscriber, frame, nowMs);
    }
    saveSubscriber(subscriber, head, nowMs);
  }

  /** Sends the next slice of the log; false if the subscriber has to wait, or was closed. */
  #leadOn(subscriber: Subscriber, nowMs: number): boolean {
    if (!this.#admitOrClose(subscriber, nowMs)) return false;
    // Held for so long that the room has let go of what comes next: it comes back, and fills from history.
    if (subscriber.scanned < this.#log.oldest - 1) {
      this.#subscribers.close(subscriber, CLOSE.slowSubscriber);
      return false;
    }
    if (!this.#mayLead(subscriber)) {
      this.#waiting.add(subscriber);
      return false;
    }
    const slice = this.#log.read(subscriber.scanned, WINDOW_BYTES - subscriber.flow.unackedBytes);
    if (slice === null) throw new Error("the log ends before its head");
    this.#sendSlice(subscriber, slice, nowMs);
    return true;
  }

  #sendSlice(subscriber: Subscriber, { through, text: whole, bytes }: LogSlice, nowMs: number): void {
    const { seq: head } = this.#log.head;
    const text = subscriber.attachment.filter === undefined ? whole : filterTexts(subscriber, whole);
    if (text === "" && through < head && through - subscriber.told < FILTERED_COVER_EVENTS) {
      subscriber.scanned = through;
      return;
    }
    // What came since the last snapshot came without patches: at the end of the way a new one takes their place.
    if (through === head && subscriber.attachment.snapshot && subscriber.stateSeq < head)
      this.sayState(subscriber, nowMs);
    const [epoch, after] = [this.#epoch, subscriber.told];
    const frame = encodeEventsFrame({ epoch, after, through, replay: !subscriber.caughtUp, text });
    this.#send(subscriber, { frame, through, bytes: Math.max(frame.length, bytes) }, nowMs);
  }

  /** Tells a filtered subscriber that asks how far the log went without anything for it: so it knows whether a frame was lost. */
  cover(subscriber: Subscriber, nowMs: number): void {
    const { seq: head } = this.#log.head;
    if (subscriber.told === head || subscriber.scanned < head || !this.#admitOrClose(subscriber, nowMs)) return;
    const [epoch, after] = [this.#epoch, subscriber.told];
    const frame = encodeEventsFrame({ epoch, after, through: head, replay: false, text: "" });
    this.#send(subscriber, { frame, through: head, bytes: frame.length }, nowMs);
    saveSubscriber(subscriber, head, nowMs);
  }

  #send(subscriber: Subscriber, { frame, through, bytes }: Sending, nowMs: number): void {
    this.#subscribers.say(subscriber, frame, nowMs, bytes);
    if (subscriber.closed) return;
    subscriber.told = through;
    subscriber.scanned = through;
    if (subscriber.attachment.ack) noteUnacked(subscriber.flow, through, bytes, nowMs);
  }

  /** True if the subscriber may be sent a frame now. Closes it if it never may be again: its key has ended, or it takes nothing in. */
  #admitOrClose(subscriber: Subscriber, nowMs: number): boolean {
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
