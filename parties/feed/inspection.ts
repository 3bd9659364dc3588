/**
 * The room from inside, for the operator at three in the morning: is it the archive, a socket, or a bot. Reads only, and wakes
 * nothing that sleeps.
 */
import { toPercentiles } from "./activity.ts";
import type { Feed } from "./feed.ts";
import { chainToHex } from "../../src/archive/chain.ts";
import type { Inspection, InspectedBot, InspectedSubscriber } from "./rpc.ts";
import { expectedBy, presenceOf } from "./state/vitals.ts";

export function inspectFeed(feed: Feed, databaseBytes: number, nowMs: number): Inspection {
  const { row, log, activity, subscribers, model } = feed;
  const { archiving } = model;
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
    rebuilding: model.projection === null,
    archive: {
      seq: archiving.archived,
      lag: log.head.seq - archiving.archived,
      waitingBytes: archiving.waitingBytes,
      waitingTrades: archiving.unledgered.length,
      failures: archiving.failures,
      lastError: archiving.lastError?.text ?? null,
      lastErrorAt: archiving.lastError?.at ?? null,
      lastSuccessAt: archiving.lastSuccessAt,
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
    bots: inspectBots(feed, nowMs),
    refusals: feed.refused.list(),
  };
}

function inspectBots({ model }: Feed, nowMs: number): { [bot: string]: InspectedBot } {
  const bots = Object.entries(model.projection?.fold.bots ?? {});
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
      },
    ]),
  );
}

/** Every connection with where it stands; key ids, never keys. */
export function inspectSubscribers({ subscribers, log, row }: Feed, nowMs: number): InspectedSubscriber[] {
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
