/**
 * What a verified key may do: a pure decision over its claims and the time. The room decides whether the key was revoked,
 * when it is called.
 */
import { SOCKET_CREDENTIAL_SKEW_MS, refuse, isRefused, type Mode, type Refused } from "@fillcast/protocol";
import type { Scope } from "../../parties/feed/rpc.ts";
import type { Claims } from "./jwt.ts";

/** A key that opens what was asked for. */
export interface Grant {
  readonly feed: string;
  readonly keyId: string;
  readonly scope: Scope | "ticket";
  /** The only bot that it publishes as; without it, an event names its own. */
  readonly bot?: string;
  readonly mode?: Mode;
  /** The end of the key, ms since 1970: a ticket's is that of the key behind it. */
  readonly expiresAt?: number;
}

/** What a route asks of a key. An owner's opens everything of its feed; a ticket only `watch`, which is what browsers do. */
export type Need = "publish" | "subscribe" | "watch" | "inspect" | "owner";

const OPENED_BY: { readonly [need in Need]: ReadonlySet<Claims["scope"]> } = {
  publish: new Set(["publish", "owner"]),
  subscribe: new Set(["subscribe", "owner"]),
  watch: new Set(["subscribe", "owner", "ticket"]),
  inspect: new Set(["inspect", "owner"]),
  owner: new Set(["owner"]),
};

/** Grants or refuses; `feed` is the one that the request names, where it names one. */
export function decideGrant(claims: Claims, need: Need, feed: string | null, nowMs: number): Grant | Refused {
  if (claims.nbf !== undefined && nowMs < claims.nbf * 1000) {
    return refuse(
      "unauthenticated",
      "This key is not valid yet. Check the clock of the machine that issued it, or wait.",
    );
  }
  const expiresAt = decideExpiry(claims, need, nowMs);
  if (isRefused(expiresAt)) return expiresAt;
  if (feed !== null && claims.sub !== feed) {
    return refuse("forbidden", "This key belongs to another feed. Use a key of the feed in the URL.");
  }
  if (!OPENED_BY[need].has(claims.scope)) {
    const wanted = [...OPENED_BY[need]].join(", ");
    return refuse("wrong-scope", `This key's scope is ${claims.scope}. Use a key with one of these scopes: ${wanted}.`);
  }
  return {
    feed: claims.sub,
    keyId: claims.jti,
    scope: claims.scope,
    ...(claims.bot === undefined ? {} : { bot: claims.bot }),
    ...(claims.dry === undefined ? {} : { mode: claims.dry ? "dry" : "live" }),
    ...(expiresAt === null ? {} : { expiresAt }),
  };
}

/** True from the key's beginning until its end, whatever it opens. */
export function isInForce({ nbf, exp }: Claims, nowMs: number): boolean {
  return nowMs >= (nbf ?? 0) * 1000 && nowMs < (exp ?? Infinity) * 1000;
}

/**
 * The end of the key behind it, ms since 1970, null if it has none. A key ends sharply on HTTP; sockets still open with it for the skew, since clocks differ, and then live until its end.
 * A ticket is short already: it ends sharply everywhere.
 */
function decideExpiry({ scope, exp, kexp }: Claims, need: Need, nowMs: number): number | null | Refused {
  const isTicket = scope === "ticket";
  const endMs = exp === undefined ? Infinity : exp * 1000;
  const skewMs = need === "watch" && !isTicket ? SOCKET_CREDENTIAL_SKEW_MS : 0;
  if (nowMs >= endMs + skewMs) {
    const advice = isTicket ? "Get a new ticket." : "Issue a new key.";
    return refuse("credentials-expired", `This ${isTicket ? "ticket" : "key"} has expired. ${advice}`);
  }
  const keyEndMs = isTicket ? (kexp === undefined ? Infinity : kexp * 1000) : endMs;
  if (keyEndMs === Infinity) return null;
  return nowMs >= keyEndMs ? keyEndMs + SOCKET_CREDENTIAL_SKEW_MS : keyEndMs;
}
