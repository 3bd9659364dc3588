/**
 * Checks the archive before anything is written: is everything that the room archived still there, unchanged? A database can
 * be restored to an earlier point, and so can a room; both are detected here.
 */
import { lastSeqOf, pageOf } from "@fillcast/protocol";
import { agreeOn } from "../../../archive/follow.ts";
import type { Hole, StoredPart } from "../../../archive/page.ts";
import { isContinuation } from "../../../archive/parts.ts";
import type { LedgerMark } from "../../../archive/trades.ts";
import type { Log } from "../log/log.ts";

/** The questions; each may fail. */
export interface Questions {
  /** What the archive has of the pages first … last, in the order of their parts. */
  listStored(pages: { readonly first: number; readonly last: number }): Promise<readonly StoredPart[]>;
  /** Whether the ledger has a row as it was written, or newer. */
  hasTrade(mark: LedgerMark): Promise<boolean>;
  /** What lacks of the pages 1 … last, the first few holes. */
  findHoles(last: number): Promise<readonly Hole[]>;
}

export type Stand =
  /** It has everything up to `archived`, which may be more than the room knew. `oldForm` is the page that goes on from there, if no part can be written into it. */
  | { readonly kind: "sound"; readonly archived: number; readonly oldForm: number | null }
  /** It has less than it had: pages only up to `archived`, or rows of the ledger are gone. */
  | { readonly kind: "back"; readonly archived: number }
  /** It holds another history of this page. */
  | Mismatch;

export interface Mismatch {
  readonly kind: "mismatch";
  readonly page: number;
}

/** Pages of the room that one question is about. */
const PAGES_AT_ONCE = 64;

/** Asks about the page of the watermark and what comes after it, and about the ledger's newest row. */
export async function readStand(
  questions: Questions,
  log: Log,
  watermark: number,
  mark: LedgerMark | null,
): Promise<Stand> {
  const isLedgerThere = mark === null || (await questions.hasTrade(mark));
  let archived = watermark;
  let rows = await questions.listStored({ first: pageOf(Math.max(1, watermark)), last: pageOf(watermark + 1) });
  if (watermark > 0) {
    const own = agreeOn(pageOf(watermark), rows, (seq) => log.digestAt(seq));
    if (own.kind === "mismatch") return own;
    if (own.through < watermark) return { kind: "back", archived: own.through };
  }
  if (!isLedgerThere) return { kind: "back", archived };
  // After a wake it may be further than the room knows.
  for (let page = pageOf(watermark + 1); ; page++) {
    const next = agreeOn(page, rows, (seq) => log.digestAt(seq));
    if (next.kind === "mismatch") return next;
    archived = Math.max(archived, next.through);
    if (next.through < lastSeqOf(page))
      return { kind: "sound", archived, oldForm: hasOldForm(rows, page) ? page : null };
    rows = await questions.listStored({ first: page + 1, last: page + 1 });
  }
}

/** True where the page holds a gzip that is cut over several rows: the old form, into which parts cannot be written. */
function hasOldForm(rows: readonly StoredPart[], page: number): boolean {
  return rows.some((row) => row.page === page && isContinuation(row));
}

/** What a search found in an archive that went back: how far it agrees with the room, and what is lost. */
export interface Found {
  readonly kind: "found";
  readonly archived: number;
  readonly lost: readonly Hole[];
}

/** Finds the greatest seq up to which the archive has everything that the room has, and holes in what the room has released. */
export async function searchArchive(questions: Questions, log: Log, watermark: number): Promise<Found | Mismatch> {
  const oldest = pageOf(log.oldest);
  const lost = oldest === 1 ? [] : await questions.findHoles(oldest - 1);
  let archived = log.oldest - 1;
  const end = Math.min(pageOf(Math.max(1, watermark)), pageOf(Math.max(1, log.head.seq)));
  for (let first = oldest; first <= end; first += PAGES_AT_ONCE) {
    const last = Math.min(end, first + PAGES_AT_ONCE - 1);
    const rows = Map.groupBy(await questions.listStored({ first, last }), ({ page }) => page);
    for (let page = first; page <= last; page++) {
      const agreed = agreeOn(page, rows.get(page) ?? [], (seq) => log.digestAt(seq));
      if (agreed.kind === "mismatch") return agreed;
      archived = Math.max(archived, Math.min(agreed.through, watermark));
      if (agreed.through < Math.min(lastSeqOf(page), watermark)) return { kind: "found", archived, lost };
    }
  }
  return { kind: "found", archived, lost };
}

/** Those of the sealed pages, oldest first, that the archive has whole and as the room has them; up to the first that it has not. */
export async function confirmPages(questions: Questions, log: Log, pages: readonly number[]): Promise<number[]> {
  const confirmed: number[] = [];
  for (let start = 0; start < pages.length; start += PAGES_AT_ONCE) {
    const asked = pages.slice(start, start + PAGES_AT_ONCE);
    const stored = await questions.listStored({ first: asked[0]!, last: asked.at(-1)! });
    const rows = Map.groupBy(stored, ({ page }) => page);
    for (const page of asked) {
      const agreed = agreeOn(page, rows.get(page) ?? [], (seq) => log.digestAt(seq));
      if (agreed.kind === "mismatch" || agreed.through < lastSeqOf(page)) return confirmed;
      confirmed.push(page);
    }
  }
  return confirmed;
}

/** True where these rows hold all of a sealed page; what they hold is another question. */
export function isWhole(page: number, rows: readonly StoredPart[]): boolean {
  const agreed = agreeOn(page, rows, () => undefined);
  return agreed.kind === "agrees" && agreed.through === lastSeqOf(page);
}
