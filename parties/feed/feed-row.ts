/**
 * The only row of the table `feed`: what the feed is, the operator's quotas, the generation of its ledger rows, and how much
 * of its log was dropped. A room without this row was never created: it writes nothing and answers feed-not-found.
 */
import type { QuotaWish } from "@fillcast/protocol";
import type { Sql } from "./sql.ts";
import { FOLD_VERSION } from "./state/fold/fold.ts";

/** What a feed is, from its creation on. */
export interface FeedRow {
  readonly name: string;
  readonly epoch: string;
  readonly region: string;
  /** ms since 1970. */
  readonly createdAt: number;
  /** The first owner key: a repeat of the creation names the same one. */
  readonly firstKeyId: string;
}

/** Null in a room that was never created. */
export function readFeedRow(sql: Sql): FeedRow | null {
  const [row] = sql.all<{ name: string; epoch: string; region: string; created_at: number; first_key: string }>(
    "SELECT name, epoch, region, created_at, first_key FROM feed WHERE one = 1",
  );
  if (row === undefined) return null;
  const { name, epoch, region, created_at: createdAt, first_key: firstKeyId } = row;
  return { name, epoch, region, createdAt, firstKeyId };
}

export function insertFeedRow(sql: Sql, row: FeedRow): void {
  sql.run(
    "INSERT INTO feed (one, name, epoch, region, created_at, first_key, fold_version) VALUES (1, ?, ?, ?, ?, ?, ?)",
    row.name,
    row.epoch,
    row.region,
    row.createdAt,
    row.firstKeyId,
    FOLD_VERSION,
  );
}

/** The log goes on in another life. */
export function writeEpoch(sql: Sql, epoch: string): void {
  sql.run("UPDATE feed SET epoch = ? WHERE one = 1", epoch);
}

/**
 * The generation of the ledger's rows: how many folds the feed has had. A fold of another version than the last one begins a
 * new one, an older version's too, so that after a rollback the rows of the code that runs win.
 */
export function claimGeneration(sql: Sql, foldVersion: number): number {
  const [row] = sql.all<{ generation: number; fold_version: number }>(
    "SELECT generation, fold_version FROM feed WHERE one = 1",
  );
  if (row === undefined) throw new Error("the room has no feed");
  return row.fold_version === foldVersion ? row.generation : beginGeneration(sql, foldVersion);
}

/** Begins a new generation, and returns it. */
export function beginGeneration(sql: Sql, foldVersion: number): number {
  const [row] = sql.all<{ generation: number }>(
    "UPDATE feed SET generation = generation + 1, fold_version = ? WHERE one = 1 RETURNING generation",
    foldVersion,
  );
  return row!.generation;
}

/** What the operator asks for. */
export function readWish(sql: Sql): QuotaWish {
  const [row] = sql.all<{ limits: string | null }>("SELECT limits FROM feed WHERE one = 1");
  return row?.limits == null ? "default" : (JSON.parse(row.limits) as QuotaWish);
}

/** Keeps the wish; the defaults are kept as nothing, so that later defaults apply. */
export function writeWish(sql: Sql, wish: QuotaWish): void {
  sql.run("UPDATE feed SET limits = ? WHERE one = 1", wish === "default" ? null : JSON.stringify(wish));
}

/** Bytes of the log's pages that are in the archive alone. */
export function readDroppedBytes(sql: Sql): number {
  const [row] = sql.all<{ dropped_bytes: number }>("SELECT dropped_bytes FROM feed WHERE one = 1");
  return row?.dropped_bytes ?? 0;
}

export function writeDroppedBytes(sql: Sql, bytes: number): void {
  sql.run("UPDATE feed SET dropped_bytes = ? WHERE one = 1", bytes);
}
