/**
 * The parts of a feed's room, created once. Each owns its tables or its memory, and none knows the feed (feed.ts).
 */
import { Activity } from "./activity.ts";
import { Destinations } from "./alerts/destinations.ts";
import { FailedAttempts } from "./failed-attempts.ts";
import type { FeedRow } from "./feed-row.ts";
import { KeyRing } from "./keys.ts";
import { Log } from "./log/log.ts";
import { FeedQuotas } from "./quotas/quotas.ts";
import { Subscribers } from "./readers/subscribers.ts";
import type { Sql } from "./sql.ts";
import { VitalsBook } from "./state/vitals-book.ts";

export interface Parts {
  readonly sql: Sql;
  readonly row: FeedRow;
  readonly log: Log;
  readonly keys: KeyRing;
  readonly quotas: FeedQuotas;
  readonly subscribers: Subscribers;
  readonly activity: Activity;
  readonly attempts: FailedAttempts;
  readonly vitals: VitalsBook;
  readonly destinations: Destinations;
}

export function createParts(sql: Sql, row: FeedRow, nowMs: number): Parts {
  const log = new Log(sql);
  return {
    sql,
    row,
    log,
    keys: new KeyRing(sql),
    quotas: new FeedQuotas(sql, log),
    subscribers: new Subscribers(),
    activity: new Activity(nowMs),
    attempts: new FailedAttempts(),
    vitals: new VitalsBook(sql),
    destinations: new Destinations(sql),
  };
}
