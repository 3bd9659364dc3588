/**
 * What the feed's connection shows the server. A socket's address is written into logs and histories, so it carries a ticket,
 * which opens connections for a minute, and never the key. Each attempt gets its own: a kept one may be past its end when a
 * device wakes up. The key itself goes in the header of a request only.
 */
import { FeedError, type TokenUse } from "fillcast";
import type { Credentials } from "../keys/credentials.ts";
import { makeTicket } from "./api.ts";

/** The client's token function for a key. */
export function tokensOf(credentials: Credentials): (use: TokenUse) => Promise<string> {
  return async (use) => {
    if (use === "history") return credentials.key;
    const answer = await makeTicket(credentials);
    switch (answer.kind) {
      case "ok":
        return answer.value.ticket;
      case "unreachable":
        throw new FeedError("network", "The server cannot be reached.", { retryable: true });
      case "refused":
        throw new FeedError(answer.code, answer.detail, { retryable: isPassing(answer) });
    }
  };
}

/** Busy, limited or out of order, or an answer that no Fillcast gives, such as a hotel's login page: none is about the key. */
function isPassing({ status, code }: { readonly status: number; readonly code: string }): boolean {
  return status === 408 || status === 429 || status >= 500 || code === "unknown";
}
