/**
 * A feed and the key that opens it, as a form or a link says them. In a link they come in the address's fragment, which no
 * server sees, and leave the address bar before anything is drawn. Checks the shape only: whether a key is good is the
 * server's word.
 */
import { onePath } from "../browser/segment.ts";
import type { Keeping } from "../browser/stored.ts";
import { FEED, readClaims } from "./key-claims.ts";

export interface Credentials {
  readonly feed: string;
  readonly key: string;
}

/** What a form or a link says, with what is wrong with each field in words. */
export interface CheckedCredentials {
  readonly credentials: Credentials | null;
  readonly feedError: string | null;
  readonly keyError: string | null;
  /** Where a link wants its key kept, if nothing is in its way: `keep=device` stands in those made for a phone. */
  readonly keeping: Keeping;
}

/** A JWT. */
const KEY = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;
/** The server looks at nothing longer. */
const KEY_MAX_CHARS = 2_048;

/** What `#feed=alice&key=…` names, or null where it names no key at all. */
export function parseFragment(hash: string): CheckedCredentials | null {
  const key = new URLSearchParams(hash.replace(/^#/, "")).get("key");
  return key === null ? null : checkCredentials("", `#${hash.replace(/^#/, "")}`);
}

/** A link that opens the dashboard with a key, and asks a browser without one to keep it there. */
export function linkOf(origin: string, { feed, key }: Credentials, keeping: Keeping): string {
  const keep = keeping === "device" ? { keep: "device" } : {};
  return `${origin}/#${new URLSearchParams({ feed, key, ...keep }).toString()}`;
}

/** A whole dashboard link in the key's field counts as both fields. */
export function checkCredentials(feed: string, key: string): CheckedCredentials {
  const link = key.includes("#") ? new URLSearchParams(key.slice(key.indexOf("#") + 1)) : null;
  const feedText = (link?.get("feed") ?? feed).trim();
  const keyText = (link?.get("key") ?? key).trim();
  const feedError = feedProblem(feedText);
  const keyError = keyProblem(keyText) ?? (feedError === null ? ownerProblem(feedText, keyText) : null);
  const credentials = feedError === null && keyError === null ? { feed: feedText, key: keyText } : null;
  return { credentials, feedError, keyError, keeping: link?.get("keep") === "device" ? "device" : "tab" };
}

/** Takes a key out of the address bar at once, good or not, without a history entry; null where the address has none. */
export function takeFromAddress(location: Location, history: History): CheckedCredentials | null {
  const checked = parseFragment(location.hash);
  if (checked !== null) history.replaceState(history.state, "", onePath(location.pathname) + location.search);
  return checked;
}

function feedProblem(feed: string): string | null {
  if (FEED.test(feed)) return null;
  return feed === "" ? "Enter the feed id." : "A feed id can have up to 64 letters, digits, hyphens and underscores.";
}

function keyProblem(key: string): string | null {
  if (key.length > KEY_MAX_CHARS) return "This is too long for a key. Paste only the key.";
  if (KEY.test(key)) return null;
  return key === "" ? "Enter a key." : "A key has three parts joined by dots. Paste the whole key.";
}

/** A feed's name over another one's key would be a false label. */
function ownerProblem(feed: string, key: string): string | null {
  const { feed: own } = readClaims(key);
  return own === null || own === feed ? null : `This key is for the feed ${own}, not for ${feed}.`;
}
