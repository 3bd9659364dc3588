/**
 * Feeds with a history for the runtime tests: events through the edge, pages that have left the room, and requests with
 * bindings of the test's own in place of the real ones.
 */
import {
  createExecutionContext,
  evictDurableObject,
  runInDurableObject,
  waitOnExecutionContext,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { FeedEvent } from "@fillcast/protocol";
import { app } from "../../src/app.ts";
import { createFeed, send, type CreatedFeed } from "./edge.ts";

export interface EventsAnswer {
  readonly events: FeedEvent[];
  readonly next: string | null;
  readonly head: string;
}

/** A feed with `count` events, each in its own place: `x-odd` or `x-even`, of three bots and five pairs. */
export async function createHistory(count: number): Promise<CreatedFeed> {
  const feed = await createFeed();
  await publish(feed, 1, count);
  return feed;
}

/** Publishes the events `first` … `last`. */
export async function publish(feed: CreatedFeed, first: number, last: number): Promise<void> {
  for (let from = first; from <= last; from += 500) {
    const batch = Array.from({ length: Math.min(500, last - from + 1) }, (_, index) => toPublished(from + index));
    const answer = await send("POST", "/v1/events", feed.key, batch);
    if (answer.status !== 200) throw new Error(await answer.text());
    await answer.body?.cancel();
  }
}

const toPublished = (seq: number) => ({
  id: `event-${seq}`,
  type: seq % 2 === 0 ? "x-even" : "x-odd",
  bot: `bot-${seq % 3}`,
  pair: `P${seq % 5}/USDT`,
  data: { n: seq },
});

/** Lets the room go of its oldest pages, as it does once they are archived and a day old. */
export async function dropPages({ feed }: CreatedFeed, ...pages: number[]): Promise<void> {
  const stub = env.Feed.getByName(feed);
  await runInDurableObject(stub, (_, { storage }) => {
    for (const page of pages) storage.sql.exec(`DROP TABLE page_${page}`);
  });
  await evictDurableObject(stub);
}

/** GET with a key; the answer's own type is the caller's to know. */
export async function read<Answer = EventsAnswer>({ feed, key }: CreatedFeed, path: string): Promise<Answer> {
  const answer = await send("GET", `/v1/feeds/${feed}${path}`, key);
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json<Answer>();
}

/** The same with bindings of the test's own; waits for what the Worker does after its answer. */
export async function readWith(
  { feed, key }: CreatedFeed,
  path: string,
  bindings: { readonly DB?: D1Database; readonly CACHE?: KVNamespace; readonly Feed?: typeof env.Feed },
  headers: Record<string, string> = {},
): Promise<Response> {
  const context = createExecutionContext();
  const request = new Request(`https://edge.test/v1/feeds/${feed}${path}`, {
    headers: { Authorization: `Bearer ${key}`, ...headers },
  });
  const answer = await app.fetch(request, { ...env, ...bindings }, context);
  const whole = new Response(await answer.arrayBuffer(), answer);
  await waitOnExecutionContext(context);
  return whole;
}

/** Follows `next` to the end. */
export async function readAll(feed: CreatedFeed, query: Record<string, string>): Promise<EventsAnswer[]> {
  const answers: EventsAnswer[] = [];
  const direction = query.before === undefined ? "after" : "before";
  for (let cursor: string | null | undefined = query[direction]; cursor !== null;) {
    const search = new URLSearchParams({ ...query, ...(cursor === undefined ? {} : { [direction]: cursor }) });
    const answer: EventsAnswer = await read(feed, `/events?${search.toString()}`);
    answers.push(answer);
    cursor = answer.next;
  }
  return answers;
}

/** A database that takes every question and answers none. */
export function deadDatabase(): D1Database {
  const refuse = () => Promise.reject(new Error("D1_ERROR: the database is gone"));
  const statement: object = { bind: () => statement, all: refuse, first: refuse, run: refuse, raw: refuse };
  return { prepare: () => statement, batch: refuse } as unknown as D1Database;
}

/** A body that is text, whatever its type says. */
export async function textOf(answer: Response): Promise<string> {
  return new TextDecoder().decode(await answer.arrayBuffer());
}
