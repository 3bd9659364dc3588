/**
 * Decides, from digests alone, whether the archive holds what the room archived. The room keeps the chain with each record:
 * a row of the archive is the room's if a record ends where the row ends, with the same digest. A different digest means a
 * different history, so the room was restored to an earlier point. If the archive has less than before, the archive was
 * restored.
 */
import { firstSeqOf } from "@fillcast/protocol";
import type { StoredPart } from "./page.ts";

/** The room's digest after the record that ends at `seq`, hex; null if none ends there, undefined if the room cannot know any more. */
export type DigestAt = (seq: number) => string | null | undefined;

export type Agreement =
  /** The archive has the page without a gap up to here; the seq before the page where it has none of it. */
  | { readonly kind: "agrees"; readonly through: number }
  /** It holds another history of this page. */
  | { readonly kind: "mismatch"; readonly page: number };

/** How far the archive's rows of a page, in the order of the table, are the room's. */
export function agreeOn(page: number, rows: readonly StoredPart[], digestAt: DigestAt): Agreement {
  let through = firstSeqOf(page) - 1;
  for (const row of rows) {
    if (row.page !== page) continue;
    const digest = digestAt(row.last);
    if (digest !== undefined && digest !== row.chain) return { kind: "mismatch", page };
    if (row.first <= through + 1) through = Math.max(through, row.last);
  }
  return { kind: "agrees", through };
}
