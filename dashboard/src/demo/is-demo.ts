/** The feed of simulated bots that `npm start` makes. */
import type { Credentials } from "../access/credentials.ts";

export function isDemo({ feed }: Credentials): boolean {
  return feed === "demo";
}

/** In its name stands what the page itself posts there: one bot more at the most, and none that trades. */
export const DEMO_BOT = "demo";
