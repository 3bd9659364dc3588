/**
 * The erasure of a feed: tombstone first, so that nothing revives the name meanwhile, then room, archive, ledger and cache.
 * Every step may be repeated; what broke off is finished by the same request made again.
 */
import { isFeedId } from "@fillcast/protocol";
import { erasePages } from "../archive/pages.ts";
import { eraseTrades } from "../archive/trades.ts";
import { refuse, RPC_VERSION, type Done, type Refused } from "../../parties/feed/rpc.ts";
import { callRoom } from "../call-room.ts";
import type { Env } from "../env.ts";
import { eraseCache } from "../history/cache.ts";
import { buryFeed, findFeed } from "./directory.ts";

/** Erases everything that is kept of a feed. */
export async function eraseFeed(env: Env, feed: string, nowMs: number): Promise<Done | Refused> {
  const unknown = refuse("feed-not-found", "There is no feed of this name.");
  if (!isFeedId(feed)) return unknown;
  const entry = await findFeed(env.DB, feed);
  if (entry.kind === "refused") return entry;
  if (entry.kind === "none") return unknown;
  const buried = await buryFeed(env.DB, feed, nowMs);
  if (buried.kind === "refused") return buried;
  const emptied = await callRoom(env, feed, (room) => room.erase({ v: RPC_VERSION, caller: { kind: "admin" } }));
  if (emptied.kind === "refused") return emptied;
  try {
    await erasePages(env.DB, feed);
    await eraseTrades(env.DB, feed);
    await eraseCache(env.CACHE, feed);
  } catch (error) {
    console.error(JSON.stringify({ level: "error", what: "erase", error: String(error) }));
    return refuse("archive-unavailable", "The room is empty, the archive is not yet. Send the same request again.", {
      retryAfterS: 5,
    });
  }
  return { kind: "done" };
}
