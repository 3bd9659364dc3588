/**
 * Keys as values: a request becomes signed claims and the room's record; a record becomes an entry of the list. The signed
 * text is shown once and never stored.
 */
import { createHash, randomBytes } from "node:crypto";
import { TICKET_TTL_S } from "@fillcast/protocol";
import type { KeyRecord } from "../../parties/feed/rpc.ts";
import type { Grant } from "../auth/grant.ts";
import type { Claims } from "../auth/jwt.ts";
import type { FeedEntry } from "./directory.ts";
import type { IssueKey } from "./schema.ts";

/** 80 random bits, hex. */
export function createKeyId(): string {
  return randomBytes(10).toString("hex");
}

/**
 * The id of a feed's first owner key. It follows from the directory's entry, so that a creation which broke off between
 * directory and room is finished by asking for it again.
 */
export function firstKeyId({ feed, createdAt }: Pick<FeedEntry, "feed" | "createdAt">): string {
  return createHash("sha256").update(`${feed}\n${createdAt}`, "utf8").digest("hex").slice(0, 20);
}

/** What the room keeps of a key. */
export function createKeyRecord(id: string, wish: IssueKey, nowMs: number): KeyRecord {
  const { scope, bot, dryRun, label, expiresIn } = wish;
  return {
    id,
    scope,
    ...(bot === undefined ? {} : { bot }),
    ...(dryRun === undefined ? {} : { mode: dryRun ? "dry" : "live" }),
    ...(label === undefined ? {} : { label }),
    createdAt: nowMs,
    ...(expiresIn === undefined ? {} : { expiresAt: (toSeconds(nowMs) + expiresIn) * 1000 }),
  };
}

/** What is signed for it. */
export function recordToClaims(feed: string, record: KeyRecord): Claims {
  return {
    sub: feed,
    scope: record.scope,
    jti: record.id,
    iat: toSeconds(record.createdAt),
    ...(record.expiresAt === undefined ? {} : { exp: toSeconds(record.expiresAt) }),
    ...(record.bot === undefined ? {} : { bot: record.bot }),
    ...(record.mode === undefined ? {} : { dry: record.mode === "dry" }),
  };
}

/** A ticket of a key: short, for sockets and event streams, and never longer than the key. */
export function createTicketClaims(grant: Grant, nowMs: number): Claims & { readonly exp: number } {
  const { feed, keyId, expiresAt } = grant;
  const exp = toSeconds(nowMs) + TICKET_TTL_S;
  const iat = toSeconds(nowMs);
  if (expiresAt === undefined) return { sub: feed, scope: "ticket", jti: keyId, iat, exp };
  const kexp = toSeconds(expiresAt);
  return { sub: feed, scope: "ticket", jti: keyId, iat, exp: Math.min(exp, kexp), kexp };
}

/** A key as the API shows it; times in ms since 1970. */
export type ListedKey = Omit<KeyRecord, "mode" | "lineage"> & {
  readonly dryRun?: boolean;
  /** The id of the key that issued it, or `operator`; absent on keys of an earlier version. */
  readonly issuedBy?: string;
};

export function recordToListed(record: KeyRecord): ListedKey {
  const { mode, lineage, ...listed } = record;
  return {
    ...listed,
    ...(mode === undefined ? {} : { dryRun: mode === "dry" }),
    ...(lineage === undefined ? {} : { issuedBy: lineage.at(-1) ?? "operator" }),
  };
}

function toSeconds(ms: number): number {
  return Math.floor(ms / 1000);
}
