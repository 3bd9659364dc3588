/**
 * The room's side of D1: how far the archive is, and what is still missing there. Owns the watermark, the trades that the
 * ledger lacks, what the database lost when it was restored, consecutive failures and waiting bytes. Publishing never waits
 * for it.
 */
import { UNLEDGERED_MAX_TRADES, firstSeqOf, pageOf, type Trade } from "@fillcast/protocol";
import { within } from "../../../archive/deadline.ts";
import type { Hole, PartText } from "../../../archive/page.ts";
import { HOLES_MAX } from "../../../archive/pages.ts";
import type { LedgerMark } from "../../../archive/trades.ts";
import { describeError } from "../../../telemetry/fault.ts";
import { ARCHIVE_RUN_MS } from "./alarm.ts";
import { flush, type FlushOutcome } from "./flush.ts";
import type { Log } from "../log/log.ts";
import { describeLoss, describeMissing, describeSuspicion, settleLoss, type Loss } from "./loss.ts";
import { confirmPages, isWhole, readStand, searchArchive, type Questions } from "./stand.ts";

/** The archive of one feed in its present epoch. Every call may be repeated and may fail. */
export interface Archive extends Questions {
  writePart(part: PartText): Promise<void>;
  /** Takes a page of the old form, so that it can be written in parts. */
  clearPage(page: number): Promise<void>;
  /** Stores trades; returns one that was written, null where the ledger had all of them. */
  writeTrades(trades: readonly Trade[]): Promise<LedgerMark | null>;
}

/** What is kept in the checkpoint. */
export interface ArchivingState {
  /** Everything up to here is in the archive for sure. */
  readonly archived: number;
  /** Changed trades that the ledger does not have yet. */
  readonly unledgered: readonly Trade[];
  /** The row that the ledger got last. */
  readonly mark?: LedgerMark | null;
  readonly loss?: Loss | null;
}

/** How a run went. */
export interface RunOutcome extends FlushOutcome {
  /** The archive holds another history from this page on. */
  readonly mismatch: number | null;
}

/** An inspection waits so long for the archive, and asks it no more often than this. */
const LOOK_WAIT_MS = 2_000;
const LOOK_EVERY_MS = 1_000;

export class Archiving {
  /** Hears that the database went back, so that it is saved at once. */
  onLoss: () => void = () => {};
  readonly #log: Log;
  #archived: number;
  #waitingBytes: number;
  /** Changed and not in the ledger, by key; the newest wins. */
  readonly #unledgered = new Map<string, Trade>();
  #mark: LedgerMark | null;
  #loss: Loss | null;
  /** Something is missing, and nobody has looked yet how much. */
  #suspicion: string | null = null;
  #failures = 0;
  #unfinished = false;
  #lastError: { readonly text: string; readonly at: number } | null = null;
  #lastSuccessAt: number | null = null;
  #lookedAt = -Infinity;
  /** Where the fold failed that writes the ledger again: this build cannot. */
  #ledgerFault: number | null = null;
  #running: Promise<RunOutcome> | null = null;

  /** `generation` is that of the ledger's rows; a mark of an earlier one says nothing about them. */
  constructor(log: Log, generation: number, { archived, unledgered, mark, loss }: ArchivingState) {
    this.#log = log;
    this.#archived = archived;
    this.#waitingBytes = log.bytesAfter(archived);
    this.#mark = mark?.generation === generation ? mark : null;
    this.#loss = loss ?? null;
    this.noteTrades(unledgered);
  }

  /** Everything up to here is in the archive for sure. */
  get archived(): number {
    return this.#archived;
  }

  /** What a checkpoint keeps. */
  get state(): Required<ArchivingState> {
    return { archived: this.#archived, unledgered: this.unledgered, mark: this.#mark, loss: this.#loss };
  }

  get unledgered(): Trade[] {
    return [...this.#unledgered.values()];
  }

  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  get failures(): number {
    return this.#failures;
  }

  get unfinished(): boolean {
    return this.#unfinished;
  }

  get lastError(): { readonly text: string; readonly at: number } | null {
    return this.#lastError;
  }

  /** When the archive was last level with the log, ms since 1970; null where not since the room woke. */
  get lastSuccessAt(): number | null {
    return this.#lastSuccessAt;
  }

  /** What the database has lost and what is done about it; null while all is well. */
  get problem(): string | null {
    if (this.#suspicion !== null || this.#loss === null) return this.#suspicion;
    return describeLoss(this.#loss, this.#archived, this.#ledgerFault);
  }

  /** The ledger has to be written again from the log, and this build can. */
  get needsLedger(): boolean {
    return this.#loss?.ledger === true && this.#ledgerFault === null;
  }

  /** The ledger has every trade of the log. */
  get isLedgerWhole(): boolean {
    const hasLoss = this.#loss !== null && (this.#loss.ledger || this.#loss.lost.length > 0);
    return !hasLoss && this.#suspicion === null && this.#unledgered.size === 0;
  }

  get behind(): boolean {
    return this.#archived < this.#log.head.seq || this.#unledgered.size > 0 || this.#suspicion !== null;
  }

  noteAppended(bytes: number): void {
    this.#waitingBytes += bytes;
  }

  /** Trades that changed. More than memory should hold are written again from the log, all of them. */
  noteTrades(trades: Iterable<Trade>): void {
    for (const trade of trades) this.#unledgered.set(trade.key, trade);
    if (this.#unledgered.size <= UNLEDGERED_MAX_TRADES) return;
    this.#unledgered.clear();
    this.#loss = { until: 0, lost: [], ...this.#loss, ledger: true };
  }

  /** The archive failed outside a run of the flush. */
  noteFailure(error: unknown, nowMs: number): void {
    this.#failures++;
    this.#lastError = { text: describeError(error), at: nowMs };
  }

  /** Events that the archive should have and does not, seen by a fold. */
  noteHole(hole: Hole): void {
    const lost = this.#loss?.lost ?? [];
    const isKnown =
      lost.length === HOLES_MAX || lost.some(({ first, last }) => first <= hole.first && hole.last <= last);
    if (!isKnown) this.#suspicion ??= describeMissing(pageOf(hole.first));
  }

  /** The ledger has been written again, or the fold failed at `fault`. */
  noteLedger(fault: number | null): void {
    this.#ledgerFault = fault;
    if (this.#loss !== null && fault === null)
      this.#loss = settleLoss({ ...this.#loss, ledger: false }, this.#archived);
  }

  /** A run stopped at its time limit with work left. */
  noteUnfinished(): void {
    this.#unfinished = true;
  }

  /** One at a time; a second one joins the first. */
  alone(work: () => Promise<RunOutcome>): Promise<RunOutcome> {
    this.#running ??= work().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** Brings the archive level with the log; appends go on meanwhile. Nothing is written before it is known what is there. */
  async run(archive: Archive, now: () => number, pause: () => Promise<void>): Promise<RunOutcome> {
    const deadlineMs = now() + ARCHIVE_RUN_MS;
    const end = (mismatch: number | null, outcome: FlushOutcome): RunOutcome => {
      this.#note(outcome, now());
      return { ...outcome, mismatch };
    };
    try {
      const mismatch = await this.#orient(archive, () => Math.max(0, deadlineMs - now()));
      if (mismatch !== null) return end(mismatch, this.#outcome("the archive holds another history"));
    } catch (error) {
      return end(null, this.#outcome(describeError(error)));
    }
    const deps = {
      archived: this.#archived,
      head: () => this.#log.head.seq,
      readPart: (seq: number) => this.#log.records.readPart(seq),
      writePart: (part: PartText) => archive.writePart(part),
      unledgered: () => this.unledgered,
      writeTrades: (trades: readonly Trade[]) => this.writeTrades(archive, trades),
      now,
      pause,
    };
    return end(null, await flush(deps, deadlineMs));
  }

  /** Finds out where the archive stands, and goes back with it. Returns the page from which it holds another history. */
  async #orient(archive: Archive, remainingMs: () => number): Promise<number | null> {
    const watermark = this.#archived;
    const isBack = this.#suspicion !== null || (await within(remainingMs(), this.#hasFoundLost(archive)));
    const stand = isBack ? null : await within(remainingMs(), readStand(archive, this.#log, watermark, this.#mark));
    if (stand?.kind === "mismatch") return stand.page;
    if (stand?.kind === "sound") {
      if (stand.oldForm !== null) await within(remainingMs(), archive.clearPage(stand.oldForm));
      this.#moveTo(stand.oldForm === null ? stand.archived : firstSeqOf(stand.oldForm) - 1);
      return null;
    }
    const found = await within(remainingMs(), searchArchive(archive, this.#log, watermark));
    if (found.kind === "mismatch") return found.page;
    this.#loss = { until: Math.max(watermark, this.#loss?.until ?? 0), ledger: true, lost: found.lost };
    this.#suspicion = null;
    this.#moveTo(found.archived);
    this.onLoss();
    return null;
  }

  #moveTo(archived: number): void {
    this.#archived = archived;
    this.#waitingBytes = this.#log.bytesAfter(archived);
    if (this.#loss !== null) this.#loss = settleLoss(this.#loss, archived);
  }

  #outcome(error: string | null): FlushOutcome {
    return { archived: this.#archived, unfinished: false, error };
  }

  #note({ archived, unfinished, error }: FlushOutcome, nowMs: number): void {
    this.#moveTo(archived);
    this.#unfinished = unfinished;
    this.#failures = error === null ? 0 : this.#failures + 1;
    if (error !== null) this.#lastError = { text: error, at: nowMs };
    else if (!unfinished) this.#lastSuccessAt = nowMs;
  }

  /** Writes trades, which wait no longer unless they have changed again meanwhile. */
  async writeTrades(archive: Archive, trades: readonly Trade[]): Promise<void> {
    this.#mark = (await archive.writeTrades(trades)) ?? this.#mark;
    for (const trade of trades) if (this.#unledgered.get(trade.key) === trade) this.#unledgered.delete(trade.key);
  }

  /** The pages that the archive has, which the room may release. The next run looks for the missing ones. */
  async confirm(archive: Archive, pages: readonly number[]): Promise<readonly number[]> {
    const confirmed = await within(ARCHIVE_RUN_MS, confirmPages(archive, this.#log, pages));
    if (confirmed.length < pages.length) this.#suspicion ??= describeMissing(pages[confirmed.length]!);
    return confirmed;
  }

  /** Checks for an inspection that the archive still has what it had: briefly, and not often. A failing archive tells nothing. */
  async look(archive: Archive, now: () => number): Promise<void> {
    const isFresh = this.#archived === 0 && this.#mark === null;
    const isAsked = now() >= this.#lookedAt && now() - this.#lookedAt < LOOK_EVERY_MS;
    if (this.#running !== null || this.#suspicion !== null || isFresh || isAsked) return;
    this.#lookedAt = now();
    const watermark = this.#archived;
    const question = Promise.all([readStand(archive, this.#log, watermark, this.#mark), this.#hasFoundLost(archive)]);
    const answer = await within(LOOK_WAIT_MS, question).catch(() => null);
    if (answer === null || this.#running !== null) return;
    const [stand, hasFoundLost] = answer;
    if (stand.kind === "mismatch") this.#suspicion = describeMissing(stand.page);
    else if (stand.kind === "back") this.#suspicion = describeSuspicion(stand.archived, watermark);
    else if (hasFoundLost) this.#suspicion = "The missing data is back in the database. The room is checking it.";
  }

  /** What was lost may be there again, after a restore to a later point. */
  async #hasFoundLost(archive: Archive): Promise<boolean> {
    const [lost] = this.#loss?.lost ?? [];
    if (lost === undefined) return false;
    const page = pageOf(lost.first);
    return isWhole(page, await archive.listStored({ first: page, last: page }));
  }
}
