/**
 * Creates a feed: first in the directory, then the room, then the directory marks it complete. If a step fails, the same
 * request completes it. Of two at once, one gets `feed-exists`.
 */
import { refuse, isRefused, type QuotaWish, type Refused } from "@fillcast/protocol";
import { signToken, type Secrets } from "../auth/jwt.ts";
import type { Env } from "../env.ts";
import { RoomClient } from "../room-client.ts";
import { completeFeed, enterFeed } from "./directory.ts";
import { createKeyRecord, firstKeyId, recordToClaims } from "./key.ts";
import { regionToHint, type Region } from "./region.ts";

export interface FeedCreated {
  readonly feed: string;
  readonly region: string;
  readonly epoch: string;
  /** The first owner key: its id, and the key itself. */
  readonly id: string;
  readonly key: string;
}

/** Creates the feed and signs its first owner key. */
export async function createFeed(
  env: Env,
  secrets: Secrets,
  wish: { readonly feed: string; readonly region: Region | "auto"; readonly limits?: QuotaWish | undefined },
  nowMs: number,
): Promise<FeedCreated | Refused> {
  const entry = await enterFeed(env.DB, { feed: wish.feed, region: wish.region, createdAt: nowMs });
  if (isRefused(entry)) return entry;
  if (entry.erasedAt !== null) {
    return refuse("feed-erased", "A feed with this name was erased, so the name cannot be used again. Choose another.");
  }
  if (entry.epoch !== null) return refuseExisting();
  const { feed, region, createdAt } = entry;
  const key = createKeyRecord(firstKeyId(entry), { scope: "owner", label: "first owner key" }, createdAt);
  const limits = wish.limits === undefined ? {} : { limits: wish.limits };
  const room = new RoomClient(env, feed, { kind: "admin" });
  const created = await room.create({ region, key, ...limits }, regionToHint(region));
  if (isRefused(created)) return created;
  const isCompleted = await completeFeed(env.DB, feed, created.epoch);
  if (isRefused(isCompleted)) return isCompleted;
  if (!isCompleted) return refuseExisting();
  const { epoch } = created;
  return { feed, region, epoch, id: key.id, key: signToken(recordToClaims(feed, key), secrets) };
}

function refuseExisting(): Refused {
  return refuse(
    "feed-exists",
    "A feed with this name already exists. Choose another name, or issue a key for it with the operator's token.",
  );
}
