/**
 * A bot behind a relay: posts one message after the other to the door, each until it is taken, retrying the very same bytes. It
 * waits for nothing else: not for the server, and not for the line.
 */
import { setTimeout as delay } from "node:timers/promises";
import { nextBetween, type RandomState } from "../../demo/random.ts";
import { Difference } from "./acks.ts";
import { RETRY_MS, TIMEOUT_MS, type Floor, type Pool } from "./bot.ts";
import type { PostSource } from "./native-posts.ts";
import type { Post } from "./post.ts";

interface RelayedBotAtWork {
  readonly name: string;
  readonly source: PostSource;
  readonly pool: Pool;
  /** Of the relay that runs now. */
  readonly door: () => string;
  readonly random: RandomState;
  readonly floor: Floor;
  /** Resolves when it is this bot's turn: a door takes faster than a server. */
  readonly turn: () => Promise<void>;
}

/** Posts until all events are taken, or the run is over. Throws a `Difference`. */
export async function runRelayedBot(bot: RelayedBotAtWork): Promise<void> {
  const { source, pool, floor, turn } = bot;
  while (pool.left > 0 && !floor.abort.aborted) {
    await turn();
    if (pool.left <= 0) return;
    pool.left--;
    await hand(source(1), bot);
  }
}

async function hand(post: Post, { name, door, random, floor }: RelayedBotAtWork): Promise<void> {
  const [said] = post.said;
  const fromMs = Date.now();
  let lostAnswers = 0;
  while (!floor.abort.aborted) {
    const startedMs = performance.now();
    const outcome = await tryDoor(`${door()}/${name}`, post, floor.abort);
    if (outcome === "taken") {
      floor.doorLatenciesMs.push(performance.now() - startedMs);
      return floor.taken.note({ said: said!, fromMs, toMs: Date.now(), lostAnswers });
    }
    if (outcome === "unknown") lostAnswers++;
    floor.retries++;
    await delay(nextBetween(random, RETRY_MS.min, RETRY_MS.max));
  }
}

/** `unknown` where it may have been taken, and the answer was lost. */
async function tryDoor(url: string, post: Post, abort: AbortSignal): Promise<"taken" | "refused" | "unknown"> {
  const { headers, body } = post;
  const signal = AbortSignal.any([abort, AbortSignal.timeout(TIMEOUT_MS)]);
  try {
    const response = await fetch(url, { method: "POST", headers, body, signal });
    const text = await response.text();
    if (response.ok) return "taken";
    if (response.status >= 500) return "refused";
    throw new Difference(`a post to ${new URL(url).pathname} was refused: ${response.status} ${text}`);
  } catch (error) {
    if (error instanceof Difference) throw error;
    const { cause } = error as { readonly cause?: { readonly code?: string } };
    return cause?.code === "ECONNREFUSED" ? "refused" : "unknown";
  }
}
