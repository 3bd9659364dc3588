/**
 * Twins: one message that came both through its bot's relay and straight from the bot, which would count twice. A webhook has
 * the members that its bot's configuration names, and the relay all of them, so the two are recognised by what they say and not
 * by their text. Each message has one twin: equal ones that came the same way are news. In memory; loaded from the log's end
 * when it is needed, which is for bots with a relay.
 */
import {
  BoundedMap,
  TWIN_WINDOW_MS,
  instantToMs,
  readLiquidationMessage,
  readLockMessage,
  readOrderMessage,
  type FeedEvent,
} from "@fillcast/protocol";
import type { Draft, DraftEvent } from "../rpc.ts";
import { parseEvents } from "../state/log-fold.ts";
import type { Log } from "./log.ts";

/** Bytes of the log that may hold a minute's messages. */
const TAIL_BYTES = 256 * 1024;
const TAIL_EVENTS = 512;
const TAKEN_MAX = 1_000;

interface Heard {
  readonly seq: number;
  readonly at: number;
  readonly relayed: boolean;
  readonly said: string;
}

export class Twins {
  readonly #log: Log;
  /** Those without a twin so far, oldest first; null until they are needed. */
  #heard: Heard[] | null = null;
  /** What came the second way, which may be sent again. */
  readonly #taken = new BoundedMap<string, number>(TAKEN_MAX);

  constructor(log: Log) {
    this.#log = log;
  }

  /** The seq of the message that this one repeats from the other way; null if there is none. It is no twin of another one after that. */
  take({ event, fingerprint }: Draft, nowMs: number): number | null {
    const said = isOfFreqtrade(event) ? signatureOf(event, nowMs) : null;
    if (said === null) return null;
    const taken = this.#taken.get(fingerprint);
    if (taken !== undefined) return taken;
    const heard = this.#load(nowMs);
    const relayed = isRelayed(event);
    const index = heard.findIndex(
      (other) => other.said === said && other.relayed !== relayed && nowMs - other.at <= TWIN_WINDOW_MS,
    );
    if (index === -1) return null;
    const { seq } = heard.splice(index, 1)[0]!;
    this.#taken.set(fingerprint, seq);
    return seq;
  }

  /** Takes in what was just stored. */
  note(events: readonly FeedEvent[]): void {
    if (this.#heard === null) return;
    for (const event of events) this.#add(this.#heard, event);
    const newest = events.at(-1)?.at ?? 0;
    while (this.#heard.length > 0 && newest - this.#heard[0]!.at > TWIN_WINDOW_MS) this.#heard.shift();
  }

  #add(heard: Heard[], event: FeedEvent): void {
    if (!isOfFreqtrade(event)) return;
    const { seq, at } = event;
    const said = signatureOf(event, at);
    if (said !== null) heard.push({ seq, at, relayed: isRelayed(event), said });
  }

  #load(nowMs: number): Heard[] {
    if (this.#heard !== null) return this.#heard;
    const heard: Heard[] = [];
    let after = Math.max(this.#log.oldest - 1, this.#log.head.seq - TAIL_EVENTS);
    for (let slice = this.#log.read(after, TAIL_BYTES); slice !== null; slice = this.#log.read(after, TAIL_BYTES)) {
      for (const event of parseEvents(slice.text)) if (nowMs - event.at <= TWIN_WINDOW_MS) this.#add(heard, event);
      after = slice.through;
    }
    this.#heard = heard;
    return heard;
  }
}

const isOfFreqtrade = ({ source }: DraftEvent): boolean => source === "freqtrade";
/** Took the way through a relay. */
export const isRelayed = ({ edge }: DraftEvent): boolean => edge?.via === "relay";

/** What both ways say of the same message, in one spelling; null for one that says nothing by which it could be told. */
function signatureOf(event: DraftEvent, at: number): string | null {
  const { type, bot, trade, data } = event;
  const said = { ...event, id: "", seq: 0, at };
  const order = readOrderMessage(said);
  if (order !== null) {
    const { amount, orderRate, profit, stake, cancelReason, isFinalExit } = order;
    const opened = order.openedAt === null ? null : instantToMs(order.openedAt);
    return JSON.stringify([type, bot, trade?.id, opened, amount, orderRate, profit, stake, cancelReason, isFinalExit]);
  }
  const lock = readLockMessage(said);
  if (lock !== null) return JSON.stringify([type, bot, lock.pair, lock.side, lock.until]);
  const warning = readLiquidationMessage(said);
  if (warning !== null) return JSON.stringify([type, bot, warning.pair, warning.trade, warning.remainingRatio]);
  const text = data.status ?? data.msg;
  return typeof text === "string" ? JSON.stringify([type, bot, text]) : null;
}
