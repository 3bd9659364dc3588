/**
 * A sealed page's content and where it may be: in the cache, in the room while it keeps the page, in the archive. All have
 * the same bytes, because a sealed page never changes; an incomplete copy counts as absent. A page of several pieces is not
 * cached.
 */
import { PAGE_EVENTS, firstSeqOf, lastSeqOf, isRefused, type Refused } from "@fillcast/protocol";
import type { PageRead } from "../../parties/feed/rpc.ts";
import { countEvents } from "../../archive/page.ts";
import { cacheKey, readCache, writeCache } from "./cache.ts";
import { archivePieces, firstPiece, roomPieces, type PagePiece, type PagePieces } from "./page-pieces.ts";
import { refuseHole } from "./piece.ts";
import { pageToSpan } from "./range.ts";
import type { ArchiveSources } from "./sources.ts";

/** A page of one life of a feed's log. */
export interface PageName {
  readonly feed: string;
  readonly epoch: string;
  readonly page: number;
}

export interface SealedPage {
  /** After its last record, hex. */
  readonly chain: string;
  readonly first: PagePiece;
  /** What comes after the first piece. */
  readonly rest: PagePieces;
}

/** A page that nobody reads leaves the cache. */
const CACHE_TTL_S = 30 * 24 * 60 * 60;

/** The page as the cache has it, or null. */
export async function readCachedPage(cache: KVNamespace, name: PageName): Promise<SealedPage | null> {
  const cached = await readCache(cache, nameToKey(name), { ...name });
  const chain = cached?.label.chain;
  if (cached === null || typeof chain !== "string" || countEvents(cached.text) !== PAGE_EVENTS) return null;
  const place = { first: firstSeqOf(name.page), last: lastSeqOf(name.page) };
  return {
    chain,
    first: { ...place, text: cached.text, chain },
    rest: nothing(),
  };
}

/** Caches a page that is one piece. Never fails. */
export async function cachePage(cache: KVNamespace, name: PageName, { first, chain }: SealedPage): Promise<void> {
  if (first.last !== lastSeqOf(name.page)) return;
  await writeCache(cache, nameToKey(name), { label: { ...name, chain }, text: first.text }, CACHE_TTL_S);
}

/** The page as the room has it; `read` is what it said first, `ask` brings what comes after a seq. */
export async function openRoomPage(
  { page }: PageName,
  read: PageRead & { readonly text: string },
  ask: (after: number) => Promise<PageRead | Refused>,
): Promise<SealedPage | Refused> {
  const rest = whole(roomPieces(page, read, ask));
  const first = await firstPiece(rest);
  return isRefused(first) ? first : { chain: read.chain, first, rest };
}

/** The page as the archive has it; refused where it should have it and does not. */
export async function openArchivedPage(
  sources: ArchiveSources,
  { epoch, page }: PageName,
): Promise<SealedPage | Refused> {
  const last = lastSeqOf(page);
  const rest = whole(archivePieces(sources, epoch, page, last));
  const first = await firstPiece(rest);
  if (isRefused(first)) return first;
  if (first.last === last && first.chain !== null) return { chain: first.chain, first, rest };
  const end = await sources.readPageEnd(epoch, page);
  if (isRefused(end)) return end;
  if (end?.last !== last) return refuseHole(pageToSpan(page));
  return { chain: end.chain, first, rest };
}

/** The pieces, each with as many events as its seqs say. */
async function* whole(pieces: PagePieces): PagePieces {
  for await (const piece of pieces) {
    if (!isRefused(piece) && countEvents(piece.text) !== piece.last - piece.first + 1) {
      return yield refuseHole({ low: piece.first - 1, high: piece.last });
    }
    yield piece;
  }
}

async function* nothing(): PagePieces {}

function nameToKey({ feed, epoch, page }: PageName): string {
  return cacheKey("page", feed, epoch, page);
}
