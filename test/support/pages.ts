/**
 * Logs as pages, without a room: events numbered from 1, in records, with their chain.
 */
import { EVENT_SEPARATOR, RECORD_SEPARATOR, firstSeqOf, lastSeqOf, type FeedEvent } from "@fillcast/protocol";
import { CHAIN_START_HEX, extendChainHex } from "../../src/archive/chain.ts";
import type { ArchivedPage, PageText } from "../../src/archive/page.ts";

export const EPOCH = "0mwv1x9q0";
/** The room's clock at event `seq` of these logs, ms since 1970. */
export const atOf = (seq: number): number => 1_795_000_000_000 + seq * 1_000;

/** Event `seq` of a feed that trades on three bots and five pairs. */
export function createEvent(seq: number, changes: Partial<FeedEvent> = {}): FeedEvent {
  return {
    id: `event-${seq}`,
    seq,
    type: seq % 10 === 0 ? "exit_fill" : "entry_fill",
    bot: `bot-${seq % 3}`,
    source: "freqtrade",
    at: atOf(seq),
    pair: `P${seq % 5}/USDT`,
    data: { amount: `${seq}.5` },
    ...changes,
  };
}

/** The pages of a log of `head` events, `perRecord` in a record at most; the last page is open unless it is full. */
export function* createPages(
  head: number,
  perRecord = 3,
  toEvent: (seq: number) => FeedEvent = createEvent,
): Generator<PageText> {
  let chain = CHAIN_START_HEX;
  for (let page = 1; firstSeqOf(page) <= head; page++) {
    const first = firstSeqOf(page);
    const last = Math.min(lastSeqOf(page), head);
    const records: string[] = [];
    let record: string[] = [];
    for (let seq = first; seq <= last; seq++) {
      record.push(JSON.stringify(toEvent(seq)));
      if (record.length < perRecord && seq < last) continue;
      const text = record.join(EVENT_SEPARATOR);
      chain = extendChainHex(chain, text);
      records.push(text);
      record = [];
    }
    yield {
      page,
      first,
      last,
      minAt: toEvent(first).at,
      maxAt: toEvent(last).at,
      chain: Buffer.from(chain, "hex"),
      text: records.join(RECORD_SEPARATOR),
    };
  }
}

/** The page as it comes out of the archive. */
export function toArchived(page: PageText): ArchivedPage {
  return { ...page, chain: Buffer.from(page.chain).toString("hex") };
}
