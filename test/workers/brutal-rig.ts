/**
 * What the brutal runtime tests share: appends straight to a room, readers whose frames must follow each other, and a D1 that
 * stands still where a test wants it to.
 */
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { FeedEvent } from "@fillcast/protocol";
import type { InspectedSubscriber, Inspection } from "../../parties/feed/inspected.ts";
import type { Appended, Draft } from "../../parties/feed/rpc.ts";
import { draft } from "../support/draft.ts";
import { KEY_ID, type TestSocket } from "./support.ts";

export const admin = { v: 1, caller: { kind: "admin" } } as const;

export const stubOf = (feed: string) => env.Feed.getByName(feed);

/** Drafts `<prefix><from>` …, each with about `bytes` of data. */
export function drafts(prefix: string, count: number, bytes = 0): Draft[] {
  const data = bytes === 0 ? {} : { text: "x".repeat(bytes) };
  return Array.from({ length: count }, (_, index) => draft(`${prefix}${index}`, { data }));
}

/** One append; throws where it is refused. */
export async function append(feed: string, batch: readonly Draft[]): Promise<Appended> {
  const answer = await stubOf(feed).append({ v: 1, keyId: KEY_ID, drafts: batch });
  if (answer.kind !== "appended") throw new Error(answer.problem.detail);
  return answer;
}

/** Many events in batches of at most 500. */
export async function fill(feed: string, prefix: string, count: number, bytes = 0): Promise<void> {
  for (let done = 0; done < count; done += 500) {
    await append(feed, drafts(`${prefix}${done}.`, Math.min(500, count - done), bytes));
  }
}

export async function inspect(feed: string): Promise<Inspection> {
  const answer = await stubOf(feed).inspect(admin);
  if (answer.kind !== "inspection") throw new Error(answer.problem.detail);
  return answer;
}

/** The room's own view of a reader. */
export async function inspectReader(feed: string, socket: TestSocket): Promise<InspectedSubscriber> {
  const answer = await stubOf(feed).inspectSubscribers(admin);
  if (answer.kind !== "subscribers") throw new Error(answer.problem.detail);
  const { connection } = socket.of("welcome")[0]!;
  return answer.subscribers.find((subscriber) => subscriber.connection === connection)!;
}

/** The events of a reader's frames, after a check that each frame begins where the one before ended, and that plain ones are whole. */
export function followed(socket: TestSocket): FeedEvent[] {
  const events: FeedEvent[] = [];
  let position: number | null = null;
  for (const frame of socket.of("events")) {
    if (position !== null && frame.after !== position) throw new Error(`after ${position} came ${frame.after}`);
    const seqs = frame.events.map((event) => event.seq);
    const isOrdered = seqs.every((seq, index) => seq > (seqs[index - 1] ?? frame.after) && seq <= frame.through);
    if (!isOrdered) throw new Error(`(${frame.after}, ${frame.through}] brought ${seqs.join()}`);
    position = frame.through;
    events.push(...frame.events);
  }
  return events;
}

/** The seq up to which a reader has everything. */
export function toldTo(socket: TestSocket): number {
  const last = socket.of("events").at(-1)?.through ?? 0;
  return Math.max(last, socket.of("caught_up").at(-1)?.seq ?? 0);
}

export function acknowledge(socket: TestSocket, seq = toldTo(socket)): void {
  socket.raw.send(JSON.stringify({ type: "ack", seq }));
}

/** Waits until the room has taken in all that a socket has sent so far; the answer comes after the frames that it caused. */
export async function settle(socket: TestSocket): Promise<void> {
  const c = Math.random();
  socket.raw.send(JSON.stringify({ type: "ping", c }));
  await socket.until((frames) => frames.some((frame) => frame.type === "pong" && frame.c === c));
}

/** A D1 whose next batch stands still, before it is committed or after it, until it is let go. */
export class StandingDatabase {
  readonly #where: "before" | "after";
  #isOpen = false;
  /** A batch stands. */
  hasArrived = false;
  readonly db: D1Database;

  constructor(where: "before" | "after") {
    this.#where = where;
    this.db = new Proxy(env.DB, {
      get: (database, name) => {
        if (name === "batch") return (statements: D1PreparedStatement[]) => this.#batch(statements);
        const member = Reflect.get(database, name, database) as unknown;
        return typeof member === "function" ? (member.bind(database) as unknown) : member;
      },
    });
  }

  async #batch(statements: D1PreparedStatement[]): Promise<D1Result[]> {
    if (this.#where === "before") await this.#stand();
    const results = await env.DB.batch(statements);
    if (this.#where === "after") await this.#stand();
    return results;
  }

  async #stand(): Promise<void> {
    this.hasArrived = true;
    while (!this.#isOpen) await scheduler.wait(2);
  }

  letGo(): void {
    this.#isOpen = true;
  }

  async arrived(): Promise<void> {
    while (!this.hasArrived) await scheduler.wait(2);
  }
}

/** Gives a room's present instance another D1; an eviction brings the real one back. */
export async function useDatabase(feed: string, db: D1Database): Promise<void> {
  await runInDurableObject(stubOf(feed), (room) => {
    Object.assign(room, { env: { ...env, DB: db } });
  });
}

/** Of the archive's tables, what they hold of a feed. */
export async function archivedRows(feed: string): Promise<{ pages: number; trades: number }> {
  const count = (table: string) =>
    env.DB.prepare(`SELECT count(*) AS n FROM ${table} WHERE feed = ?`).bind(feed).first<number>("n");
  return { pages: (await count("page"))!, trades: (await count("trade"))! };
}
