/**
 * What a key says about itself: a JWT's payload is readable by anyone who has it. Only the server can say whether it is true,
 * so this is for words and never for a decision that matters. Total: any text has an answer.
 */

export type Scope = "owner" | "inspect" | "subscribe" | "publish";

export interface KeyClaims {
  readonly feed: string | null;
  readonly scope: Scope | null;
  readonly id: string | null;
  /** The only bot that it publishes as. */
  readonly bot: string | null;
  /** ms since 1970; null where it has no end. */
  readonly expiresAt: number | null;
}

export const FEED = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const BOT = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
const ID = /^[A-Za-z0-9_-]{1,64}$/;
const SCOPES: ReadonlySet<unknown> = new Set<Scope>(["owner", "inspect", "subscribe", "publish"]);
/** Instants past it are no dates. */
const LAST_S = 8.64e12;

/** Each claim that is there and has the form that the server gives it; null for the others. */
export function readClaims(key: string): KeyClaims {
  const { sub, scope, jti, bot, exp } = payloadOf(key);
  const matching = (value: unknown, pattern: RegExp): string | null =>
    typeof value === "string" && pattern.test(value) ? value : null;
  return {
    feed: matching(sub, FEED),
    scope: SCOPES.has(scope) ? (scope as Scope) : null,
    id: matching(jti, ID),
    bot: matching(bot, BOT),
    expiresAt: typeof exp === "number" && exp >= 0 && exp <= LAST_S ? exp * 1_000 : null,
  };
}

/** How much a key may do beside another one: less than zero is less. One whose scope cannot be read may do the least. */
export function compareScopes(left: Scope | null, right: Scope | null): number {
  return rankOf(left) - rankOf(right);
}

/** In the order of what a reader would miss: this page is nothing to a bot's key. */
function rankOf(scope: Scope | null): number {
  switch (scope) {
    case "owner":
      return 4;
    case "subscribe":
      return 3;
    case "inspect":
      return 2;
    case "publish":
      return 1;
    case null:
      return 0;
  }
}

function payloadOf(key: string): { readonly [claim: string]: unknown } {
  try {
    const payload = key.split(".")[1] ?? "";
    const value: unknown = JSON.parse(atob(payload.replaceAll("-", "+").replaceAll("_", "/")));
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
