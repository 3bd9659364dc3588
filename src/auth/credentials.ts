/**
 * Where a request carries its key: everywhere in `Authorization`, as Bearer or as a Basic password; for webhooks, whose
 * senders often cannot set headers, also in the path or as `?key=`; for sockets and event streams of a browser as `?token=`.
 */
import type { AppContext } from "../http/context.ts";

/** The key in an Authorization header. Basic: the password, or the user name of a URL that has no password. */
export function headerToCredential(authorization: string | undefined): string | null {
  const match = /^(bearer|basic) +(\S+) *$/i.exec(authorization ?? "");
  if (match === null) return null;
  if (match[1]!.toLowerCase() === "bearer") return match[2]!;
  const [user, ...password] = Buffer.from(match[2]!, "base64").toString("utf8").split(":");
  return password.join(":") || user || null;
}

export function apiCredential(c: AppContext): string | null {
  return headerToCredential(c.req.header("Authorization"));
}

/** What is most deliberate wins: the path, then the header, then the query. */
export function webhookCredential(c: AppContext): string | null {
  return c.req.param("key") || apiCredential(c) || c.req.query("key") || null;
}

export function socketCredential(c: AppContext): string | null {
  return c.req.query("token") || apiCredential(c);
}
