/**
 * What the feed remembers of its newest events, so that a repeat is recognised: digests of their ids and bodies, and which is
 * the newest of its bot. Loaded from the log by the first append: a wake that only reads does without.
 */
import { DEDUPE_EVENTS } from "@fillcast/protocol";
import type { Memory } from "./dedupe.ts";
import { Digests, createSeed, type KnownEvent } from "./digests.ts";
import type { Log } from "./log.ts";
import { BY_BOT, BY_ORDER, NewestSeqs, orderGroupsOf } from "./newest-seqs.ts";
import type { LogRecord } from "./record.ts";
import type { Draft } from "../rpc.ts";
import type { VitalsBook } from "../state/vitals-book.ts";
import { Twins, isRelayed } from "./twins.ts";

/** Which bots have a relay, and who hears that one sends everything twice. */
type Relays = Pick<VitalsBook, "has" | "noteTwice">;

export class LogMemory implements Memory {
  readonly #log: Log;
  readonly #newest: NewestSeqs;
  readonly #orders: NewestSeqs;
  readonly #twins: Twins;
  readonly #relays: Relays;
  #digests: Digests | null = null;

  constructor(log: Log, relays: Relays) {
    this.#log = log;
    this.#newest = new NewestSeqs(log, BY_BOT);
    this.#orders = new NewestSeqs(log, BY_ORDER);
    this.#twins = new Twins(log);
    this.#relays = relays;
  }

  find(fingerprint: string): KnownEvent | null {
    return this.load().find(fingerprint);
  }

  isNewest(bot: string, seq: number): boolean {
    return !this.#newest.hasSince(bot, seq);
  }

  isUndone(draft: Draft, seq: number): boolean {
    const groups = orderGroupsOf(draft.event);
    if (groups === null) return false;
    // A trade has one order of a side at a time: what was placed after the cancel has to be cancelled before this one can be news.
    const newest = this.#orders.newestSince(groups.own, seq) ?? seq;
    return this.#orders.hasSince(groups.opposite, newest);
  }

  findTwin(draft: Draft, nowMs: number): number | null {
    const { event } = draft;
    if (!this.#hasRelay(event, nowMs)) return null;
    const seq = this.#twins.take(draft, nowMs);
    if (seq !== null) this.#relays.noteTwice(event.bot, nowMs);
    return seq;
  }

  /** A relay that takes a bot's posts says nothing of the bot but these. */
  #hasRelay(event: Draft["event"], nowMs: number): boolean {
    if (isRelayed(event) || this.#relays.has(event.bot)) return true;
    return event.source === "freqtrade" && this.#twins.isRelayedBot(event.bot, nowMs);
  }

  /** Takes in a record that was just stored. */
  note({ first, digests, events }: LogRecord): void {
    this.load().addEncoded(first, digests);
    this.#newest.note(events);
    this.#orders.note(events);
    this.#twins.note(events);
  }

  /** Takes in a heartbeat, which stands in no log. */
  noteBeat(bot: string): void {
    this.#newest.noteBeat(bot);
  }

  /** Reads the log, if that was not done yet; before a record is stored that is then noted. */
  load(): Digests {
    if (this.#digests !== null) return this.#digests;
    const digests = new Digests(DEDUPE_EVENTS, createSeed());
    digests.load(this.#log.digests(this.#log.head.seq - DEDUPE_EVENTS + 1));
    this.#digests = digests;
    return digests;
  }
}
