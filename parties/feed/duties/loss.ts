/**
 * What the archive lost when its database was restored to an earlier point, kept by the room until everything is there
 * again, and the sentence that reports it. Pure.
 */
import type { Hole } from "../../../archive/page.ts";

/** Kept in the checkpoint, so that a nap forgets nothing. */
export interface Loss {
  /** The archive had everything up to here; while it has less, pages are archived again. */
  readonly until: number;
  /** The ledger's rows went back too, and have to be written again. */
  readonly ledger: boolean;
  /** What neither the room nor the archive has, oldest first. */
  readonly lost: readonly Hole[];
}

/** Null once there is nothing left of it. */
export function settleLoss(loss: Loss, archived: number): Loss | null {
  return archived >= loss.until && !loss.ledger && loss.lost.length === 0 ? null : loss;
}

/** What is wrong and what is done about it; `ledgerFault` is the event at which this build cannot go on with the ledger. */
export function describeLoss({ until, ledger, lost }: Loss, archived: number, ledgerFault: number | null): string {
  const sentences: string[] = [];
  if (lost.length > 0) {
    const events = lost.map(({ first, last }) => `${first} to ${last}`).join(", ");
    sentences.push(
      `Events ${events} are missing from the database, and the room no longer keeps them. Restore the database to a later point; the room then finds them automatically.`,
    );
  }
  if (archived < until) {
    sentences.push(
      `The database was restored to an earlier point. Events ${archived + 1} to ${until} are being archived again.`,
    );
  }
  if (ledger && ledgerFault === null) sentences.push("The ledger is being rebuilt from the log.");
  if (ledger && ledgerFault !== null) {
    sentences.push(
      `Trades are missing from the ledger: this version fails at event ${ledgerFault}. A fixed version continues from there.`,
    );
  }
  return sentences.join(" ");
}

/** What is said before it is known how much is missing: what lacks is at the end of the log or of the ledger. */
export function describeSuspicion(archived: number, watermark: number): string {
  const what = archived < watermark ? `the events up to ${watermark}` : "the newest trades of the ledger";
  return `The database was restored to an earlier point and no longer has ${what}. The room is checking which data is missing.`;
}

export function describeMissing(page: number): string {
  return `Page ${page} in the database differs from what was archived. The room is checking which data is missing.`;
}
