/**
 * Who takes part: bots of four kinds, half of them behind relays, and readers of six, in turn, however many there are.
 */
import { join } from "node:path";
import type { Position } from "fillcast";
import { BOTS } from "../../demo/roster.ts";
import { createRandom, nextInteger, type RandomState } from "../../demo/random.ts";
import { createBatchPosts, createFlatPosts, createSinglePosts, type PostSource } from "./native-posts.ts";
import { startMirror } from "./mirror.ts";
import { startReader, type Reader } from "./reader.ts";
import { createTrader, type Trader } from "./trader.ts";
import { createWebhookPosts } from "./webhook-posts.ts";

/** A bot of the cast, not yet at work. */
export interface CastBot {
  readonly name: string;
  readonly random: RandomState;
  readonly source: PostSource;
  readonly postsBatches: boolean;
  /** Where it trades. */
  readonly trader: Trader | null;
  /** The Authorization that its client can send. */
  readonly authorize: (key: string) => string;
  readonly dryRun: boolean;
  /** It posts through the network that breaks. */
  readonly isFar: boolean;
  /** It posts to a relay beside it, which knows the way. */
  readonly isRelayed: boolean;
}

const bearer = (key: string): string => `Bearer ${key}`;

/**
 * Bot `index` of a run: every second one speaks Freqtrade, the others post single events or batches, or flat messages to a relay.
 * Of each four, two are behind a relay if there are any: one and the other by turns.
 */
export function castBot(index: number, seed: number, startedAtMs: number, hasRelays: boolean): CastBot {
  const random = createRandom((seed + 7_919 * (index + 1)) >>> 0);
  const isRelayed = hasRelays && (Math.floor(index / 4) + index) % 2 === 1;
  const isFar = !isRelayed && index % 3 === 2;
  if (index % 2 === 0) {
    const profile = { ...BOTS[(index / 2) % BOTS.length]!, name: `freqtrade-${index}` };
    const { name, dryRun } = profile;
    const trader = createTrader(profile, random, startedAtMs);
    const source = createWebhookPosts(name, index % 4 === 0 ? "json" : "form", trader);
    const authorize = (key: string): string => `Basic ${Buffer.from(`${name}:${key}`).toString("base64")}`;
    return { name, random, source, postsBatches: false, trader, authorize, dryRun, isFar, isRelayed };
  }
  const others = { random, trader: null, authorize: bearer, dryRun: false, isFar, isRelayed };
  if (isRelayed) {
    const name = `flat-${index}`;
    return { ...others, name, source: createFlatPosts(name, random), postsBatches: false };
  }
  const isSingle = index % 4 === 1;
  const name = `${isSingle ? "single" : "batch"}-${index}`;
  const source = isSingle ? createSinglePosts(name, random) : createBatchPosts(name, random);
  return { ...others, name, source, postsBatches: !isSingle };
}

/** What every reader needs. */
export interface Seat {
  readonly url: string;
  readonly feed: string;
  /** A key that may read. */
  readonly key: string;
  readonly ticket: () => Promise<string>;
  /** Before the first event. */
  readonly start: Position;
  readonly botNames: readonly string[];
  readonly dir: string;
  readonly seed: number;
  readonly calm: AbortSignal;
}

const SLOW_SHARE = 150;

/** Reader `index` of a run. */
export function castReader(index: number, seat: Seat): Reader {
  const { url, feed, key, ticket, start, botNames, dir, seed, calm } = seat;
  const random = createRandom((seed + 104_729 * (index + 1)) >>> 0);
  const plan = { url, feed, start, token: key };
  switch (index % 6) {
    case 0:
      return startReader({ ...plan, name: `plain-${index}` });
    case 1:
      return startReader({ ...plan, name: `state-${index}`, state: true, token: ticket });
    case 2:
      return startMirror(`mirror-${index}`, { ...plan, path: join(dir, `mirror-${index}.ndjson`) }, random, calm);
    case 3: {
      const bots = botNames.filter((_, bot) => (bot + index) % 3 === 0);
      return startReader({ ...plan, name: `filtered-${index}`, filter: { bots: bots.length > 0 ? bots : botNames } });
    }
    case 4: {
      const slowMs = (): number => (nextInteger(random, 1, SLOW_SHARE) === 1 ? nextInteger(random, 1, 200) : 0);
      return startReader({ ...plan, name: `slow-${index}`, slowMs });
    }
    default: {
      const filter = { types: ["exit_fill", "x-note"] };
      return startReader({ ...plan, name: `sparse-${index}`, filter, state: true });
    }
  }
}
