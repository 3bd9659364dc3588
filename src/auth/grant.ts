/**
 * What a verified key may do, as a pure decision over its claims and the time. Whether the key was revoked is the room's
 * word, given with the call that needs it.
 */
import { SOCKET_CREDENTIAL_SKEW_MS, type Mode } from "@fillcast/protocol";
import { refuse, type Refused, type Scope } from "../../parties/feed/rpc.ts";
import type { Claims } from "./jwt.ts";

/** A key that opens what was asked for. */
export interface Grant {
  readonly kind: "grant";
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
    return refuse("unauthenticated", "This key is not valid yet. Check the clock, or wait.");
  }
  const expiry = decideExpiry(claims, need, nowMs);
  if (expiry.kind === "refused") return expiry;
  if (feed !== null && claims.sub !== feed) {
    return refuse("forbidden", "This key belongs to another feed. Use a key of the feed that the address names.");
  }
  if (!OPENED_BY[need].has(claims.scope)) {
    const wanted = [...OPENED_BY[need]].join(", ");
    return refuse("wrong-scope", `This key's scope is ${claims.scope}; here it takes one of: ${wanted}.`);
  }
  return {
    kind: "grant",
    feed: claims.sub,
    keyId: claims.jti,
    scope: claims.scope,
    ...(claims.bot === undefined ? {} : { bot: claims.bot }),
    ...(claims.dry === undefined ? {} : { mode: claims.dry ? "dry" : "live" }),
    ...(expiry.expiresAt === undefined ? {} : { expiresAt: expiry.expiresAt }),
  };
}

type Expiry = { readonly kind: "alive"; readonly expiresAt?: number };

/**
 * A key ends sharply on HTTP; sockets still open with it for the skew, since clocks differ, and then live until its end.
 * A ticket is short already: it ends sharply everywhere.
 */
function decideExpiry({ scope, exp, kexp }: Claims, need: Need, nowMs: number): Expiry | Refused {
  const isTicket = scope === "ticket";
  const endMs = exp === undefined ? Infinity : exp * 1000;
  const skewMs = need === "watch" && !isTicket ? SOCKET_CREDENTIAL_SKEW_MS : 0;
  if (nowMs >= endMs + skewMs) {
    const advice = isTicket ? "Get a new ticket." : "Issue a new key.";
    return refuse("credentials-expired", `This ${isTicket ? "ticket" : "key"} has expired. ${advice}`);
  }
  const keyEndMs = isTicket ? (kexp === undefined ? Infinity : kexp * 1000) : endMs;
  if (keyEndMs === Infinity) return { kind: "alive" };
  return { kind: "alive", expiresAt: nowMs >= keyEndMs ? keyEndMs + SOCKET_CREDENTIAL_SKEW_MS : keyEndMs };
}
