/**
 * From a request to who asks: finds the key, verifies it and judges it, before anything is addressed. Nothing here asks the
 * room; a bad key never reaches one.
 */
import { isFeedId } from "@fillcast/protocol";
import { refuse, type Caller, type Refused } from "../../parties/feed/rpc.ts";
import type { Env } from "../env.ts";
import { findFeed } from "../feeds/directory.ts";
import type { AppContext } from "../http/context.ts";
import { rawSegment } from "../http/context.ts";
import { isAdminToken } from "./admin.ts";
import { apiCredential } from "./credentials.ts";
import { decideGrant, type Grant, type Need } from "./grant.ts";
import { secretToKid, verifyToken, type Claims, type Secrets } from "./jwt.ts";

/** The key of a feed that a request carries, where it opens what is needed. */
export function authenticate(
  c: AppContext,
  credential: string | null,
  need: Need,
  feed: string | null,
): Grant | Refused {
  if (credential === null) {
    return refuse("unauthenticated", "This needs a key: send it as `Authorization: Bearer <key>`.");
  }
  const claims = verifyCredential(c.env, credential);
  if (claims !== null) return decideGrant(claims, need, feed, c.get("nowMs"));
  if (isAdminToken(credential, c.env.ADMIN_TOKEN)) {
    return refuse("wrong-scope", "The operator's token does not open this. Use a key of the feed.");
  }
  return refuse("unauthenticated", "This key is not one of ours, or was altered. Check that it was copied whole.");
}

/** Signatures that were found good, so that a bot's every post does not pay for its key's again. Times are judged anew each time. */
const verified = new Map<string, Claims>();
const VERIFIED_MAX = 1_000;

/** What a key or ticket says whose signature is good, be it over or revoked; null for anything else. */
export function verifyCredential(env: Env, credential: string): Claims | null {
  const secrets = envToSecrets(env);
  const name = `${credential} ${secretToKid(secrets.current)} ${secretToKid(secrets.previous ?? "")}`;
  const known = verified.get(name);
  if (known !== undefined) return known;
  const claims = verifyToken(credential, secrets);
  if (claims === null) return null;
  if (verified.size >= VERIFIED_MAX) verified.delete(verified.keys().next().value!);
  verified.set(name, claims);
  return claims;
}

/** Who manages or inspects a feed: the operator, or a key with the scope that is needed. */
export interface Visitor {
  readonly kind: "visitor";
  readonly feed: string;
  readonly caller: Caller;
}

/** For routes under `/v1/<collection>/:feed`. The operator's feed is looked up first: no key proves that it exists. */
export async function authenticateVisitor(c: AppContext, need: Need): Promise<Visitor | Refused> {
  const credential = apiCredential(c);
  const feed = rawSegment(c, 2);
  if (credential !== null && isAdminToken(credential, c.env.ADMIN_TOKEN)) return admitAdmin(c, feed);
  const grant = authenticate(c, credential, need, feed);
  if (grant.kind === "refused") return grant;
  return { kind: "visitor", feed: grant.feed, caller: { kind: "key", id: grant.keyId } };
}

async function admitAdmin(c: AppContext, feed: string): Promise<Visitor | Refused> {
  const unknown = refuse("feed-not-found", "There is no feed of this name. Create it first: POST /v1/feeds.");
  if (!isFeedId(feed)) return unknown;
  const row = await findFeed(c.env.DB, feed);
  if (row.kind === "refused") return row;
  if (row.kind === "none" || row.epoch === null) return unknown;
  if (row.erasedAt !== null) return refuse("feed-erased", "This feed was erased, and its name is not given out again.");
  return { kind: "visitor", feed, caller: { kind: "admin" } };
}

export function envToSecrets(env: Env): Secrets {
  const { SIGNING_SECRET: current, SIGNING_SECRET_PREVIOUS: previous } = env;
  return { current, ...(previous === undefined ? {} : { previous }) };
}
