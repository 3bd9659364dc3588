/**
 * The room from inside, for an operator at three in the morning: is it the archive, a socket, or a bot? Only reads, and
 * wakes nothing.
 */
import { quotasToJson } from "@fillcast/protocol";
import { toPercentiles } from "./activity.ts";
import { dueOf, statusOf } from "./alerts/box.ts";
import type { StoredDestination } from "./alerts/destinations.ts";
import type { Keeper } from "./keeper.ts";
import type { Parts } from "./parts.ts";
import { chainToHex } from "../../archive/chain.ts";
import type { Inspection, InspectedBot, InspectedDestination, InspectedSubscriber } from "./inspected.ts";
import type { Model } from "./state/model.ts";
import type { VitalsBook } from "./state/vitals-book.ts";
import { expectedBy, presenceOf } from "./state/fold/vitals.ts";

export function inspectFeed(
  parts: Parts,
  { model, archiving }: Keeper,
  databaseBytes: number,
  nowMs: number,
): Inspection {
  const { row, log, keys, quotas, activity, subscribers } = parts;
  const latencies = [...subscribers.all()].flatMap(({ latencyMs }) => (latencyMs === null ? [] : [latencyMs]));
  return {
    kind: "inspection",
    feed: row.name,
    region: row.region,
    epoch: row.epoch,
    head: log.head.seq,
    oldest: log.oldest,
    chain: chainToHex(log.head.chain),
    createdAt: row.createdAt,
    wokeAt: activity.wokeAt,
    now: nowMs,
    rebuilding: !model.isThere,
    stateProblem: model.fault,
    archive: {
      seq: archiving.archived,
      lag: log.head.seq - archiving.archived,
      waitingBytes: archiving.waitingBytes,
      waitingTrades: archiving.unledgered.length,
      failures: archiving.failures,
      lastError: archiving.lastError?.text ?? null,
      lastErrorAt: archiving.lastError?.at ?? null,
      lastSuccessAt: archiving.lastSuccessAt,
      problem: archiving.problem,
    },
    connections: subscribers.size,
    debtBytes: subscribers.debtBytes,
    databaseBytes,
    appends: activity.appends,
    events: activity.events,
    duplicates: activity.duplicates,
    conflicts: activity.conflicts,
    heartbeats: activity.heartbeats,
    eventsPerMinute: activity.ratePerMinute(nowMs),
    edgeToRoomMs: activity.edgeToRoomMs,
    edgeToReaderMs: toPercentiles(latencies),
    bots: inspectBots(model, parts.vitals, nowMs),
    destinations: parts.destinations.all().map(inspectDestination),
    refusals: parts.attempts.list(),
    limits: quotasToJson(quotas.bounds),
    used: quotas.used(subscribers.perKey, keys.size, nowMs),
    limited: quotas.limited(nowMs),
  };
}

function inspectBots(model: Model, told: VitalsBook, nowMs: number): { [bot: string]: InspectedBot } {
  const bots = model.ask(({ bots }) => Object.entries(bots), []);
  return Object.fromEntries(
    bots.map(([name, { served, vitals }]) => [
      name,
      {
        presence: presenceOf(vitals, nowMs),
        lastEventAt: served.lastEventAt,
        lastSeenAt: served.lastSeenAt,
        usualIntervalMs: vitals.usualGapMs,
        usualPauseMs: vitals.pauses === 0 ? null : vitals.longestPauseMs,
        expectedBy: expectedBy(vitals),
        relayAt: told.get(name)?.at ?? null,
        sentTwiceAt: told.get(name)?.twiceAt ?? null,
      },
    ]),
  );
}

function inspectDestination({ id, kind, config, box }: StoredDestination): InspectedDestination {
  const { host, keyId, rules } = config;
  return { id, kind, host, keyId, dueAt: dueOf(box, rules), tries: box.sending?.tries ?? 0, ...statusOf(box) };
}

/** Every connection with where it stands; key ids, never keys. */
export function inspectSubscribers({ subscribers, log, row }: Parts, nowMs: number): InspectedSubscriber[] {
  return [...subscribers.all()].map(({ socket, attachment, told, caughtUp, flow, latencyMs }) => {
    const heardAt = Math.max(flow.heardAt, socket.lastPingAt() ?? 0);
    return {
      connection: socket.id,
      keyId: attachment.keyId,
      position: { epoch: row.epoch, seq: told },
      behind: log.head.seq - told,
      phase: caughtUp ? "live" : "replaying",
      ack: attachment.ack,
      unackedBytes: attachment.ack ? flow.unackedBytes : flow.unheardBytes,
      filter: attachment.filter ?? null,
      snapshot: attachment.snapshot,
      colo: attachment.colo ?? null,
      openedAt: attachment.openedAt,
      heardAt,
      silentMs: Math.max(0, nowMs - heardAt),
      latencyMs,
    };
  });
}
