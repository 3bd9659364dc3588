/**
 * The same trades without a webhook block: a relay reads the bot, and bot, relay and server are killed and the line between them
 * is cut again and again while it trades. At the end the ledger equals the bot's books, and so does that of an empty feed into
 * which everything is imported.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { connect, type Feed } from "fillcast";
import { createRandom } from "../../demo/random.ts";
import { startRelayLife } from "../../scripts/prove/relay-life.ts";
import { startServerLife, type ServerLife } from "../../scripts/prove/server-life.ts";
import { createFeed, createKey } from "../support/api.ts";
import { startLine } from "../support/line.ts";
import { runRelay, type RelayOptions } from "../support/relay.ts";
import { type Bot, type Market, startBot } from "./bot.ts";
import type { Comparison } from "./compare.ts";
import { startExchange } from "./exchange.ts";
import { compareWhenLevel, readLedger, type Outcome, type Stage } from "./play.ts";
import { until } from "./python-process.ts";
import { tradeFutures, tradeSpot, type Floor } from "./trading.ts";

/** Between two blows: a relay that is killed, or cut off, by turns. */
const RELAY_LIFE_MS = 6_000;
const CUT_MS = 3_000;
const SERVER_LIFE_MS = 20_000;
/** Price moves with an open trade before which the bot is killed, counted from 1: a start takes ten seconds. */
const BOT_DIES_BEFORE: ReadonlySet<number> = new Set([2, 6]);
const CONTACT_WAIT_MS = 30_000;
/** A walk through the books after the last kill, and the look at trades that changed. */
const LEVEL_WAIT_MS = 90_000;

/** A server that is killed again and again, from when all that play are ready until one of them is done. */
export interface TroubledServer {
  readonly life: ServerLife;
  /** Wherever it is just now: for those whose line is not the matter. */
  readonly origin: string;
  readonly ready: () => void;
  /** Resolves when it is up, and is killed no more. */
  readonly calm: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export async function startTroubledServer(folder: string, seed: number, players: number): Promise<TroubledServer> {
  await mkdir(folder, { recursive: true });
  const life = await startServerLife(join(folder, "state"), createRandom(seed));
  const line = await startLine(life.origin);
  const peace = new AbortController();
  let waiting = players;
  let killing = Promise.resolve();
  const calm = async (): Promise<void> => {
    peace.abort();
    await killing;
  };
  return {
    life,
    origin: line.origin,
    ready: () => {
      if (--waiting === 0) killing = repeat(SERVER_LIFE_MS, peace.signal, life.killAndStart);
    },
    calm,
    stop: async () => {
      await calm().catch(() => undefined);
      await line.close();
      await life.end();
    },
  };
}

export async function playRelayed(stage: Stage, server: TroubledServer, market: Market): Promise<Outcome> {
  const { python, version, folder: parent, seed } = stage;
  const folder = join(parent, `${market}-relayed`);
  const feed = `ft-${version.replaceAll(".", "-")}-${market}-relayed`;
  const exchange = await startExchange(python, parent);
  try {
    const bot = await startBot({ python, folder, market, exchange: exchange.origin, hook: null });
    try {
      const relayed = await compareFeed(feed, bot, async (options, reader) => {
        const calm = new AbortController();
        const relay = await startRelayLife(
          server.life.origin,
          options,
          createRandom(seed ^ market.length),
          calm.signal,
        );
        const floor: Floor = { bot, exchange, heardFills: () => Number.POSITIVE_INFINITY, interlude: killerOf(bot) };
        let blows = 0;
        const strike = (): Promise<void> =>
          blows++ % 2 === 0 ? relay.killAndStart() : relay.cutLine("refused", CUT_MS, calm.signal);
        try {
          const isKnown = async (): Promise<boolean> => reader.state?.bots[market] !== undefined;
          await until("the relay speaks of the bot", isKnown, CONTACT_WAIT_MS);
          server.ready();
          const striking = repeat(RELAY_LIFE_MS, calm.signal, strike);
          await (market === "spot" ? tradeSpot(floor) : tradeFutures(floor)).finally(() => calm.abort());
          await striking;
          await server.calm();
          return relay.end;
        } catch (error) {
          await relay.end();
          throw error;
        }
      });
      const imported = await compareFeed(`${feed}-imported`, bot, async (options) => {
        const { code, log } = await runRelay("import", { ...options, dataDir: folder });
        if (code !== 0) throw new Error(`The import failed:\n${log}`);
        return async () => undefined;
      });
      const compared = relayed.compared + imported.compared;
      return { market, way: "relay", compared, differences: [...relayed.differences, ...imported.differences] };
    } finally {
      await bot.stop();
      await writeFile(join(folder, "bot.log"), bot.log());
    }
  } finally {
    await exchange.stop();
  }

  /** Fills a feed of its own, compares it with the books, and ends what `fill` has begun. */
  async function compareFeed(
    name: string,
    bot: Bot,
    fill: (options: RelayOptions, reader: Feed) => Promise<() => Promise<void>>,
  ): Promise<Comparison> {
    const owner = await createFeed(server.life.origin(), server.life.adminToken, name);
    const key = await createKey(server.life.origin(), owner, name, { scope: "publish", dryRun: true });
    const reader = connect({ url: server.origin, feed: name, token: owner, state: true });
    const options: RelayOptions = {
      server: server.origin,
      key,
      environment: { FILLCAST_BOTS: `${market}=${bot.url}` },
    };
    try {
      const end = await fill(options, reader);
      try {
        const ledger = () => readLedger(`${server.origin}/v1/feeds/${name}/trades`, owner);
        const { compared, differences } = await compareWhenLevel(bot, reader, ledger, LEVEL_WAIT_MS);
        return {
          compared,
          differences: differences.map(({ what, ours, books }) => ({ what: `${name}, ${what}`, ours, books })),
        };
      } finally {
        await end();
      }
    } finally {
      reader.close();
    }
  }
}

/** Kills the bot between two orders, where the script has it. */
function killerOf(bot: Bot): () => Promise<void> {
  let moves = 0;
  return async () => {
    if (BOT_DIES_BEFORE.has(++moves)) await bot.killAndStart();
  };
}

/** Does it again and again, with this pause before each time; resolves after the last time. */
async function repeat(pauseMs: number, over: AbortSignal, work: () => Promise<void>): Promise<void> {
  for (;;) {
    await delay(pauseMs, undefined, { signal: over }).catch(() => undefined);
    if (over.aborted) return;
    await work();
  }
}
