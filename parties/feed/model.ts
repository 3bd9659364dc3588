/**
 * What the room derives from its log and keeps beside it: the state, and how far archive and ledger are. Read from the
 * checkpoint by the first who needs it, since a wake for a ping or an ack does not.
 */
import { PAGE_EVENTS, type FeedEvent, type StatePatch } from "@fillcast/protocol";
import { Archiving } from "./archiving.ts";
import { readBeats } from "./beats.ts";
import { readCheckpoint, writeCheckpoint } from "./checkpoint.ts";
import type { Log } from "./log.ts";
import { loadProjection, type Projection } from "./projection.ts";
import type { Sql } from "./sql.ts";
import { FOLD_VERSION } from "./state/evolve.ts";

/** A wake folds at most about so many events again; each checkpoint is a row written. */
const CHECKPOINT_EVENTS = 64;

export class Model {
  readonly #sql: Sql;
  readonly #log: Log;
  /** Null while it is built anew. */
  projection: Projection | null;
  /** How far a state that is built anew has come. */
  readonly rebuilding: Projection;
  readonly archiving: Archiving;
  #checkpointSeq: number;
  #checkpointArchived: number;

  constructor(sql: Sql, log: Log) {
    this.#sql = sql;
    this.#log = log;
    const checkpoint = readCheckpoint(sql);
    const loaded = loadProjection(checkpoint, log);
    this.projection = loaded.isLevel ? loaded.projection : null;
    this.rebuilding = loaded.projection;
    this.#checkpointSeq = this.projection?.seq ?? 0;
    // A page leaves the room only when it is archived.
    const archived = Math.max(checkpoint?.archived ?? 0, log.oldest - 1);
    this.#checkpointArchived = archived;
    this.archiving = new Archiving(log, archived, checkpoint?.unledgered ?? []);
    if (this.projection === null) return;
    this.archiving.noteTrades(this.projection.follow(log));
    readBeats(sql, this.projection.fold.bots);
  }

  /** Follows events that were just stored; null while the state is built anew. */
  noteStored(events: readonly FeedEvent[], bytes: number): StatePatch | null {
    this.archiving.noteAppended(bytes);
    if (this.projection === null) return null;
    const { patch, trades } = this.projection.apply(events);
    this.archiving.noteTrades(trades.values());
    return patch;
  }

  /** Takes over a state that was built anew, once it is level with the log. */
  adopt(projection: Projection): void {
    this.archiving.noteTrades(projection.follow(this.#log));
    readBeats(this.#sql, projection.fold.bots);
    this.projection = projection;
    this.save();
  }

  /** The archive is further than a wake would know. */
  get isArchivedUnsaved(): boolean {
    return this.archiving.archived > this.#checkpointArchived;
  }

  /** Saves where it pays: a wake would have much to fold or to archive again, or the caller knows of more. */
  saveIfDue(isWanted: boolean): void {
    const isFar = this.#log.head.seq - this.#checkpointSeq >= CHECKPOINT_EVENTS;
    const hasSealed = this.archiving.archived - this.#checkpointArchived >= PAGE_EVENTS;
    if (isWanted || isFar || hasSealed) this.save();
  }

  save(): void {
    writeCheckpoint(this.#sql, {
      archived: this.archiving.archived,
      foldVersion: FOLD_VERSION,
      fold: (this.projection ?? this.rebuilding).fold,
      unledgered: this.archiving.unledgered,
    });
    this.#checkpointSeq = this.#log.head.seq;
    this.#checkpointArchived = this.archiving.archived;
  }
}
