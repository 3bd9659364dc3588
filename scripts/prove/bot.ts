/**
 * A bot: posts one thing after the other, each until it is acknowledged, retrying the very same bytes as Freqtrade's client
 * does, sometimes impatient, sometimes repeating what was acknowledged already.
 */
import { setTimeout as delay } from "node:timers/promises";
import { nextBetween, nextInteger, nextUnit, type RandomState } from "../../demo/random.ts";
import { Difference, type Acks, type AnsweredEvent } from "./acks.ts";
import type { PostSource } from "./native-posts.ts";
import type { Post } from "./post.ts";
import type { Taken } from "./taken.ts";

/** What the bots of a run share. */
export interface Floor {
  readonly acks: Acks;
  /** What relays took. */
  readonly taken: Taken;
  readonly abort: AbortSignal;
  /** ms from a post to its answer, of posts that were answered at once. */
  readonly latenciesMs: number[];
  /** The same of posts to a relay's door. */
  readonly doorLatenciesMs: number[];
  retries: number;
}

/** Events that no bot of a kind has taken yet. */
export interface Pool {
  left: number;
}

/** Where and how a bot posts. `origin` is asked at each try: a server that starts again has another one. */
export interface BotRoute {
  readonly origin: () => string;
  readonly authorization: string;
}

export const TIMEOUT_MS = 4_000;
/** A try that is given up so early has often been stored. */
const IMPATIENT = { share: 0.01, minMs: 1, maxMs: 12 } as const;
const REPEAT_SHARE = 0.02;
export const RETRY_MS = { min: 20, max: 600 } as const;

interface BotAtWork {
  readonly source: PostSource;
  readonly pool: Pool;
  readonly route: BotRoute;
  readonly random: RandomState;
  readonly floor: Floor;
}

/** Posts until all events are taken and its own are acknowledged, or the run is over. Throws a `Difference`. */
export async function runBot({ source, pool, route, random, floor }: BotAtWork): Promise<void> {
  while (pool.left > 0 && !floor.abort.aborted) {
    const post = source(pool.left);
    pool.left -= post.said.length;
    await deliver(post, route, random, floor);
    if (nextUnit(random) < REPEAT_SHARE) await deliver(post, route, random, floor);
    floor.acks.settle(post);
  }
}

async function deliver(post: Post, route: BotRoute, random: RandomState, floor: Floor): Promise<void> {
  for (let tries = 1; !floor.abort.aborted; tries++) {
    const isImpatient = nextUnit(random) < IMPATIENT.share;
    const timeoutMs = isImpatient ? nextInteger(random, IMPATIENT.minMs, IMPATIENT.maxMs) : TIMEOUT_MS;
    const startedMs = performance.now();
    const events = await tryPost(post, route, AbortSignal.any([floor.abort, AbortSignal.timeout(timeoutMs)]));
    if (events !== null) {
      if (tries === 1) floor.latenciesMs.push(performance.now() - startedMs);
      return floor.acks.note(post, events);
    }
    floor.retries++;
    await delay(nextBetween(random, RETRY_MS.min, RETRY_MS.max));
  }
}

/** The answer's events, or null where there is none and the same bytes are to be posted again. */
async function tryPost(
  post: Post,
  { origin, authorization }: BotRoute,
  signal: AbortSignal,
): Promise<readonly AnsweredEvent[] | null> {
  const headers = { ...post.headers, authorization };
  let status: number;
  let text: string;
  try {
    const response = await fetch(origin() + post.path, { method: "POST", headers, body: post.body, signal });
    ({ status } = response);
    text = await response.text();
  } catch {
    return null;
  }
  if (status >= 500) return null;
  if (status !== 200) throw new Difference(`a post of ${post.said[0]!.bot} was refused: ${status} ${text}`);
  const answer = JSON.parse(text) as AnsweredEvent & { readonly events?: readonly AnsweredEvent[] };
  return answer.events ?? [answer];
}
