/**
 * What happens to drafts: dedupe, number, store, fan out, answer, in one synchronous step. Nothing may be awaited in it.
 */
import { refuse, type Position, type Refused, type StatePatch, type TradeMode } from "@fillcast/protocol";
import type { Alerts } from "./alerts/alerts.ts";
import type { Keeper } from "./keeper.ts";
import { dedupe, type Verdict } from "./log/dedupe.ts";
import { LogMemory } from "./log/memory.ts";
import { encodeRecords, type LogRecord } from "./log/record.ts";
import { toResults } from "./log/results.ts";
import type { Parts } from "./parts.ts";
import type { Fanout } from "./readers/fanout.ts";
import { refuseConflict, refuseRevoked } from "./refusal.ts";
import type { AppendRequest, Appended, Draft } from "./rpc.ts";
import { beatsOf, draftVitalWords, heardIn, livingOf, type Beats } from "./state/beats.ts";
import { getBot } from "./state/fold/bots.ts";
import type { TradeSteps } from "./state/fold/evolve.ts";
import { draftReturns, isHeartbeat } from "./state/heartbeats.ts";
import type { ServedState } from "./state/served-state.ts";

/** What the feed asks of the world around it. */
export interface FeedWorld {
  /** The head moved: the liveness answer carries it from now on. */
  announceHead(head: Position): void;
  readonly backlogMaxBytes: number;
}

/** What an append works on. */
export interface Around {
  readonly parts: Parts;
  readonly world: FeedWorld;
  readonly fanout: Fanout;
  readonly state: ServedState;
  readonly keeper: () => Keeper;
  readonly alerts: Alerts;
}

/** Who brings events and when: `keyId` is null for the room's own, `at` is what they say. */
interface Storing {
  readonly keyId: string | null;
  readonly at: number;
  readonly nowMs: number;
}

export class Appender {
  readonly #around: Around;
  readonly #memory: LogMemory;

  constructor(around: Around) {
    this.#around = around;
    this.#memory = new LogMemory(around.parts.log, around.parts.vitals);
  }

  /** What producers send: taken whole, or refused whole unless it is lenient. */
  append({ keyId, drafts, at: saidAt, lenient }: AppendRequest, nowMs: number): Appended | Refused {
    const kept = drafts.filter((draft) => !isHeartbeat(draft.event));
    const refused = this.#refuseLoad(keyId, kept.length, drafts.length - kept.length, nowMs);
    if (refused !== null) return refused;
    const { log, quotas, activity } = this.#around.parts;
    activity.appends++;
    const at = Math.min(saidAt ?? nowMs, nowMs);
    const decision = dedupe(kept, this.#memory, at, lenient === true ? "draft" : "append");
    activity.noteDecision(decision);
    if (decision.kind === "conflict") {
      const draft = kept[decision.index]!;
      return refuseConflict(draft, decision.seq, drafts.length === 1 ? null : drafts.indexOf(draft));
    }
    const firstSeq = log.head.seq + 1;
    const bytes = this.#store(acceptedOf(kept, decision.verdicts), { keyId, at, nowMs });
    quotas.noteTaken(keyId, kept.length, bytes, nowMs);
    this.#noteHeard(drafts, nowMs);
    const results = toResults(drafts, decision.verdicts, firstSeq);
    const unbounded = quotas.isUnbounded ? ({ unbounded: true } as const) : {};
    return { kind: "appended", epoch: this.#around.parts.row.epoch, results, ...unbounded };
  }

  #refuseLoad(keyId: string, events: number, heartbeats: number, nowMs: number): Refused | null {
    if (!this.#around.parts.keys.has(keyId)) return refuseRevoked();
    const limited = this.#around.parts.quotas.admit(keyId, { events, heartbeats }, nowMs);
    if (limited !== null) return limited;
    return this.#around.keeper().archiving.waitingBytes >= this.#around.world.backlogMaxBytes ? refuseBehind() : null;
  }

  /** Returns the bytes stored. */
  #store(drafts: readonly Draft[], { keyId, at, nowMs }: Storing): number {
    if (drafts.length === 0) return 0;
    const { row, log, activity, subscribers } = this.#around.parts;
    this.#memory.load();
    const records = encodeRecords(drafts, log.head, at);
    log.append(records, keyId);
    this.#around.world.announceHead({ epoch: row.epoch, seq: log.head.seq });
    // The state includes all of them before any frame is sent: a snapshot is of the head.
    const patches = records.map((record) => {
      this.#memory.note(record);
      activity.noteStored(record.events, nowMs);
      return this.#fold(record, { at, nowMs });
    });
    let bytes = 0;
    for (const [index, record] of records.entries()) {
      const patch = patches[index]!;
      const wanted = patch !== null && subscribers.wantPatches;
      this.#around.fanout.deliver(record, wanted ? JSON.stringify(patch) : null, nowMs);
      bytes += record.bytes;
    }
    return bytes;
  }

  /** The patch of a record; what it is worth an alert is gathered with it, where anybody wants to hear of any. */
  #fold(record: LogRecord, { at, nowMs }: Pick<Storing, "at" | "nowMs">): StatePatch | null {
    const { alerts } = this.#around;
    const keeper = this.#around.keeper();
    if (alerts.isIdle) return keeper.noteStored(record);
    const steps: TradeSteps = new Map();
    const patch = keeper.noteStored(record, steps);
    const modeOf = (bot: string): TradeMode | null =>
      keeper.model.ask(({ bots }) => getBot(bots, bot)?.served.mode ?? null, null);
    alerts.note(record.events, patch === null ? null : steps, { modeOf, saidAt: at, nowMs });
    return patch;
  }

  /** Stores what the room says itself. */
  appendOwn(drafts: readonly Draft[], nowMs: number): void {
    this.#store(drafts, { keyId: null, at: nowMs, nowMs });
  }

  /** Takes in the heartbeats among the drafts; a bot that was called silent and is heard again is back. */
  #noteHeard(drafts: readonly Draft[], nowMs: number): void {
    const beats = beatsOf(drafts);
    if (beats.size > 0) this.#noteBeats(beats, nowMs);
    const heard = heardIn(drafts, this.#around.parts.vitals);
    const returns = this.#around.keeper().model.ask((fold) => draftReturns(fold, heard, nowMs), []);
    this.appendOwn(returns, nowMs);
  }

  #noteBeats(beats: Beats, nowMs: number): void {
    const { activity, vitals } = this.#around.parts;
    activity.heartbeats += beats.size;
    for (const [bot, told] of beats) {
      if (told === null) this.#memory.noteBeat(bot);
      else vitals.note(bot, told, nowMs);
    }
    const { model, heartbeats } = this.#around.keeper();
    model.ask((fold) => heartbeats.note(fold, livingOf(beats), nowMs), undefined);
    this.#around.state.forget();
    for (const frame of [heartbeats.takeFrame(nowMs), vitals.takeFrame(nowMs)]) {
      if (frame !== null) this.#around.fanout.tellAll(frame, nowMs);
    }
    const words = model.ask((fold) => draftVitalWords(fold, beats, nowMs), []);
    this.appendOwn(words, nowMs);
  }
}

function acceptedOf(drafts: readonly Draft[], verdicts: readonly Verdict[]): Draft[] {
  return drafts.filter((_, index) => verdicts[index]!.kind === "new");
}

function refuseBehind(): Refused {
  return refuse(
    "archive-behind",
    "The archive has been unavailable for too long, so new events are refused. Nothing stored is lost; retry later.",
    {
      retryAfterS: 60,
    },
  );
}
