/**
 * Erases a feed: first a tombstone, so that nothing revives the name, then room, share links, archive, ledger and cache. Every
 * step can be repeated; if one fails, the same request completes the rest. A link that could not be reached learns it from the
 * empty room at its next look.
 */
import { isFeedId, isRefused, refuse, type Refused } from "@fillcast/protocol";
import { eraseTrades } from "../../archive/trades.ts";
import { erasePages } from "../../archive/write-pages.ts";
import { refuseFailed } from "../ask-database.ts";
import type { Env } from "../env.ts";
import { eraseCache } from "../history/cache.ts";
import { RoomClient } from "../room-client.ts";
import { ShareClient } from "../share/share-client.ts";
import { buryFeed, findFeed } from "./directory.ts";

/** Erases everything that is kept of a feed; null once that is done. */
export async function eraseFeed(env: Env, feed: string, nowMs: number): Promise<Refused | null> {
  const unknown = refuse("feed-not-found", "There is no feed with this name.");
  if (!isFeedId(feed)) return unknown;
  const entry = await findFeed(env.DB, feed);
  if (isRefused(entry)) return entry;
  if (entry === null) return unknown;
  const unburied = await buryFeed(env.DB, feed, nowMs);
  if (unburied !== null) return unburied;
  const room = new RoomClient(env, feed, { kind: "admin" });
  const listed = await room.listShares();
  const emptied = await room.erase();
  if (isRefused(emptied)) return emptied;
  const shares = isRefused(listed) ? [] : listed.shares;
  await Promise.all(shares.map(({ id }) => new ShareClient(env, id).end()));
  try {
    await erasePages(env.DB, feed);
    await eraseTrades(env.DB, feed);
    await eraseCache(env.CACHE, feed);
  } catch (error) {
    const { problem } = refuseFailed("The archive", error);
    const detail =
      "The room was erased, but the archive was not. Retry the same request to finish. The service's log has the cause.";
    return { kind: "refused", problem: { ...problem, detail } };
  }
  return null;
}
