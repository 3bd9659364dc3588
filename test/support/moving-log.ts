/**
 * The room's real log and an archive of its pages that move on between any two questions of a reader: events come, pages are
 * sealed, archived, and dropped.
 */
import {
  EVENT_SEPARATOR,
  PAGE_EVENTS,
  RECORD_SEPARATOR,
  firstSeqOf,
  lastSeqOf,
  matchesFilter,
  pageOf,
  type FeedEvent,
  type Refused,
} from "@fillcast/protocol";
import { Log } from "../../parties/feed/log/log.ts";
import { readRange } from "../../parties/feed/log/reads.ts";
import { encodeRecords } from "../../parties/feed/log/record.ts";
import type { LogBounds, LogRead } from "../../parties/feed/rpc.ts";
import { createFeedRow } from "../../parties/feed/schema.ts";
import { countEvents, textToEvents, textToRecords } from "../../archive/page.ts";
import type { Listing, PartsQuery } from "../../archive/listing.ts";
import type { Sought } from "../../archive/pages.ts";
import type { ArchivedPart } from "../../archive/parts.ts";
import type { LogSources, PageRange } from "../../src/history/sources.ts";
import type { Direction, Span } from "../../src/history/range.ts";
import { draft } from "./draft.ts";
import { EPOCH, atOf, createEvent } from "./pages.ts";
import { createMemorySql } from "./room.ts";

/** What happens to the log before a question is answered. */
export type Move =
  | { readonly kind: "append"; readonly events: number }
  | { readonly kind: "archive" }
  | { readonly kind: "drop" };

export class MovingLog implements LogSources {
  readonly log: Log;
  /** Parts by their first seq. */
  readonly archive = new Map<number, ArchivedPart>();
  epoch = EPOCH;
  archived = 0;
  /** Parts opened and listed in the archive, and questions to the room. */
  readonly asked = { room: 0, opened: 0, listed: 0 };
  /** Taken one by one, one before each answer. */
  moves: Move[] = [];

  readonly #perRecord: number;
  readonly #perPart: number;

  /** Events of a record at most, and records of an archived part. */
  constructor(perRecord: number, perPart = Infinity) {
    this.#perRecord = perRecord;
    this.#perPart = perPart;
    const sql = createMemorySql();
    createFeedRow(sql, { name: "alice", epoch: EPOCH, region: "auto", createdAt: 0, firstKeyId: "key" });
    this.log = new Log(sql);
  }

  get bounds(): LogBounds {
    return { epoch: this.epoch, head: this.log.head.seq, oldest: this.log.oldest, archived: this.archived };
  }

  move(move: Move): void {
    switch (move.kind) {
      case "append":
        for (let left = move.events; left > 0; left -= this.#perRecord) this.#append(Math.min(left, this.#perRecord));
        break;
      case "archive":
        for (let page = pageOf(this.archived + 1); this.#archivePage(page); page++);
        break;
      case "drop": {
        const [oldest] = this.log.sealedPages();
        if (oldest !== undefined && lastSeqOf(oldest.page) <= this.archived) this.log.drop([oldest.page]);
        break;
      }
    }
  }

  /** False at the log's end. */
  #archivePage(page: number): boolean {
    const piece = this.log.records.readPiece(page, firstSeqOf(page) - 1, lastSeqOf(page), Infinity);
    if (piece === null) return false;
    const records = textToRecords(piece.text);
    for (let from = 0, first = firstSeqOf(page); from < records.length; from += this.#perPart) {
      const text = records.slice(from, from + this.#perPart).join(RECORD_SEPARATOR);
      const last = first + countEvents(text) - 1;
      this.archive.set(first, {
        kind: "part",
        page,
        first,
        last,
        text,
        chain: this.log.records.digestAt(last) ?? null,
      });
      first = last + 1;
    }
    this.archived = piece.last;
    return true;
  }

  /** One record; its events share the room's clock, which is that of the last of them. */
  #append(events: number): void {
    const { seq } = this.log.head;
    const drafts = Array.from({ length: events }, (_, index) => {
      const { id, type, bot, source, pair, data } = createEvent(seq + 1 + index);
      return draft(id, { type, bot, source, data, ...(pair === undefined ? {} : { pair }) });
    });
    this.log.append(encodeRecords(drafts, this.log.head, atOf(seq + events)), null);
  }

  #pass(): void {
    const move = this.moves.shift();
    if (move !== undefined) this.move(move);
  }

  /** What the room says first to a reader of (low, high]. */
  open(span: Span = { low: 0, high: 0 }): LogRead {
    return readRange(this.log, this.bounds, { after: span.low, through: span.high, maxBytes: 64 * 1024 });
  }

  async readRoom({ low, high }: Span): Promise<LogRead | Refused> {
    this.#pass();
    this.asked.room++;
    return this.open({ low, high });
  }

  async *readParts(
    _epoch: string,
    spans: readonly Span[],
    direction: Direction,
  ): AsyncGenerator<ArchivedPart | Refused> {
    for (const span of spans) {
      for (const part of this.#between(span, direction)) {
        this.#pass();
        this.asked.opened++;
        yield part;
      }
    }
  }

  async listParts(_epoch: string, { stretch, direction, filter, limit }: PartsQuery): Promise<Listing | Refused> {
    this.#pass();
    const parts = this.#between(stretch, direction).slice(0, limit);
    this.asked.listed += parts.length;
    const listed = parts.map(({ page, first, last, text }) => {
      return { page, first, last, matches: eventsOf(text).some((event) => matchesFilter(filter, event)) };
    });
    return { parts: listed, isAll: parts.length < limit, begun: [] };
  }

  async seekPart(_epoch: string, { first, last }: PageRange, at: number): Promise<Sought | Refused> {
    this.#pass();
    const span = { low: firstSeqOf(first) - 1, high: lastSeqOf(last) };
    const found = this.#between(span, "forward").find(({ text }) => eventsOf(text).at(-1)!.at >= at);
    const value: Sought =
      found === undefined ? { kind: "none" } : { kind: "part", first: found.first, last: found.last };
    return value;
  }

  #between({ low, high }: Span, direction: Direction): ArchivedPart[] {
    const parts = [...this.archive.values()].filter(({ first, last }) => last > low && first <= high);
    return parts.sort((a, b) => (direction === "forward" ? a.first - b.first : b.first - a.first));
  }
}

/** A log of `events` events, archived and dropped as far as `kept` whole pages of it allow. */
export function createMovingLog(events: number, keptPages: number, perRecord = 7, perPart = Infinity): MovingLog {
  const moving = new MovingLog(perRecord, perPart);
  moving.move({ kind: "append", events });
  moving.move({ kind: "archive" });
  for (let drops = Math.floor(events / PAGE_EVENTS) - keptPages; drops > 0; drops--) moving.move({ kind: "drop" });
  return moving;
}

function eventsOf(text: string): FeedEvent[] {
  return JSON.parse(`[${textToEvents(text).join(EVENT_SEPARATOR)}]`) as FeedEvent[];
}
