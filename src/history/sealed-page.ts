/**
 * A sealed page's content and the places that may have it: the cache, the room while it holds the page, the archive. All of
 * them have the same bytes, since a sealed page never changes; what is not whole is as good as absent.
 */
import { PAGE_EVENTS, lastSeqOf } from "@fillcast/protocol";
import type { Refused } from "../../parties/feed/rpc.ts";
import { textToEvents } from "../archive/page.ts";
import { cacheKey, readCache, writeCache } from "./cache.ts";
import { refuseHole } from "./piece.ts";
import { pageToSpan } from "./range.ts";
import type { LogSources } from "./sources.ts";

/** A page of one life of a feed's log. */
export interface PageName {
  readonly feed: string;
  readonly epoch: string;
  readonly page: number;
}

export interface SealedPage {
  readonly kind: "sealed-page";
  /** Its records as they are stored. */
  readonly text: string;
  /** After its last record, hex. */
  readonly chain: string;
}

/** A page that nobody reads leaves the cache. */
const CACHE_TTL_S = 30 * 24 * 60 * 60;

/** The page as the cache has it, or null. */
export async function readCachedPage(cache: KVNamespace, name: PageName): Promise<SealedPage | null> {
  const cached = await readCache(cache, nameToKey(name), { ...name });
  if (cached === null || typeof cached.label.chain !== "string" || !isWhole(cached.text)) return null;
  return { kind: "sealed-page", text: cached.text, chain: cached.label.chain };
}

/** Never fails. */
export async function cachePage(cache: KVNamespace, name: PageName, { text, chain }: SealedPage): Promise<void> {
  await writeCache(cache, nameToKey(name), { label: { ...name, chain }, text }, CACHE_TTL_S);
}

/** The page as the archive has it; refused where it should have it and does not. */
export async function readArchivedPage(sources: LogSources, { epoch, page }: PageName): Promise<SealedPage | Refused> {
  const read = await sources.readPages(epoch, [page]);
  if (read.kind === "refused") return read;
  const [archived] = read.value;
  if (archived === undefined || archived.last !== lastSeqOf(page) || !isWhole(archived.text)) {
    return refuseHole(pageToSpan(page));
  }
  return { kind: "sealed-page", text: archived.text, chain: archived.chain };
}

function isWhole(text: string): boolean {
  return textToEvents(text).length === PAGE_EVENTS;
}

function nameToKey({ feed, epoch, page }: PageName): string {
  return cacheKey("page", feed, epoch, page);
}
