/**
 * How the room says no: expected failures as values, each with what to do about it.
 */
import { refuse, type Draft, type Refused } from "./rpc.ts";

/** A room that nobody created; it has written nothing. */
export function refuseUncreated(): Refused {
  return refuse("feed-not-found", "There is no such feed. Create it first.");
}

/** A key that the room does not list. */
export function refuseRevoked(): Refused {
  return refuse("key-revoked", "This key is not on the feed's list: it was revoked. Issue a new one.");
}

/** An id that stands for another body; `seq` is null where both are in the same append. */
export function refuseConflict(draft: Draft, drafts: readonly Draft[], seq: number | null): Refused {
  const id = JSON.stringify(draft.id);
  const detail =
    seq === null
      ? `The batch has the id ${id} twice, with different bodies. Give each event its own id; nothing was stored.`
      : `The id ${id} was used for another event, seq ${seq}. Give each event its own id; nothing was stored.`;
  const pointer = drafts.length === 1 ? "/id" : `/${drafts.indexOf(draft)}/id`;
  return refuse("id-conflict", detail, {
    errors: [{ pointer, detail: "was used for another body" }],
    extra: seq === null ? { id: draft.id } : { id: draft.id, seq },
  });
}
