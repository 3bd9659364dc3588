/**
 * What the room derives from its log and keeps beside it: the state, how far archive and ledger are, and the checkpoint from
 * which a wake continues. Created on first use, because a wake for a ping or an ack does not need it.
 */
import { PAGE_EVENTS, type StatePatch, type Trade } from "@fillcast/protocol";
import { Archiving } from "./duties/archiving.ts";
import { Ledger } from "./duties/ledger.ts";
import { beginGeneration, claimGeneration } from "./feed-row.ts";
import type { Log } from "./log/log.ts";
import type { LogRecord } from "./log/record.ts";
import type { Sql } from "./sql.ts";
import { readCheckpoint, writeCheckpoint } from "./state/checkpoint.ts";
import { FOLD_VERSION, renewedState, type TradeSteps } from "./state/fold/evolve.ts";
import { Heartbeats } from "./state/heartbeats.ts";
import { loadFold } from "./state/log-fold.ts";
import { Model } from "./state/model.ts";
import { storeFold } from "./state/stored-fold.ts";

/** A wake folds at most about this many events again; each checkpoint is a row written. */
const CHECKPOINT_EVENTS = 64;

export class Keeper {
  readonly #sql: Sql;
  readonly #log: Log;
  readonly model: Model;
  readonly archiving: Archiving;
  readonly ledger: Ledger;
  readonly heartbeats: Heartbeats;
  #savedSeq: number;
  #savedArchived: number;

  constructor(sql: Sql, log: Log, nowMs: number) {
    this.#sql = sql;
    this.#log = log;
    this.heartbeats = new Heartbeats(sql);
    const generation = claimGeneration(sql, FOLD_VERSION);
    const checkpoint = readCheckpoint(sql);
    this.ledger = new Ledger(generation, checkpoint?.ledgerGeneration ?? 0);
    // A page leaves the room only when it is archived.
    const archived = Math.max(checkpoint?.archived ?? 0, log.oldest - 1);
    this.archiving = new Archiving(log, generation, { unledgered: [], ...checkpoint, archived });
    this.archiving.onLoss = () => {
      this.ledger.endRewrite();
      this.save();
    };
    const loaded = loadFold(checkpoint, log);
    this.#savedSeq = loaded.isLevel ? loaded.fold.seq : 0;
    this.#savedArchived = archived;
    const parts = {
      log,
      heartbeats: this.heartbeats,
      load: () => loadFold(readCheckpoint(sql), log),
      onTrades: (trades: Iterable<Trade>) => this.archiving.noteTrades(trades),
    };
    this.model = new Model(parts, loaded, nowMs);
  }

  /** Folds a record that was just stored; null if there is no state at the moment. */
  noteStored({ events, bytes }: LogRecord, steps?: TradeSteps): StatePatch | null {
    this.archiving.noteAppended(bytes);
    return this.model.follow(events, steps);
  }

  /** The archive is further than a wake would know. */
  get isArchivedUnsaved(): boolean {
    return this.archiving.archived > this.#savedArchived;
  }

  /** A wake would have much to fold or to archive again. */
  get isFarFromSaved(): boolean {
    const isFar = this.#log.head.seq - this.#savedSeq >= CHECKPOINT_EVENTS;
    return isFar || this.archiving.archived - this.#savedArchived >= PAGE_EVENTS;
  }

  save(): void {
    writeCheckpoint(this.#sql, {
      ...this.archiving.state,
      foldVersion: FOLD_VERSION,
      fold: storeFold(this.model.kept),
      ...(this.ledger.hasStaleRows ? {} : { ledgerGeneration: this.ledger.generation }),
    });
    this.#savedSeq = this.#log.head.seq;
    this.#savedArchived = this.archiving.archived;
  }

  /** The next keeper rebuilds the state from the first event, and its ledger rows win. Do not use this one any more. */
  discard(): void {
    beginGeneration(this.#sql, FOLD_VERSION);
    const fold = storeFold(renewedState(this.model.kept));
    writeCheckpoint(this.#sql, { ...this.archiving.state, foldVersion: FOLD_VERSION, fold });
  }
}

/** The keeper of a room that wakes; a state that is outdated begins again. */
export function openKeeper(sql: Sql, log: Log, nowMs: number): Keeper {
  const found = new Keeper(sql, log, nowMs);
  if (!found.model.isOutdated) return found;
  found.discard();
  return new Keeper(sql, log, nowMs);
}
