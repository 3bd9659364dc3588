/**
 * Which event of a kind is the newest: of a bot, because a sender repeats its last message and no earlier one, so an equal
 * webhook body after another event is news; of an order's placements and cancellations, because an order that was cancelled
 * may be placed again with the same body. Kept in memory since the room woke, and read from the log for what came before.
 */
import { EVENT_SEPARATOR, CHUNK_MAX_BYTES, type FeedEvent } from "@fillcast/protocol";
import type { Log } from "./log.ts";

/** Names remembered; beyond, all are forgotten and the log is asked again. */
const NAMES_REMEMBERED = 1_000;
/** In place of a seq: a heartbeat came last, which has none. */
const HEARTBEAT = Number.POSITIVE_INFINITY;

/** Which events belong together. */
export interface Grouping {
  /** The name of the event's group; null for one that is in none. */
  nameOf(event: FeedEvent): string | null;
  /** What the text of each of the group's events contains. */
  markOf(name: string): string;
}

/** By bot; what the room says itself is not the bot's. */
export const BY_BOT: Grouping = {
  nameOf: (event) => (isOfBot(event) ? event.bot : null),
  markOf: (bot) => `"bot":${JSON.stringify(bot)}`,
};

/** By order: the placements of a trade's entries are one group, their cancellations another. */
export const BY_ORDER: Grouping = {
  nameOf: (event) => (isOfBot(event) ? orderName(event.type, event) : null),
  markOf: (name) => `"type":"${name.split(" ", 1)[0]!}"`,
};

/** The group that an order's message belongs to, and the one that ends what it says: its cancellations, or its placements. */
export interface OrderGroups {
  readonly own: string;
  readonly opposite: string;
}

/** Null for anything but an order. */
export function orderGroupsOf(event: Pick<FeedEvent, "type" | "bot" | "trade">): OrderGroups | null {
  const { type } = event;
  const own = orderName(type, event);
  const other = type.endsWith("_cancel") ? type.slice(0, -"_cancel".length) : `${type}_cancel`;
  return own === null ? null : { own, opposite: orderName(other, event)! };
}

function orderName(type: string, { bot, trade }: Pick<FeedEvent, "bot" | "trade">): string | null {
  return /^(?:entry|exit)(?:_cancel)?$/.test(type) && trade !== undefined ? `${type} ${bot} ${trade.id}` : null;
}

export class NewestSeqs {
  readonly #log: Pick<Log, "head" | "oldest" | "read">;
  readonly #seqs = new Map<string, number>();
  /** Up to here only the log knows. */
  #unread: number;
  readonly #by: Grouping;

  constructor(log: Pick<Log, "head" | "oldest" | "read">, by: Grouping) {
    this.#log = log;
    this.#by = by;
    this.#unread = log.head.seq;
  }

  /** Takes in stored events, in order. */
  note(events: readonly FeedEvent[]): void {
    for (const event of events) {
      const name = this.#by.nameOf(event);
      if (name !== null) this.#remember(name, event.seq, event.seq - 1);
    }
  }

  /** Takes in a heartbeat. */
  noteBeat(bot: string): void {
    this.#remember(bot, HEARTBEAT, this.#log.head.seq);
  }

  /** True if one of the group came after `seq`. Reads the log if that may have been before the room woke. */
  hasSince(name: string, seq: number): boolean {
    return this.newestSince(name, seq) !== null;
  }

  /** The newest of the group, if it came after `seq`; null if none did. */
  newestSince(name: string, seq: number): number | null {
    const newest = this.#seqs.get(name) ?? this.#findInLog(name, seq);
    return newest !== null && newest > seq ? newest : null;
  }

  #remember(name: string, seq: number, before: number): void {
    if (this.#seqs.size >= NAMES_REMEMBERED && !this.#seqs.has(name)) {
      this.#seqs.clear();
      this.#unread = before;
    }
    this.#seqs.set(name, seq);
  }

  #findInLog(name: string, after: number): number | null {
    const mark = this.#by.markOf(name);
    let newest: number | null = null;
    for (let at = Math.max(after, this.#log.oldest - 1); ;) {
      const slice = this.#log.read(at, CHUNK_MAX_BYTES, this.#unread);
      if (slice === null) return newest;
      for (const text of slice.text.split(EVENT_SEPARATOR)) {
        if (!text.includes(mark)) continue;
        const event = JSON.parse(text) as FeedEvent;
        if (this.#by.nameOf(event) === name) newest = event.seq;
      }
      at = slice.through;
    }
  }
}

function isOfBot({ source }: FeedEvent): boolean {
  return source !== "fillcast";
}
