/**
 * Publishes a work's events over the bots' connections and keeps what reconciling and latencies need: which ids were
 * acknowledged in which order, and when each was handed over.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { RunningSide } from "../sides/side.ts";
import type { Pace } from "../works.ts";
import { Connection } from "./connection.ts";
import { encodeEvent, eventId } from "./event.ts";

export class Bot {
  /** Ids in the order of their acknowledgements. */
  readonly acknowledged: string[] = [];
  /** `performance.now()` when the event was handed to the connection, by id. */
  readonly sentAtMs = new Map<string, number>();
  readonly #number: number;
  readonly #connection: Connection;
  readonly #eventsPerPost: number;
  #count = 0;

  constructor(number: number, connection: Connection, eventsPerPost: number) {
    this.#number = number;
    this.#connection = connection;
    this.#eventsPerPost = eventsPerPost;
  }

  /** Publishes the next event or batch; throws unless it is acknowledged. */
  async post(): Promise<void> {
    const now = Date.now();
    const texts = Array.from({ length: this.#eventsPerPost }, () => encodeEvent(this.#number, ++this.#count, now));
    const ids = texts.map(eventId);
    const sentAtMs = performance.now();
    for (const id of ids) this.sentAtMs.set(id, sentAtMs);
    const { status, body } = await this.#connection.post(texts.length === 1 ? texts[0]! : `[${texts.join(",")}]`);
    if (status < 200 || status > 299) throw new Error(`a post was answered ${status}: ${body.slice(0, 500)}`);
    this.acknowledged.push(...ids);
  }

  /** Has its connection open, whatever the server did to it meanwhile. */
  ready(): Promise<void> {
    return this.#connection.reopen();
  }

  close(): void {
    this.#connection.close();
  }
}

/** Bots, each with a connection of its own. */
export function openBots(
  side: Pick<RunningSide, "port" | "publishPort" | "publisher">,
  count: number,
  eventsPerPost: number,
): Promise<Bot[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, n) => {
      const { path, headers } = await side.publisher(n + 1);
      return new Bot(n + 1, await Connection.open(side.publishPort ?? side.port, path, headers), eventsPerPost);
    }),
  );
}

/** Resolves when every post of the work is acknowledged. */
export async function publish(bots: readonly Bot[], pace: Pace): Promise<void> {
  switch (pace.kind) {
    case "burst":
      await Promise.all(bots.map((bot) => postInTurn(bot, pace.postsPerBot)));
      return;
    case "steady": {
      const startMs = performance.now();
      const posts: Promise<void>[] = [];
      for (let n = 0; n < pace.postsPerSecond * pace.seconds; n++) {
        const dueInMs = startMs + (n * 1_000) / pace.postsPerSecond - performance.now();
        if (dueInMs > 0) await sleep(dueInMs);
        posts.push(bots[n % bots.length]!.post());
      }
      await Promise.all(posts);
    }
  }
}

async function postInTurn(bot: Bot, posts: number): Promise<void> {
  for (let n = 0; n < posts; n++) await bot.post();
}
