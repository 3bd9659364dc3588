/** Why a key opens nothing, in words. */
import type { KeyClaims } from "../keys/key-claims.ts";

/** What happened and what to do, by the code of the problem registry. */
export function refusalWords(
  code: string,
  feed: string,
  claims: Pick<KeyClaims, "feed" | "scope">,
): { readonly title: string; readonly text: string } {
  switch (code) {
    case "key-revoked":
      return {
        title: "This key was revoked",
        text: `This key no longer has access to ${feed}. Ask the feed's owner for a new one.`,
      };
    case "unauthenticated":
      return {
        title: "This key is not accepted",
        text: `The key is not valid on this server, or it was revoked. Ask the owner of ${feed} for a new one.`,
      };
    case "credentials-expired":
      return { title: "This key has expired", text: `Ask the owner of ${feed} for a new one.` };
    case "forbidden":
    case "wrong-scope":
      return {
        title: "This key has no access to the feed",
        text: forbiddenWords(feed, claims),
      };
    case "feed-not-found":
    case "feed-erased":
      return {
        title: `The feed “${feed}” does not exist here`,
        text: "It was erased, or the key belongs to another server.",
      };
    case "unsupported-version":
      return {
        title: "This page is older than the server",
        text: "The server no longer supports this version of the page. Reload the page; if that does not help, clear the browser's cache.",
      };
    default:
      return {
        title: "The feed cannot be opened",
        text: "The server refused the connection, and a retry will not help.",
      };
  }
}

function forbiddenWords(feed: string, { feed: own, scope }: Pick<KeyClaims, "feed" | "scope">): string {
  if (own !== null && own !== feed) return `This key is for the feed ${own}, not for ${feed}.`;
  switch (scope) {
    case "publish":
      return `This is a bot's key: it publishes to ${feed} and cannot read it. Use a subscribe or owner key.`;
    case "inspect":
      return `This key reads the state of ${feed}'s room, not its events. Use a subscribe or owner key.`;
    case "owner":
    case "subscribe":
    case null:
      return `The key is valid, but it cannot read ${feed}. Use a subscribe or owner key.`;
  }
}
