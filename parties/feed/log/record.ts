/**
 * Records: what one append stores, encoded once for its whole life. The only encoder of events on the server: live frames,
 * replay and archive carry these texts as they are.
 */
import { EVENT_SEPARATOR, PAGE_EVENTS, RECORD_MAX_BYTES, type FeedEvent } from "@fillcast/protocol";
import { extendChain } from "../../../archive/chain.ts";
import { encodeDigests } from "./digests.ts";
import type { Draft } from "../rpc.ts";

/** Consecutive events in one row and one frame; never across a page's end, at most 256 KiB unless one event alone is larger. */
export interface LogRecord {
  readonly first: number;
  readonly last: number;
  readonly at: number;
  /** The events' JSON, joined by the separator. */
  readonly text: string;
  /** UTF-8 length of `text`. */
  readonly bytes: number;
  /** SHA-256 of the chain before it and the text's UTF-8 bytes. */
  readonly chain: Uint8Array;
  readonly digests: Uint8Array;
  readonly events: readonly FeedEvent[];
}

/** Where the log stands before an append. */
export interface LogHead {
  readonly seq: number;
  readonly chain: Uint8Array;
  /** The `at` of the newest event, 0 before the first. */
  readonly at: number;
}

/** Gives the drafts their seqs, ids and time, and encodes them. `at` never goes back, whatever the clock does. */
export function encodeRecords(drafts: readonly Draft[], head: LogHead, nowMs: number): LogRecord[] {
  const at = Math.max(nowMs, head.at);
  const records: LogRecord[] = [];
  let { chain } = head;
  let events: FeedEvent[] = [];
  let texts: string[] = [];
  let fingerprints: string[] = [];
  let chars = 0;
  const close = (): void => {
    if (events.length === 0) return;
    const text = texts.join(EVENT_SEPARATOR);
    const extended = extendChain(chain, text);
    ({ chain } = extended);
    records.push({
      first: events[0]!.seq,
      last: events.at(-1)!.seq,
      at,
      text,
      bytes: extended.bytes,
      chain,
      digests: encodeDigests(fingerprints, at),
      events,
    });
    events = [];
    texts = [];
    fingerprints = [];
    chars = 0;
  };
  for (const [index, draft] of drafts.entries()) {
    const event = draftToEvent(draft, head.seq + 1 + index, at);
    const text = JSON.stringify(event);
    // At most three bytes a character, so that no text has to be measured before it is joined.
    if ((chars + text.length) * 3 > RECORD_MAX_BYTES) close();
    events.push(event);
    texts.push(text);
    fingerprints.push(draft.fingerprint);
    chars += text.length + EVENT_SEPARATOR.length;
    if (event.seq % PAGE_EVENTS === 0) close();
  }
  close();
  return records;
}

/** The id under which an event is delivered: a webhook's hash gets the seq, so that a legitimate repeat later has its own. */
export function deliveredId(draft: Draft, seq: number): string {
  return draft.repeat.kind === "content" ? `${draft.id}.${seq}` : draft.id;
}

/** The texts of a record's events, without parsing one: JSON holds no raw line feed, the separator does. */
export function splitRecord(text: string): string[] {
  return text.split(EVENT_SEPARATOR);
}

function draftToEvent(draft: Draft, seq: number, at: number): FeedEvent {
  const { type, bot, source, mode, ts, pair, trade, edge, data } = draft.event;
  return {
    id: deliveredId(draft, seq),
    seq,
    type,
    bot,
    source,
    ...(mode === undefined ? {} : { mode }),
    ...(ts === undefined ? {} : { ts }),
    at,
    ...(pair === undefined ? {} : { pair }),
    ...(trade === undefined ? {} : { trade }),
    ...(edge === undefined ? {} : { edge }),
    data,
  };
}
