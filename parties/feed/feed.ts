/**
 * A feed's room without its platform: the log, what is remembered of it, the keys, the subscribers, and the one synchronous
 * step from dedupe to fan-out. Time comes in as a parameter, storage as `Sql`, sockets as `Socket`, so that the same code
 * runs in the Durable Object and in a simulation.
 */
import {
  CLOSE,
  DEDUPE_EVENTS,
  PROTOCOL_VERSION,
  SUBSCRIBERS_MAX,
  UNACKED_REPLAY_MAX_BYTES,
  CLIENT_FRAME_MAX_CHARS,
  decodeClientFrame,
  encodeFrame,
  type Position,
  type ResetReason,
} from "@fillcast/protocol";
import { dedupe, type Verdict } from "./dedupe.ts";
import { Digests } from "./digests.ts";
import { Fanout } from "./fanout.ts";
import { noteAck } from "./flow.ts";
import { KeyRing } from "./key-ring.ts";
import { Log } from "./log.ts";
import { isHeartbeat } from "./presence.ts";
import { refuseConflict, refuseRevoked } from "./refusal.ts";
import { chainToHex, deliveredId, encodeRecords } from "./record.ts";
import { decideBeginning } from "./resume.ts";
import type { AppendRequest, Appended, Draft, LogBounds, Refused, SubscribeRequest } from "./rpc.ts";
import type { FeedRow } from "./schema.ts";
import type { Sql } from "./sql.ts";
import { createSubscriber, restoreSubscriber, type Attachment, type Socket } from "./subscriber.ts";
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
  readonly #fanout: Fanout;
  readonly #effects: FeedEffects;
  /** Loaded by the first append: a wake that only reads does without. */
  #digests: Digests | null = null;

  constructor(sql: Sql, row: FeedRow, effects: FeedEffects) {
    this.row = row;
    this.log = new Log(sql);
    this.keys = new KeyRing(sql);
    this.#fanout = new Fanout(row.epoch, this.log, this.subscribers);
    this.#effects = effects;
  }

  get position(): Position {
    return { epoch: this.row.epoch, seq: this.log.head.seq };
  }

  get bounds(): LogBounds {
    const { seq: head } = this.log.head;
    return { epoch: this.row.epoch, head, oldest: this.log.oldest, archived: 0 };
  }

  /** Dedupe, number, store, fan out, answer: nothing may be awaited in between. */
  append({ keyId, drafts }: AppendRequest, nowMs: number): Appended | Refused {
    if (!this.keys.has(keyId)) return refuseRevoked();
    const kept = drafts.filter((draft) => !isHeartbeat(draft.event));
    const digests = this.#remember();
    const decision = dedupe(kept, (fingerprint) => digests.find(fingerprint), nowMs);
    if (decision.kind === "conflict") return refuseConflict(kept[decision.index]!, drafts, decision.seq);
    const fresh = kept.filter((_, index) => decision.verdicts[index]!.kind === "new");
    if (fresh.length > 0) this.#store(fresh, digests, nowMs);
    this.#noteHeartbeats(drafts, nowMs);
    const firstSeq = this.log.head.seq - fresh.length + 1;
    return { kind: "appended", epoch: this.row.epoch, results: toResults(drafts, decision.verdicts, firstSeq) };
  }

  #store(drafts: readonly Draft[], digests: Digests, nowMs: number): void {
    const records = encodeRecords(drafts, this.log.head, nowMs);
    this.log.append(records);
    for (const record of records) digests.addEncoded(record.first, record.digests);
    this.#effects.announceHead(this.position);
    for (const record of records) this.#fanout.deliver(record, null, nowMs);
  }

  #remember(): Digests {
    if (this.#digests !== null) return this.#digests;
    const digests = new Digests(DEDUPE_EVENTS);
    for (const row of this.log.digests(this.log.head.seq - DEDUPE_EVENTS + 1))
      digests.addEncoded(row.first, row.digests);
    this.#digests = digests;
    return digests;
  }

  #noteHeartbeats(drafts: readonly Draft[], nowMs: number): void {
    const bots = drafts.filter((draft) => isHeartbeat(draft.event)).map((draft) => [draft.event.bot, nowMs]);
    if (bots.length === 0) return;
    const frame = encodeFrame({ type: "presence", bots: Object.fromEntries(bots) as { [bot: string]: number } });
    for (const subscriber of this.subscribers.all()) this.subscribers.say(subscriber, frame);
  }

  /** Welcomes a socket and leads it to the head, in one step with the decision where it begins. */
  subscribe(socket: Socket, request: SubscribeRequest, nowMs: number): void {
    const { seq: head, chain } = this.log.head;
    const { epoch } = this.row;
    const { oldest } = this.log;
    const beginning = decideBeginning(
      request.start,
      request.ack,
      {
        epoch,
        head,
        oldest,
        seqBefore: (at) => this.log.seqBefore(at),
        tooFar: (after) => this.log.exceeds(after, UNACKED_REPLAY_MAX_BYTES),
      },
      nowMs,
    );
    const subscriber = createSubscriber(socket, request, beginning.kind === "from" ? beginning.after : head, nowMs);
    socket.save(subscriber.attachment);
    this.subscribers.add(subscriber);
    const resumed = request.start.kind === "resume";
    this.subscribers.say(
      subscriber,
      encodeFrame({
        type: "welcome",
        v: PROTOCOL_VERSION,
        connection: socket.id,
        epoch,
        head,
        oldest,
        chain: chainToHex(chain),
        resumed,
        recovered: resumed && beginning.kind === "from",
        now: nowMs,
      }),
    );
    if (beginning.kind === "reset") {
      const reason: ResetReason = beginning.reason;
      this.subscribers.say(subscriber, encodeFrame({ type: "reset", reason, epoch, head, oldest }));
    }
    this.#fanout.advance(subscriber, nowMs);
  }

  /** False at the limit, after those who are silent were closed. */
  hasRoom(nowMs: number): boolean {
    if (this.subscribers.size < SUBSCRIBERS_MAX) return true;
    this.subscribers.reapSilent(nowMs);
    return this.subscribers.size < SUBSCRIBERS_MAX;
  }

  /** A connection that outlived the room's memory. */
  restore(socket: Socket, attachment: Attachment): void {
    this.subscribers.add(restoreSubscriber(socket, attachment, this.log.head.seq));
  }

  /** One frame of a client; malformed ones end the connection, unknown types are for a later version. */
  receive(connection: string, message: string | ArrayBuffer | ArrayBufferView, nowMs: number): void {
    const subscriber = this.subscribers.get(connection);
    if (subscriber === undefined) return;
    this.subscribers.heard(subscriber, nowMs);
    const isText = typeof message === "string" && message.length <= CLIENT_FRAME_MAX_CHARS;
    const frame = isText ? decodeClientFrame(message) : ({ type: "malformed" } as const);
    switch (frame.type) {
      case "ping":
        this.subscribers.say(subscriber, encodeFrame({ type: "pong", c: frame.c, s: nowMs }));
        break;
      case "ack":
        noteAck(subscriber.flow, frame.seq);
        if (frame.latency !== undefined) subscriber.latencyMs = frame.latency;
        break;
      case "unknown":
        break;
      case "malformed":
        this.subscribers.close(subscriber, CLOSE.malformedFrame);
        return;
    }
    if (subscriber.scanned < this.log.head.seq) this.#fanout.advance(subscriber, nowMs);
  }

  leave(connection: string): void {
    const subscriber = this.subscribers.get(connection);
    if (subscriber !== undefined) this.subscribers.remove(subscriber);
  }
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
