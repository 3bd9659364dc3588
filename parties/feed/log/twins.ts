/**
 * Twins: one message that came both through its bot's relay and straight from the bot, which would count twice. A webhook has
 * the members that its bot's configuration names, and the relay all of them, so the two are recognised by what they say and not
 * by their text. Each message has one twin: equal ones that came the same way are news. In memory; loaded from the log's end
 * when it is needed, which is for bots with a relay.
 */
import {
  BOTS_MAX,
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

/** How far the log's end is looked through for the last minute, and in what steps. */
const TAIL_BYTES = 256 * 1024;
const TAIL_EVENTS = 512;
const STEP_EVENTS = 64;
/** Messages that wait for their twin, and what came the second way. */
const HEARD_MAX = 5_000;
const TAKEN_MAX = 1_000;

interface Heard {
  readonly seq: number;
  readonly at: number;
  readonly relayed: boolean;
}

export class Twins {
  readonly #log: Pick<Log, "head" | "oldest" | "read">;
  /** Those without a twin so far, by what they say, oldest first; null until they are needed. */
  #heard: Map<string, Heard[]> | null = null;
  /** The same in the order in which they came, those that have found their twin too. */
  #order: { readonly said: string; readonly at: number }[] = [];
  /** When a relay last spoke for a bot; null until it is needed. */
  #relayedAt: BoundedMap<string, number> | null = null;
  /** What came the second way, which may be sent again. */
  readonly #taken = new BoundedMap<string, number>(TAKEN_MAX);

  constructor(log: Pick<Log, "head" | "oldest" | "read">) {
    this.#log = log;
  }

  /** True if a relay spoke for the bot within the time in which a message has its twin. */
  isRelayedBot(bot: string, nowMs: number): boolean {
    const at = this.#loadRelayed(nowMs).get(bot);
    return at !== undefined && nowMs - at <= TWIN_WINDOW_MS;
  }

  /** The seq of the message that this one repeats from the other way; null if there is none. It is no twin of another one after that. */
  take({ event, fingerprint }: Draft, nowMs: number): number | null {
    const said = isOfFreqtrade(event) ? signatureOf(event, nowMs) : null;
    if (said === null) return null;
    const taken = this.#taken.get(fingerprint);
    if (taken !== undefined) return taken;
    const heard = this.#load(nowMs).get(said) ?? [];
    const relayed = isRelayed(event);
    const index = heard.findIndex((other) => other.relayed !== relayed && nowMs - other.at <= TWIN_WINDOW_MS);
    if (index === -1) return null;
    const { seq } = heard.splice(index, 1)[0]!;
    this.#taken.set(fingerprint, seq);
    return seq;
  }

  /** Takes in what was just stored. */
  note(events: readonly FeedEvent[]): void {
    for (const event of events) if (isRelayed(event)) this.#relayedAt?.set(event.bot, event.at);
    const heard = this.#heard;
    if (heard === null) return;
    for (const event of events) this.#add(heard, event);
    const newest = events.at(-1)?.at ?? 0;
    const kept = this.#order.findIndex(({ at }) => newest - at <= TWIN_WINDOW_MS);
    const dropped = Math.max(kept === -1 ? this.#order.length : kept, this.#order.length - HEARD_MAX);
    for (const { said, at } of this.#order.splice(0, dropped)) forget(heard, said, at);
  }

  #add(heard: Map<string, Heard[]>, event: FeedEvent): void {
    if (!isOfFreqtrade(event)) return;
    const { seq, at } = event;
    const said = signatureOf(event, at);
    if (said === null) return;
    const equal = heard.get(said) ?? [];
    equal.push({ seq, at, relayed: isRelayed(event) });
    heard.set(said, equal);
    this.#order.push({ said, at });
  }

  #load(nowMs: number): Map<string, Heard[]> {
    if (this.#heard !== null) return this.#heard;
    const heard = new Map<string, Heard[]>();
    for (const event of this.#tail(nowMs)) this.#add(heard, event);
    this.#heard = heard;
    return heard;
  }

  #loadRelayed(nowMs: number): BoundedMap<string, number> {
    if (this.#relayedAt !== null) return this.#relayedAt;
    const relayedAt = new BoundedMap<string, number>(BOTS_MAX);
    for (const event of this.#tail(nowMs)) if (isRelayed(event)) relayedAt.set(event.bot, event.at);
    this.#relayedAt = relayedAt;
    return relayedAt;
  }

  /** The last minute's events, as far as they are looked for. */
  #tail(nowMs: number): FeedEvent[] {
    const { head, oldest } = this.#log;
    const steps: FeedEvent[][] = [];
    let bytes = 0;
    let isRecent = true;
    for (let to = head.seq; isRecent && bytes < TAIL_BYTES && to > head.seq - TAIL_EVENTS;) {
      const from = Math.max(oldest - 1, to - STEP_EVENTS);
      if (from >= to) break;
      const events: FeedEvent[] = [];
      for (let after = from; after < to;) {
        const slice = this.#log.read(after, TAIL_BYTES, to);
        if (slice === null) break;
        events.push(...parseEvents(slice.text));
        bytes += slice.bytes;
        after = slice.through;
      }
      const recent = events.filter(({ at }) => nowMs - at <= TWIN_WINDOW_MS);
      isRecent = recent.length === events.length;
      steps.unshift(recent);
      to = from;
    }
    return steps.flat();
  }
}

/** The oldest of those that say the same, unless it has found its twin before. */
function forget(heard: Map<string, Heard[]>, said: string, at: number): void {
  const equal = heard.get(said);
  if (equal === undefined) return;
  if (equal[0] !== undefined && equal[0].at <= at) equal.shift();
  if (equal.length === 0) heard.delete(said);
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
