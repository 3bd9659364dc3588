/** Keys as a browser has them; nobody signed them. */
import type { Scope } from "../../dashboard/src/keys/key-claims.ts";
import type { Access } from "../../dashboard/src/keys/keyring.ts";
import { checkCredentials } from "../../dashboard/src/keys/credentials.ts";

export function keyOf(claims: object, signature = "sig"): string {
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${encode({ alg: "HS256" })}.${encode(claims)}.${signature}`;
}

export function accessOf(feed: string, scope: Scope, keeping: Access["keeping"] = "device", id = "1"): Access {
  return { credentials: { feed, key: keyOf({ sub: feed, scope, jti: id }, `signature-of-key-${id}`) }, keeping };
}

export const linkOf = ({ credentials }: Access): ReturnType<typeof checkCredentials> =>
  checkCredentials(credentials.feed, credentials.key);

export const alice = accessOf("alice", "owner");

export const bob = accessOf("bob", "subscribe", "tab");
