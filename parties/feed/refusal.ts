/**
 * How the room refuses: expected failures as values, each with what to do about it.
 */
import { refuse, type Refused } from "@fillcast/protocol";
import type { Draft } from "./rpc.ts";

/** A room that nobody created; it has written nothing. */
export function refuseUncreated(): Refused {
  return refuse("feed-not-found", "This feed does not exist. Create it with POST /v1/feeds.");
}

/** A key that the room does not list. */
export function refuseRevoked(): Refused {
  return refuse("key-revoked", "This key was revoked. Issue a new one.");
}

/** A call of a later build: this room's is replaced in a moment. */
export function refuseNewerCall(): Refused {
  return refuse("version-skew", "A new version is being deployed. Retry the same request in a few seconds.", {
    retryAfterS: 2,
  });
}

/** A room whose database a later build has written: this one must not. */
export function refuseNewerRoom(): Refused {
  const detail = "A newer version of Fillcast wrote this feed. Nothing is lost; deploy the newer version again.";
  return refuse("version-skew", detail, { retryAfterS: 60 });
}

/** An id that stands for another body; `seq` is null where both are in the same append, `index` is null where the draft is refused alone. */
export function refuseConflict({ id }: Draft, seq: number | null, index: number | null): Refused {
  const text = JSON.stringify(id);
  const what =
    seq === null
      ? `The batch has two different events with the id ${text}.`
      : `The id ${text} was already used for another event (seq ${seq}).`;
  const outcome = index === null ? "this event was not stored" : "nothing was stored";
  return refuse("id-conflict", `${what} Give each event its own id; ${outcome}.`, {
    errors: [{ pointer: index === null ? "/id" : `/${index}/id`, detail: "was already used for another event" }],
    extra: seq === null ? { id } : { id, seq },
  });
}
