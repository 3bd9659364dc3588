/**
 * The room's real log and an archive of its pages that move on between any two questions of a reader: events come, pages are
 * sealed, archived, and dropped.
 */
import {
  EVENT_SEPARATOR,
  PAGE_EVENTS,
  lastSeqOf,
  matchesFilter,
  pageOf,
  type FeedEvent,
  type Filter,
} from "@fillcast/protocol";
import { Log } from "../../parties/feed/log.ts";
import { readRange } from "../../parties/feed/reads.ts";
import { encodeRecords } from "../../parties/feed/record.ts";
import type { LogBounds, LogRead, Refused } from "../../parties/feed/rpc.ts";
import { createFeedRow } from "../../parties/feed/schema.ts";
import type { ArchivedPage } from "../../src/archive/page.ts";
import type { ListedPage } from "../../src/archive/pages.ts";
import { textToEvents } from "../../src/archive/page.ts";
import type { LogSources, Answer } from "../../src/history/sources.ts";
import type { Span } from "../../src/history/range.ts";
import { draft } from "./draft.ts";
import { EPOCH, atOf, createEvent } from "./pages.ts";
import { createMemorySql } from "./room.ts";

/** What happens to the log before a question is answered. */
export type Move =
  | { readonly kind: "append"; readonly events: number }
  | { readonly kind: "archive" }
  | { readonly kind: "drop" };

interface Range {
  readonly first: number;
  readonly last: number;
}

export class MovingLog implements LogSources {
  readonly log: Log;
  readonly archive = new Map<number, ArchivedPage>();
  epoch = EPOCH;
  archived = 0;
  /** Pages opened and listed in the archive, and questions to the room. */
  readonly asked = { room: 0, opened: 0, listed: 0 };
  /** Taken one by one, one before each answer. */
  moves: Move[] = [];

  readonly #perRecord: number;

  constructor(perRecord: number) {
    this.#perRecord = perRecord;
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
        for (let page = pageOf(this.archived + 1); ; page++) {
          const text = this.log.readPage(page);
          if (text === null) break;
          this.archive.set(page, { ...text, chain: Buffer.from(text.chain).toString("hex") });
          this.archived = text.last;
        }
        break;
      case "drop": {
        const [oldest] = this.log.sealedPages();
        if (oldest !== undefined && lastSeqOf(oldest.page) <= this.archived) this.log.drop([oldest.page]);
        break;
      }
    }
  }

  /** One record; its events share the room's clock, which is that of the last of them. */
  #append(events: number): void {
    const { seq } = this.log.head;
    const drafts = Array.from({ length: events }, (_, index) => {
      const { id, type, bot, source, pair, data } = createEvent(seq + 1 + index);
      return draft(id, { type, bot, source, data, ...(pair === undefined ? {} : { pair }) });
    });
    this.log.append(encodeRecords(drafts, this.log.head, atOf(seq + events)));
  }

  #pass(): void {
    const move = this.moves.shift();
    if (move !== undefined) this.move(move);
  }

  /** What the room says first to a reader of (low, high]. */
  open(span: Span = { low: 0, high: 0 }): LogRead {
    return readRange(this.log, this.bounds, span.low, span.high, 64 * 1024);
  }

  async readRoom({ low, high }: Span): Promise<LogRead | Refused> {
    this.#pass();
    this.asked.room++;
    return this.open({ low, high });
  }

  async readPages(_epoch: string, pages: readonly number[]): Promise<Answer<ArchivedPage[]>> {
    this.#pass();
    this.asked.opened += pages.length;
    return { kind: "answer", value: pages.flatMap((page) => this.archive.get(page) ?? []) };
  }

  async listPages(_epoch: string, range: Range, filter: Filter): Promise<Answer<ListedPage[]>> {
    this.#pass();
    const pages = this.#between(range);
    this.asked.listed += pages.length;
    return {
      kind: "answer",
      value: pages.map(({ page, last, text }) => ({
        page,
        last,
        matches: eventsOf(text).some((event) => matchesFilter(filter, event)),
      })),
    };
  }

  async seekPage(_epoch: string, range: Range, at: number): Promise<Answer<number>> {
    this.#pass();
    const found = this.#between(range).find((page) => page.maxAt >= at);
    return { kind: "answer", value: found?.page ?? range.last + 1 };
  }

  #between({ first, last }: Range): ArchivedPage[] {
    return [...this.archive.values()]
      .filter(({ page }) => page >= first && page <= last)
      .sort((a, b) => a.page - b.page);
  }
}

/** A log of `events` events, archived and dropped as far as `kept` whole pages of it allow. */
export function createMovingLog(events: number, keptPages: number, perRecord = 7): MovingLog {
  const moving = new MovingLog(perRecord);
  moving.move({ kind: "append", events });
  moving.move({ kind: "archive" });
  for (let drops = Math.floor(events / PAGE_EVENTS) - keptPages; drops > 0; drops--) moving.move({ kind: "drop" });
  return moving;
}

function eventsOf(text: string): FeedEvent[] {
  return JSON.parse(`[${textToEvents(text).join(EVENT_SEPARATOR)}]`) as FeedEvent[];
}
