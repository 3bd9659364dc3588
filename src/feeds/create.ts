/**
 * The creation of a feed: directory first, then the room, then the directory's word that it is complete. Whatever breaks
 * off on the way is finished by the same request made again; of two at once, one is told that the feed exists.
 */
import { refuse, RPC_VERSION, type Refused } from "../../parties/feed/rpc.ts";
import { signToken, type Secrets } from "../auth/jwt.ts";
import { callRoom } from "../call-room.ts";
import type { Env } from "../env.ts";
import { completeFeed, enterFeed } from "./directory.ts";
import { createKeyRecord, firstKeyId, recordToClaims } from "./key.ts";
import { regionToHint, type Region } from "./region.ts";

export interface FeedCreated {
  readonly kind: "created";
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
  wish: { readonly feed: string; readonly region: Region | "auto" },
  nowMs: number,
): Promise<FeedCreated | Refused> {
  const entry = await enterFeed(env.DB, { ...wish, createdAt: nowMs });
  if (entry.kind === "refused") return entry;
  if (entry.erasedAt !== null) {
    return refuse("feed-erased", "A feed of this name was erased; the name is not given out again. Choose another.");
  }
  if (entry.epoch !== null) return refuseExisting();
  const { feed, region, createdAt } = entry;
  const key = createKeyRecord(firstKeyId(entry), { scope: "owner", label: "first owner key" }, createdAt);
  const request = { v: RPC_VERSION, feed, region, key };
  const created = await callRoom(env, feed, (room) => room.create(request), regionToHint(region));
  if (created.kind === "refused") return created;
  const completion = await completeFeed(env.DB, feed, created.epoch);
  if (completion.kind === "refused") return completion;
  if (!completion.completed) return refuseExisting();
  const { epoch } = created;
  return { kind: "created", feed, region, epoch, id: key.id, key: signToken(recordToClaims(feed, key), secrets) };
}

function refuseExisting(): Refused {
  return refuse(
    "feed-exists",
    "A feed of this name exists. Choose another, or issue a key of it with the operator's token.",
  );
}
