/**
 * The server's HTTP routes that this page uses beside the feed's own connection: keys, the trade ledger, refused attempts. Answers are values;
 * a refusal carries the server's own sentence, which says what to do.
 */
import type { ModeSpan, Position, Problem, Trade, TradeEvent } from "fillcast";
import type { ProfitAnswer, ProfitQuestion } from "../figures/profit-answer.ts";
import type { Credentials } from "../keys/credentials.ts";
import { zoneName } from "../words/instant.ts";

export type Answer<Value> =
  | { readonly kind: "ok"; readonly value: Value }
  | { readonly kind: "refused"; readonly status: number; readonly code: string; readonly detail: string }
  | { readonly kind: "unreachable" };

/** A key as the server lists it; its text is shown once, when it is made. */
export interface KeyEntry {
  readonly id: string;
  readonly scope: string;
  readonly bot?: string;
  readonly dryRun?: boolean;
  readonly label?: string;
  /** ms since 1970. */
  readonly createdAt: number;
  readonly expiresAt?: number;
  /** The id of the key that made it, or `operator`; absent from an older server. */
  readonly issuedBy?: string;
}
export interface KeyRequest {
  readonly scope: "publish" | "subscribe" | "inspect" | "owner";
  readonly bot?: string;
  readonly dryRun?: boolean;
  readonly label?: string;
  /** Seconds. */
  readonly expiresIn?: number;
}
export interface IssuedKey {
  readonly id: string;
  readonly key: string;
}
/** A publish that the server refused, as the room's inspection lists it. */
export interface Refusal {
  /** ms since 1970. */
  readonly at: number;
  readonly keyId: string;
  readonly status: number;
  /** The problem's slug. */
  readonly problem: string;
  /** JSON pointer to what was wrong; null where no place is to blame. */
  readonly pointer: string | null;
  readonly detail: string;
}
export interface TradesPage {
  readonly trades: readonly Trade[];
  readonly next: string | null;
}

/** One call with the page's key. */
export async function call<Value>(
  { key }: Credentials,
  path: string,
  init: {
    readonly method?: string;
    readonly body?: unknown;
    readonly headers?: { readonly [name: string]: string };
    readonly signal?: AbortSignal;
  } = {},
): Promise<Answer<Value>> {
  let response: Response;
  try {
    response = await fetch(path, {
      method: init.method ?? "GET",
      headers: {
        authorization: `Bearer ${key}`,
        accept: "application/json",
        ...(init.body === undefined ? {} : { "content-type": "application/json" }),
        ...init.headers,
      },
      ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
      ...(init.signal === undefined ? {} : { signal: init.signal }),
    });
  } catch {
    return { kind: "unreachable" };
  }
  const body: unknown = response.status === 204 ? null : await response.json().catch(() => null);
  if (response.ok) return { kind: "ok", value: body as Value };
  return refusalOf(response.status, body as Partial<Problem> | null);
}

export function refusalOf(status: number, problem: Partial<Problem> | null): Answer<never> {
  return {
    kind: "refused",
    status,
    code: problem?.type?.replace(/^.*\//, "") ?? "unknown",
    detail: problem?.detail ?? problem?.title ?? `The server responded with status ${status}.`,
  };
}

/** The path of something of the feed. */
export const pathOf = (credentials: Credentials, rest: string): string =>
  `/v1/feeds/${encodeURIComponent(credentials.feed)}/${rest}`;

export async function listKeys(credentials: Credentials): Promise<Answer<readonly KeyEntry[]>> {
  const answer = await call<{ readonly keys: readonly KeyEntry[] }>(credentials, pathOf(credentials, "keys"));
  return answer.kind === "ok" ? { kind: "ok", value: answer.value.keys } : answer;
}

/** For the address of a socket: it opens connections for a minute, and says nothing of the key behind it (PROTOCOL.md §2.2). */
export function makeTicket(credentials: Credentials): Promise<Answer<{ readonly ticket: string }>> {
  return call(credentials, pathOf(credentials, "tickets"), { method: "POST" });
}

export function makeKey(credentials: Credentials, request: KeyRequest): Promise<Answer<IssuedKey>> {
  return call(credentials, pathOf(credentials, "keys"), { method: "POST", body: request });
}

export function revokeKey(credentials: Credentials, id: string): Promise<Answer<null>> {
  return call(credentials, pathOf(credentials, `keys/${encodeURIComponent(id)}`), { method: "DELETE" });
}

/** What a share link shows, as an owner asks for it. */
export interface ShareWish {
  /** For the owner alone. */
  readonly label?: string;
  /** Above the page. */
  readonly title?: string;
  /** Null for all, also later ones. */
  readonly bots: readonly string[] | null;
  readonly names: boolean;
  readonly amounts: boolean;
  readonly openTrades: boolean;
  readonly delayS: number;
  /** Seconds. */
  readonly expiresIn?: number;
}

/** A share link as the server lists it. */
export interface ShareEntry extends Omit<ShareWish, "label" | "title" | "expiresIn"> {
  readonly id: string;
  readonly url: string;
  readonly label: string | null;
  readonly title: string | null;
  /** ms since 1970. */
  readonly createdAt: number;
  readonly expiresAt: number | null;
}

/** Those that have not ended, oldest first. */
export async function listShares(credentials: Credentials): Promise<Answer<readonly ShareEntry[]>> {
  const answer = await call<{ readonly shares: readonly ShareEntry[] }>(credentials, pathOf(credentials, "shares"));
  return answer.kind === "ok" ? { kind: "ok", value: answer.value.shares } : answer;
}

export function makeShare(credentials: Credentials, wish: ShareWish): Promise<Answer<ShareEntry>> {
  return call(credentials, pathOf(credentials, "shares"), { method: "POST", body: wish });
}

export function revokeShare(credentials: Credentials, id: string): Promise<Answer<null>> {
  return call(credentials, pathOf(credentials, `shares/${encodeURIComponent(id)}`), { method: "DELETE" });
}

/** What the room's inspection says of refused publishes. */
export interface Refusals {
  /** The room's clock, ms since 1970. */
  readonly now: number;
  /** The newest first. */
  readonly refusals: readonly Refusal[];
}

/** The last publishes of the feed that were refused. */
export function readRefusals(credentials: Credentials, signal: AbortSignal): Promise<Answer<Refusals>> {
  return call(credentials, `/v1/rooms/${encodeURIComponent(credentials.feed)}`, { signal });
}

/** What the page shows of the room's inspection; bounds are null where there is none. */
export interface FeedInspection {
  readonly rebuilding: boolean;
  readonly stateProblem: { readonly seq: number } | null;
  readonly archive: { readonly problem: string | null };
  readonly limits: {
    readonly feed: {
      readonly eventsPerDay: number | null;
      readonly bytesPerDay: number | null;
      readonly bytesKept: number | null;
      readonly sockets: number | null;
      readonly keys: number | null;
    };
  };
  readonly used: {
    readonly feed: {
      readonly eventsToday: number;
      readonly bytesToday: number;
      readonly bytesKept: number;
      readonly sockets: number;
      readonly keys: number;
    };
  };
  /** Of the last hour, the newest first. */
  readonly limited: readonly {
    readonly keyId: string;
    readonly scope: string;
    readonly limit: string;
    readonly count: number;
    /** ms since 1970. */
    readonly at: number;
  }[];
}

/** The room from inside. */
export function inspectFeed({ feed, key }: Credentials): Promise<Answer<FeedInspection>> {
  return call({ feed, key }, `/v1/rooms/${encodeURIComponent(feed)}`);
}

/** Has state and ledger made again from the log. */
export function rebuildState(credentials: Credentials): Promise<Answer<object>> {
  return call(credentials, pathOf(credentials, "rebuild"), { method: "POST" });
}

/** Says that a trade is over although its bot never said so, or takes that back. */
export function dismissTrade(credentials: Credentials, key: string, dismissed: boolean): Promise<Answer<object>> {
  const body = { key, dismissed };
  return call(credentials, pathOf(credentials, "trades/dismissal"), { method: "POST", body });
}

/** An owner's word on what a bot trades with; `mode` null takes it back. */
export function setMode(
  credentials: Credentials,
  bot: string,
  saying: Omit<ModeSpan, "mode"> & { readonly mode: ModeSpan["mode"] | null },
): Promise<Answer<object>> {
  const path = pathOf(credentials, `bots/${encodeURIComponent(bot)}/mode`);
  return call(credentials, path, { method: "POST", body: saying });
}

/** What the owner has set about bots, for all devices (live/feed-settings.ts). */
export function readSettings(credentials: Credentials, signal: AbortSignal): Promise<Answer<unknown>> {
  return call(credentials, pathOf(credentials, "settings"), { signal });
}

/** Replaces it if it still has the version. */
export function writeSettings(credentials: Credentials, bots: object, version: number): Promise<Answer<unknown>> {
  const headers = { "if-match": `"${version}"` };
  return call(credentials, pathOf(credentials, "settings"), { method: "PUT", body: { bots }, headers });
}

/** Publishes events in one batch, taken whole or refused whole. */
export function publishBatch(credentials: Credentials, events: readonly object[]): Promise<Answer<object>> {
  return call(credentials, "/v1/events", { method: "POST", body: events });
}

/** A page of the ledger, as the server orders it. */
export function readTrades(
  credentials: Credentials,
  query: { readonly [name: string]: string },
  signal: AbortSignal,
): Promise<Answer<TradesPage>> {
  return call(credentials, `${pathOf(credentials, "trades")}?${new URLSearchParams(query).toString()}`, { signal });
}

/** Some of the history's events, and the cursor at which it goes on; null at the end of what was asked. */
export interface EventsPage {
  readonly events: readonly TradeEvent[];
  readonly next: string | null;
}

/** Events before a position or an answer's cursor, newest first (PROTOCOL.md §10.1). */
export function readEvents(
  credentials: Credentials,
  before: Position | string,
  query: { readonly [name: string]: string },
): Promise<Answer<EventsPage>> {
  const cursor = typeof before === "string" ? before : `${before.epoch}_${String(before.seq).padStart(16, "0")}`;
  const parameters = new URLSearchParams({ before: cursor, ...query });
  return call(credentials, `${pathOf(credentials, "events")}?${parameters.toString()}`);
}

/** Realised profit as the server adds it up. */
export function readProfit(
  credentials: Credentials,
  { by, zone, bots, from, to = null }: ProfitQuestion,
  signal: AbortSignal,
): Promise<Answer<ProfitAnswer>> {
  const query = new URLSearchParams({
    by: by.join(","),
    zone: zoneName(zone),
    ...(bots === null ? {} : { bot: bots.join(",") }),
    ...(from === null ? {} : { from: String(from) }),
    ...(to === null ? {} : { to: String(to) }),
  });
  return call(credentials, `${pathOf(credentials, "profit")}?${query.toString()}`, { signal });
}

/** All trades as CSV, filtered as the query says. */
export async function downloadTrades(
  { feed, key }: Credentials,
  query: { readonly [name: string]: string },
): Promise<Answer<Blob>> {
  try {
    const response = await fetch(
      `/v1/feeds/${encodeURIComponent(feed)}/trades?${new URLSearchParams(query).toString()}`,
      {
        headers: { authorization: `Bearer ${key}`, accept: "text/csv" },
      },
    );
    if (response.ok) return { kind: "ok", value: await response.blob() };
    return refusalOf(response.status, (await response.json().catch(() => null)) as Partial<Problem> | null);
  } catch {
    return { kind: "unreachable" };
  }
}
