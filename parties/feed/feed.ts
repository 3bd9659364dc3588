/**
 * A feed's room without its platform: what callers may ask, and what the alarm does. Callers never reach through it to its
 * parts. Time is a parameter, storage is `Sql`, sockets are `Socket`, so that the same code runs in the Durable Object and
 * in a simulation.
 */
import { isRefused, type CloseCode, type Position, type QuotaWish, type Refused, type Share } from "@fillcast/protocol";
import { logFault } from "../../telemetry/log.ts";
import { Alerts } from "./alerts/alerts.ts";
import type { Courier } from "./alerts/courier.ts";
import { DestinationDesk } from "./alerts/desk.ts";
import { Appender, type FeedWorld } from "./appender.ts";
import { decideAlarm } from "./duties/alarm.ts";
import type { Archive, RunOutcome } from "./duties/archiving.ts";
import { runDuties, type DutyWorld } from "./duties/duties.ts";
import type { FeedRow } from "./feed-row.ts";
import { inspectFeed, inspectSubscribers } from "./inspection.ts";
import { openKeeper, type Keeper } from "./keeper.ts";
import { issueKey, revokeKey } from "./keys.ts";
import { readPage, readRange } from "./log/reads.ts";
import type { Parts } from "./parts.ts";
import { Audience } from "./readers/audience.ts";
import { Fanout } from "./readers/fanout.ts";
import type { FailedAttempt, InspectedSubscriber, Inspection } from "./inspected.ts";
import type {
  AppendRequest,
  Appended,
  Caller,
  Dismissed,
  DismissRequest,
  Done,
  KeyRecord,
  LogBounds,
  LogRead,
  ModeRequest,
  ModeSet,
  PageCall,
  PageRead,
  ReadCall,
  Settings,
  SettingsRequest,
  SharedCall,
  SharedRead,
  Shares,
  StateRead,
} from "./rpc.ts";
import { readSettings, writeSettings } from "./settings.ts";
import { addShare, listShares, readShared, removeShare } from "./shares.ts";
import type { FoldState } from "./state/fold/evolve.ts";
import { draftSilences } from "./state/heartbeats.ts";
import type { StateFault } from "./state/model.ts";
import { OwnerWords, decideDismissal, decideMode, type Kept } from "./state/owner-words.ts";
import { ServedState } from "./state/served-state.ts";

const DONE: Done = { kind: "done" };

/** The world around a feed. */
export interface RoomWorld extends FeedWorld {
  readonly courier: Courier;
  readonly now: () => number;
  /** Asks for the alarm again: something is due at another time than it is set to. */
  readonly rearm: () => void;
}

export class Feed {
  /** How connections come and go. */
  readonly audience: Audience;
  /** How destinations are made, changed and tried. */
  readonly destinations: DestinationDesk;
  readonly #alerts: Alerts;
  readonly #parts: Parts;
  readonly #appender: Appender;
  readonly #fanout: Fanout;
  readonly #state: ServedState;
  readonly #words = new OwnerWords();
  #made: Keeper | null = null;
  readonly #wokeAt: number;

  constructor(parts: Parts, world: RoomWorld, nowMs: number) {
    this.#parts = parts;
    this.#state = new ServedState(
      () => this.#keeper.model,
      () => this.position,
      () => parts.vitals.all(),
    );
    const { row, log, subscribers, quotas } = parts;
    this.#fanout = new Fanout(row.epoch, log, subscribers, this.#state);
    this.audience = new Audience({ epoch: row.epoch, log, subscribers, quotas, fanout: this.#fanout });
    const keeper = (): Keeper => this.#keeper;
    const { sql, keys, destinations } = parts;
    const { courier, now, rearm } = world;
    const alerts = new Alerts({ sql, feed: row.name, keys, destinations, courier, now, rearm });
    this.#alerts = alerts;
    this.destinations = new DestinationDesk({ alerts, destinations, courier, keys });
    this.#appender = new Appender({ parts, world, fanout: this.#fanout, state: this.#state, keeper, alerts });
    this.#wokeAt = nowMs;
  }

  get row(): FeedRow {
    return this.#parts.row;
  }

  get position(): Position {
    return { epoch: this.row.epoch, seq: this.#parts.log.head.seq };
  }

  get bounds(): LogBounds {
    const { archived, problem } = this.#keeper.archiving;
    const { head, oldest } = this.#parts.log;
    return { epoch: this.row.epoch, head: head.seq, oldest, archived, archiveProblem: problem };
  }

  /** The generation of the feed's rows in the ledger. */
  get ledgerGeneration(): number {
    return this.#keeper.ledger.generation;
  }

  get #keeper(): Keeper {
    if (this.#made !== null) return this.#made;
    const keeper = openKeeper(this.#parts.sql, this.#parts.log, this.#wokeAt);
    this.#made = keeper;
    const { model } = keeper;
    model.onFault = (fault) => this.#sayFault(fault);
    if (model.fault !== null) this.#sayFault(model.fault);
    // A state that was unavailable before hibernation is there again.
    if (model.isThere) this.#fanout.announceState(this.#wokeAt, ({ lacksState }) => lacksState === true);
    return keeper;
  }

  /** Followers of the state keep what they have, marked as old. */
  #sayFault(fault: StateFault): void {
    logFault(this.row.name, "the state cannot take in an event", fault);
    this.#state.forget();
    this.#fanout.announceState(this.#wokeAt);
  }

  append(request: AppendRequest, nowMs: number): Appended | Refused {
    return this.#appender.append(request, nowMs);
  }

  hasKey(keyId: string): boolean {
    return this.#parts.keys.has(keyId);
  }

  issueKey(caller: Caller, key: KeyRecord, nowMs: number): Done | Refused {
    return issueKey(this.#parts, caller, key, nowMs);
  }

  /** Oldest first. */
  listKeys(): readonly KeyRecord[] {
    return this.#parts.keys.list();
  }

  /** Takes a key off the list, closes what it opened, and forgets the devices that it registered. */
  revokeKey(caller: Caller, keyId: string): Done | Refused {
    const answer = revokeKey(this.#parts.keys, caller, keyId);
    if (isRefused(answer)) return answer;
    this.#parts.subscribers.closeKey(keyId);
    this.#alerts.dropDevicesOf(keyId);
    return answer;
  }

  setLimits(wish: QuotaWish): void {
    this.#parts.quotas.set(wish);
  }

  readSettings(): Settings {
    return readSettings(this.#parts.sql);
  }

  writeSettings({ bots, ifVersion }: SettingsRequest): Settings | Refused {
    return writeSettings(this.#parts.sql, bots, ifVersion);
  }

  addShare(caller: Caller, share: Omit<Share, "issuedBy">, nowMs: number): Shares | Refused {
    return addShare(this.#parts.sql, caller, share, nowMs);
  }

  listShares(nowMs: number): readonly Share[] {
    return listShares(this.#parts.sql, nowMs);
  }

  removeShare(id: string): Done | Refused {
    return removeShare(this.#parts.sql, id);
  }

  readShared(call: SharedCall, nowMs: number): SharedRead | Refused {
    return readShared(this.#parts.sql, this.#state, call, this.row.epoch, nowMs);
  }

  noteAttempt(attempt: FailedAttempt, nowMs: number): void {
    this.#parts.attempts.note(attempt, nowMs);
  }

  read(call: ReadCall): LogRead {
    return readRange(this.#parts.log, this.bounds, call);
  }

  readPage(call: PageCall): PageRead {
    return readPage(this.#parts.log, this.bounds, call);
  }

  readState(nowMs: number): StateRead | Refused {
    return this.#state.read(nowMs);
  }

  inspect(databaseBytes: number, nowMs: number): Inspection {
    return inspectFeed(this.#parts, this.#keeper, databaseBytes, nowMs);
  }

  inspectSubscribers(nowMs: number): InspectedSubscriber[] {
    return inspectSubscribers(this.#parts, nowMs);
  }

  /** Keeps an owner's word on a trade. */
  dismissTrade(request: DismissRequest, nowMs: number): Dismissed | Refused {
    const decide = (fold: FoldState, seq: number) => decideDismissal(fold, request, seq);
    return this.#words.refuseDismissal(nowMs) ?? this.#keepWord(decide, nowMs);
  }

  /** Keeps what an owner says of a bot's money. The state may be outdated after it: `renewIfOutdated`. */
  setMode(request: ModeRequest, nowMs: number): ModeSet | Refused {
    const decide = (fold: FoldState, seq: number) => decideMode(fold, request, seq);
    return this.#words.refuseMode(nowMs) ?? this.#keepWord(decide, nowMs);
  }

  #keepWord<Answer extends { readonly kind: string }>(
    decide: (fold: FoldState, seq: number) => Kept<Answer> | Answer | Refused,
    nowMs: number,
  ): Answer | Refused {
    const seq = this.#parts.log.head.seq + 1;
    const decision = this.#keeper.model.ask((fold) => decide(fold, seq), null);
    if (decision === null) return this.#state.refuse();
    if (!isKept(decision)) return decision;
    this.#appender.appendOwn([decision.draft], nowMs);
    return decision.answer;
  }

  /** Null if an owner may rebuild the state now. */
  refuseRebuild(nowMs: number): Refused | null {
    return this.#keeper.model.isRebuilding ? null : this.#words.refuseRebuild(nowMs);
  }

  /** Rebuilds the state for its owner, unless that is under way. Call it while the alarm does no work. */
  rebuild(nowMs: number): Done {
    if (!this.#keeper.model.isRebuilding) {
      this.#words.noteRebuild(nowMs);
      this.#renewState(nowMs);
    }
    return DONE;
  }

  /** Rebuilds the state if it has learned something that applies to earlier events. Call it while the alarm does no work. */
  renewIfOutdated(nowMs: number): void {
    if (this.#keeper.model.isOutdated) this.#renewState(nowMs);
  }

  #renewState(nowMs: number): void {
    this.#keeper.discard();
    this.#made = null;
    this.#state.forget();
    this.#fanout.announceState(nowMs);
  }

  /** When the room wants to be called next, ms since 1970; null for never. */
  nextAlarmAt(nowMs: number): number | null {
    const { archiving, model } = this.#keeper;
    const { behind, failures, unfinished } = archiving;
    const { isRebuilding, silentAt: botSilentAt } = model;
    const needsLedger = archiving.needsLedger && model.isThere;
    const view = {
      behind,
      isRebuilding,
      needsLedger,
      failures,
      unfinished,
      botSilentAt,
      readerSilentAt: this.readerSilentAt,
      alertsAt: this.alertsAt,
    };
    return decideAlarm(view, nowMs);
  }

  /** When the next reader behind its window is to be closed, ms since 1970; null if none is behind. */
  get readerSilentAt(): number | null {
    return this.#parts.subscribers.silentAt;
  }

  /** When the next message about alerts is to be sent, ms since 1970; null if none is. */
  get alertsAt(): number | null {
    return this.#alerts.dueAt;
  }

  /** This feed is another one now, or gone: what is under way writes nothing any more. */
  retire(): void {
    this.#alerts.close();
  }

  /** What the alarm is for; see duties.ts. Messages are sent beside it, and nothing waits for them. */
  runDuties(world: DutyWorld): Promise<RunOutcome> {
    this.noteSilence(world.now());
    this.#alerts.run(world.now());
    const isWokenByBeats = (): boolean => {
      const isWatching = this.#keeper.model.silentAt !== null || this.readerSilentAt !== null;
      return this.#parts.activity.events === 0 && isWatching;
    };
    const room = {
      log: this.#parts.log,
      keeper: this.#keeper,
      isWokenByBeats,
      announceState: (nowMs: number) => this.#fanout.announceState(nowMs),
      renewState: (nowMs: number) => this.#renewState(nowMs),
    };
    return runDuties(room, world);
  }

  /** Closes readers that are behind and silent, and reports bots that missed their heartbeats as silent. */
  noteSilence(nowMs: number): void {
    const { vitals } = this.#parts;
    this.#fanout.closeSilent(nowMs);
    const silences = this.#keeper.model.ask((fold) => draftSilences(fold, (bot) => vitals.has(bot), nowMs), []);
    this.#appender.appendOwn(silences, nowMs);
  }

  /** Checks that the archive still has what it had: briefly, and not often. */
  async lookAtArchive(archive: Archive, now: () => number): Promise<void> {
    await this.#keeper.archiving.look(archive, now);
  }

  /** What the archive has lost, in words; null if nothing. */
  get archiveProblem(): string | null {
    return this.#keeper.archiving.problem;
  }

  closeAll(code: CloseCode): void {
    const { subscribers } = this.#parts;
    for (const subscriber of subscribers.all()) subscribers.close(subscriber, code);
  }
}

function isKept<Answer>(decision: Kept<Answer> | { readonly kind: string }): decision is Kept<Answer> {
  return decision.kind === "keep";
}
