/** A key in words: what it may do, until when, and where it is kept. */
import type { Zone } from "../words/instant.ts";
import { exactInstant } from "../words/instant.ts";
import type { KeyClaims, Scope } from "./key-claims.ts";
import type { Keeping } from "../browser/stored.ts";

/** "Owner: full access to this feed, including keys" */
export function scopeWords(scope: Scope | null): string {
  switch (scope) {
    case "owner":
      return "Owner: full access to this feed, including keys";
    case "subscribe":
      return "Read: events, trades and profit, but not keys";
    case "inspect":
      return "Inspect: diagnostics, but not events";
    case "publish":
      return "Publish: a bot's key, which cannot open the dashboard";
    case null:
      return "Unknown: the key does not name a scope";
  }
}

/** "until 24 Oct 2024, 09:15:03.000 UTC", or that it is over; null where it has no end. */
export function endWords({ expiresAt }: KeyClaims, now: number, zone: Zone): string | null {
  if (expiresAt === null) return null;
  return `${expiresAt <= now ? "ended" : "until"} ${exactInstant(expiresAt, zone)}`;
}

export function keepingWords(keeping: Keeping): string {
  return keeping === "tab" ? "in this tab" : "on this device";
}
