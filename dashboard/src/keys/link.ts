/**
 * What a link with a key does to a page that has one already: nothing before its reader agreed, since a link can come from
 * anybody, and a bot that is connected next publishes to the feed that is shown. A pure decision.
 */
import type { CheckedCredentials, Credentials } from "./credentials.ts";
import { compareScopes, readClaims } from "./key-claims.ts";
import { type Access, isSameKey, type Keyring } from "./keyring.ts";

/** What is asked before a link's key takes the place of the one in use. */
export interface LinkQuestion {
  readonly kind: "ask";
  readonly link: Credentials;
  /** What stays where the answer is no. */
  readonly current: Access;
  /** `feed`: another feed. Else another key for the same one, which may do less, more, or as much. */
  readonly difference: "feed" | "less" | "more" | "same";
}

/** A link that opens nothing, over a page that goes on as it was. */
export interface BrokenLink {
  readonly kind: "broken";
  readonly checked: CheckedCredentials;
}

export type LinkDecision =
  | { readonly kind: "open"; readonly access: Access }
  /** It is the key in use. */
  | { readonly kind: "nothing" }
  | LinkQuestion
  | BrokenLink;

/** A browser that keeps no key opens the link, and keeps its key where the link says, in the tab by default. */
export function decideLink(checked: CheckedCredentials, { shown, known }: Keyring): LinkDecision {
  const link = checked.credentials;
  if (link === null) return { kind: "broken", checked };
  const current = shown ?? known[0];
  if (current === undefined) return { kind: "open", access: { credentials: link, keeping: checked.keeping } };
  if (isSameKey(link, current.credentials)) return shown === null ? { kind: "open", access: current } : NOTHING;
  return { kind: "ask", link, current, difference: differenceOf(link, current.credentials) };
}

const NOTHING = { kind: "nothing" } as const;

function differenceOf(link: Credentials, current: Credentials): LinkQuestion["difference"] {
  if (link.feed !== current.feed) return "feed";
  const more = compareScopes(readClaims(link.key).scope, readClaims(current.key).scope);
  return more < 0 ? "less" : more > 0 ? "more" : "same";
}
