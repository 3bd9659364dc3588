/**
 * A feed's room without its platform: the log, what is remembered of it, the keys, the subscribers, and the one synchronous
 * step from dedupe to fan-out. Time comes in as a parameter, storage as `Sql`, sockets as `Socket`, so that the same code
 * runs in the Durable Object and in a simulation.
 */
import { DEDUPE_EVENTS, encodeFrame, type Position } from "@fillcast/protocol";
import { Activity } from "./activity.ts";
import { decideAlarm } from "./alarm.ts";
import { Audience } from "./audience.ts";
import { writeBeat } from "./beats.ts";
import { dedupe, type Verdict } from "./dedupe.ts";
import { Digests } from "./digests.ts";
import { Fanout } from "./fanout.ts";
import { KeyRing } from "./key-ring.ts";
import { Log } from "./log.ts";
import { Model } from "./model.ts";
import { draftOwnEvent } from "./own-events.ts";
import { isHeartbeat } from "./presence.ts";
import { deliveredId, encodeRecords } from "./record.ts";
import { decideDrops } from "./retention.ts";
import { RefusedAttempts } from "./refused-attempts.ts";
import { refuseConflict, refuseRevoked } from "./refusal.ts";
import {
  refuse,
  type AppendRequest,
  type Appended,
  type Draft,
  type LogBounds,
  type Refused,
  type StateRead,
} from "./rpc.ts";
import type { FeedRow } from "./schema.ts";
import type { Sql } from "./sql.ts";
import { isSilent, nextSilenceAt, noteHeartbeat, overdueBots } from "./state/bots.ts";
import { Subscribers } from "./subscribers.ts";

/** What the feed asks of the platform around it. */
export interface FeedEffects {
  /** The head moved: the liveness answer carries it from now on. */
  announceHead(head: Position): void;
}

export class Feed {
  readonly row: FeedRow;
  readonly log: Log;
  readonly keys: KeyRing;
  readonly subscribers = new Subscribers();
  readonly audience: Audience;
  readonly activity: Activity;
  readonly refused = new RefusedAttempts();
  readonly #sql: Sql;
  readonly #fanout: Fanout;
  readonly #effects: FeedEffects;
  readonly #backlogMaxBytes: number;
  /** Loaded by the first append: a wake that only reads does without. */
  #digests: Digests | null = null;
  #model: Model | null = null;
  #presenceSaidAt = 0;

  constructor(sql: Sql, row: FeedRow, effects: FeedEffects, backlogMaxBytes: number, nowMs: number) {
    this.#sql = sql;
    this.row = row;
    this.log = new Log(sql);
    this.keys = new KeyRing(sql);
    this.activity = new Activity(nowMs);
    this.#fanout = new Fanout(row.epoch, this.log, this.subscribers, (at) => this.#snapshotText(at));
    this.audience = new Audience(row.epoch, this.log, this.subscribers, this.#fanout);
    this.#effects = effects;
    this.#backlogMaxBytes = backlogMaxBytes;
  }

  get position(): Position {
    return { epoch: this.row.epoch, seq: this.log.head.seq };
  }

  get model(): Model {
    this.#model ??= new Model(this.#sql, this.log);
    return this.#model;
  }

  get bounds(): LogBounds {
    const { archived } = this.model.archiving;
    return { epoch: this.row.epoch, head: this.log.head.seq, oldest: this.log.oldest, archived };
  }

  /** Dedupe, number, store, fan out, answer: nothing may be awaited in between. */
  append({ keyId, drafts, at: saidAt }: AppendRequest, nowMs: number): Appended | Refused {
    if (!this.keys.has(keyId)) return refuseRevoked();
    if (this.model.archiving.waitingBytes >= this.#backlogMaxBytes) return refuseBehind();
    this.activity.appends++;
    const at = Math.min(saidAt ?? nowMs, nowMs);
    const kept = drafts.filter((draft) => !isHeartbeat(draft.event));
    const digests = this.#remember();
    const decision = dedupe(kept, (fingerprint) => digests.find(fingerprint), at);
    if (decision.kind === "conflict") {
      this.activity.conflicts++;
      return refuseConflict(kept[decision.index]!, drafts, decision.seq);
    }
    const firstSeq = this.log.head.seq + 1;
    this.#store(
      kept.filter((_, index) => decision.verdicts[index]!.kind === "new"),
      nowMs,
      at,
    );
    this.#noteBeats(drafts, nowMs);
    this.#welcomeBack(drafts, nowMs);
    this.activity.duplicates += kept.length - decision.accepted;
    return { kind: "appended", epoch: this.row.epoch, results: toResults(drafts, decision.verdicts, firstSeq) };
  }

  #store(drafts: readonly Draft[], nowMs: number, at = nowMs): void {
    if (drafts.length === 0) return;
    const digests = this.#remember();
    const records = encodeRecords(drafts, this.log.head, at);
    this.log.append(records);
    this.#effects.announceHead(this.position);
    // The state follows all of them before anybody is told: a snapshot is of the head.
    const patches = records.map((record) => {
      digests.addEncoded(record.first, record.digests);
      this.activity.noteStored(record.events, nowMs);
      return this.model.noteStored(record.events, record.bytes);
    });
    for (const [index, record] of records.entries()) {
      const patch = patches[index]!;
      const wanted = patch !== null && this.subscribers.wantPatches;
      this.#fanout.deliver(record, wanted ? JSON.stringify(patch) : null, nowMs);
    }
  }

  #remember(): Digests {
    if (this.#digests !== null) return this.#digests;
    const digests = new Digests(DEDUPE_EVENTS);
    for (const row of this.log.digests(this.log.head.seq - DEDUPE_EVENTS + 1))
      digests.addEncoded(row.first, row.digests);
    this.#digests = digests;
    return digests;
  }

  /** Keeps the heartbeats among the drafts, and tells open sockets, at most once a second. */
  #noteBeats(drafts: readonly Draft[], nowMs: number): void {
    const beating = new Set(drafts.filter((draft) => isHeartbeat(draft.event)).map((draft) => draft.event.bot));
    if (beating.size === 0) return;
    this.activity.heartbeats += beating.size;
    const bots = this.model.projection?.fold.bots;
    for (const bot of bots === undefined ? [] : beating) {
      noteHeartbeat(bots!, bot, nowMs);
      writeBeat(this.#sql, bot, bots![bot]!);
    }
    if (nowMs - this.#presenceSaidAt < 1_000 && nowMs >= this.#presenceSaidAt) return;
    this.#presenceSaidAt = nowMs;
    const seen = Object.fromEntries([...beating].map((bot) => [bot, nowMs]));
    const frame = encodeFrame({ type: "presence", bots: seen });
    this.#fanout.tellAll(frame, nowMs);
  }

  /** A bot that was called silent and is heard again is back. */
  #welcomeBack(drafts: readonly Draft[], nowMs: number): void {
    const bots = this.model.projection?.fold.bots;
    if (bots === undefined) return;
    const back = [...new Set(drafts.map((draft) => draft.event.bot))].filter((bot) => isSilent(bots, bot));
    this.#store(
      back.map((bot) => draftOwnEvent("bot_back", bot, nowMs, null)),
      nowMs,
    );
  }

  /** Says of the bots that missed their heartbeats that they are silent. */
  noteSilence(nowMs: number): void {
    const bots = this.model.projection?.fold.bots;
    if (bots === undefined) return;
    const overdue = overdueBots(bots, nowMs);
    this.#store(
      overdue.map((bot) => draftOwnEvent("bot_silent", bot, nowMs, bots[bot]!.vitals.heartbeatAt)),
      nowMs,
    );
  }

  /** Lets pages go that are archived and older than the tail, and saves where it pays; one step, so that nothing is lost between. */
  releasePages(nowMs: number): void {
    const pages = decideDrops(this.log.sealedPages(), this.log.head.seq, this.model.archiving.archived, nowMs);
    // A state that is built anew reads the archive up to the oldest page: that one must stay where it is.
    const released = this.model.projection === null ? [] : pages;
    this.log.drop(released);
    // Without an event since it woke, the room has archived what the archive had: where heartbeats wake it all the time, the
    // next one's wake is to know better.
    const isWokenByBeats = this.activity.events === 0 && this.#silentAt !== null;
    this.model.saveIfDue(released.length > 0 || (isWokenByBeats && this.model.isArchivedUnsaved));
  }

  /** Tells those who wait for the state that it is there. */
  announceState(nowMs: number): void {
    for (const subscriber of this.subscribers.all()) {
      if (subscriber.attachment.snapshot) this.#fanout.sayState(subscriber, nowMs);
    }
  }

  /** When the room wants to be called next, ms since 1970; null for never. */
  nextAlarmAt(nowMs: number): number | null {
    const { archiving, projection } = this.model;
    const { behind, failures, unfinished } = archiving;
    const silentAt = this.#silentAt;
    return decideAlarm({ behind: behind || projection === null, failures, unfinished, silentAt }, nowMs);
  }

  /** When the next bot with heartbeats is to be called silent, ms since 1970; null where none is. */
  get #silentAt(): number | null {
    const { projection } = this.model;
    return projection === null ? null : nextSilenceAt(projection.fold.bots);
  }

  readState(nowMs: number): StateRead | Refused {
    const { projection } = this.model;
    if (projection === null) return refuseRebuilding();
    const text = JSON.stringify(projection.serve(nowMs));
    return { kind: "state", epoch: this.row.epoch, seq: projection.seq, at: nowMs, text };
  }

  /** The `snapshot` frame of the head, or null while the state is built anew. */
  #snapshotText(nowMs: number): string | null {
    const { projection } = this.model;
    if (projection === null) return null;
    return encodeFrame({ type: "snapshot", ...this.position, state: projection.serve(nowMs) });
  }
}

function refuseBehind(): Refused {
  return refuse("archive-behind", "The archive has not taken events for too long. Nothing is lost; try again later.", {
    retryAfterS: 60,
  });
}

function refuseRebuilding(): Refused {
  return refuse("state-rebuilding", "The feed's state is being built anew from its log. Try again in a moment.", {
    retryAfterS: 5,
  });
}

/** The answers in the order of the drafts, heartbeats included. */
function toResults(drafts: readonly Draft[], verdicts: readonly Verdict[], firstSeq: number): Appended["results"] {
  const results: { id: string; seq: number | null; duplicate: boolean }[] = [];
  const seqs: number[] = [];
  let next = firstSeq;
  for (const draft of drafts) {
    if (isHeartbeat(draft.event)) {
      results.push({ id: draft.id, seq: null, duplicate: false });
      continue;
    }
    const verdict = verdicts[seqs.length]!;
    const seq = verdict.kind === "new" ? next++ : verdict.kind === "repeat" ? verdict.seq : seqs[verdict.index]!;
    seqs.push(seq);
    results.push({ id: deliveredId(draft, seq), seq, duplicate: verdict.kind !== "new" });
  }
  return results;
}
