/**
 * What the server answers in the end, over HTTP: history, ledger, state, and where its archive stands. Every answer is read
 * whole; one that is refused is a `Difference`.
 */
import type { FeedEvent, FeedState, Trade } from "@fillcast/protocol";
import { Difference } from "./acks.ts";

/** The feed as an owner reads it. */
export interface Served {
  readonly origin: string;
  readonly feed: string;
  readonly key: string;
}

const LIMIT = 1_000;

/** The history, walked from its first event by cursors, as texts and parsed. */
export async function readHistory(served: Served): Promise<FeedEvent[]> {
  const events: FeedEvent[] = [];
  for (let after: string | null = ""; after !== null;) {
    const query: string = after === "" ? "" : `&after=${after}`;
    const answer = (await get(served, `/v1/feeds/${served.feed}/events?limit=${LIMIT}${query}`)) as {
      events: FeedEvent[];
      next: string | null;
    };
    events.push(...answer.events);
    after = answer.next;
  }
  return events;
}

/** The whole ledger, walked by cursors. */
export async function readLedger(served: Served): Promise<Trade[]> {
  const trades: Trade[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const query: string = cursor === "" ? "" : `&cursor=${cursor}`;
    const answer = (await get(served, `/v1/feeds/${served.feed}/trades?limit=${LIMIT}${query}`)) as {
      trades: Trade[];
      next: string | null;
    };
    trades.push(...answer.trades);
    cursor = answer.next;
  }
  return trades;
}

/** The state as it is now: asked with a key that no cache knows. */
export async function readState(served: Served): Promise<{ readonly seq: number; readonly state: FeedState }> {
  const key = await issueKey(served, { scope: "subscribe", label: "summary" });
  return (await get({ ...served, key }, `/v1/feeds/${served.feed}/summary`)) as { seq: number; state: FeedState };
}

/** Where the room's log and its archive stand. */
export interface RoomWord {
  readonly head: number;
  readonly chain: string;
  readonly archive: { readonly seq: number; readonly waitingTrades: number; readonly lastError: string | null };
}

export async function inspect(served: Served): Promise<RoomWord> {
  return (await get(served, `/v1/rooms/${served.feed}`)) as RoomWord;
}

/** A new key of the feed. */
export async function issueKey({ origin, feed, key }: Served, wish: object): Promise<string> {
  return ((await post(`${origin}/v1/feeds/${feed}/keys`, key, wish)) as { key: string }).key;
}

/** A new feed: its life, and the first owner's key. */
export async function createFeed(
  origin: string,
  adminToken: string,
  feed: string,
): Promise<{ epoch: string; key: string }> {
  return (await post(`${origin}/v1/feeds`, adminToken, { feed, region: "auto", limits: "none" })) as {
    epoch: string;
    key: string;
  };
}

/** A ticket of the feed; throws where none is to be had at the moment. */
export async function fetchTicket(origin: string, feed: string, key: string): Promise<string> {
  return ((await post(`${origin}/v1/feeds/${feed}/tickets`, key, {})) as { ticket: string }).ticket;
}

async function get({ origin, key }: Served, path: string): Promise<unknown> {
  return read(await fetch(origin + path, { headers: { authorization: `Bearer ${key}` } }), path);
}

async function post(url: string, key: string, body: object): Promise<unknown> {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  return read(await fetch(url, { method: "POST", headers, body: JSON.stringify(body) }), new URL(url).pathname);
}

async function read(response: Response, path: string): Promise<unknown> {
  const text = await response.text();
  if (!response.ok) throw new Difference(`${path.split("?")[0]} answers ${response.status} ${text}`);
  return JSON.parse(text) as unknown;
}
