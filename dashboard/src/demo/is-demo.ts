/** True for the feed of simulated bots that `npm start` makes. */
import type { Credentials } from "../access/credentials.ts";

export function isDemo({ feed }: Credentials): boolean {
  return feed === "demo";
}
