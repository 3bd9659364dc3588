/**
 * Finds a request's key, verifies it and judges it, before anything is addressed. Asks no room: a bad key never reaches one,
 * nor does a key that its room has just turned away.
 */
import { BoundedMap, isRefused, refuse, type Refused } from "@fillcast/protocol";
import type { Env } from "../env.ts";
import type { AppContext } from "../http/context.ts";
import { isAdminToken } from "./admin.ts";
import { decideGrant, type Grant, type Need } from "./grant.ts";
import { verifyToken, type Claims, type Secrets } from "./jwt.ts";
import { secretToKid } from "./secrets.ts";
import { findTurnedAway } from "./turned-away.ts";

/** The key of a feed that a request carries, where it opens what is needed. */
export function authenticate(
  c: AppContext,
  credential: string | null,
  need: Need,
  feed: string | null,
): Grant | Refused {
  if (credential === null) {
    return refuse("unauthenticated", "Send a key as `Authorization: Bearer <key>`.");
  }
  const claims = verifyCredential(c.env, credential);
  if (claims !== null) return admitKey(c, decideGrant(claims, need, feed, c.get("nowMs")), need);
  if (isAdminToken(credential, c.env.ADMIN_TOKEN)) {
    return refuse("wrong-scope", "The operator's token has no access to this. Use a key of the feed.");
  }
  return refuse("unauthenticated", "The key is not valid. Check that you copied all of it.");
}

/** What the room said of the key last, where that is final; the request goes on with the key otherwise. */
function admitKey(c: AppContext, decided: Grant | Refused, need: Need): Grant | Refused {
  if (isRefused(decided)) return decided;
  c.set("grant", decided);
  return findTurnedAway(decided, need, c.get("nowMs")) ?? decided;
}

const VERIFIED_MAX = 1_000;
/** Verified signatures, so that a bot does not pay for one with each post. Times are checked each time. */
const verified = new BoundedMap<string, Claims>(VERIFIED_MAX);

/** The claims of a key or ticket with a good signature, even if it has expired or was revoked; null for anything else. */
export function verifyCredential(env: Env, credential: string): Claims | null {
  const secrets = envToSecrets(env);
  const name = `${credential} ${secretToKid(secrets.current)} ${secretToKid(secrets.previous ?? "")}`;
  const known = verified.get(name);
  if (known !== undefined) return known;
  const claims = verifyToken(credential, secrets);
  if (claims === null) return null;
  verified.set(name, claims);
  return claims;
}

export function envToSecrets(env: Env): Secrets {
  const { SIGNING_SECRET: current, SIGNING_SECRET_PREVIOUS: previous } = env;
  return { current, ...(previous === undefined ? {} : { previous }) };
}
