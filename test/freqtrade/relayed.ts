/**
 * The same trades without a webhook block: a relay reads the bot, and is killed again and again while it trades. At the end the
 * ledger equals the bot's books, and so does that of an empty feed into which everything is imported.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { connect } from "fillcast";
import { createFeed, createKey } from "../support/api.ts";
import { runRelay, startRelay, type RelayOptions, type RunningRelay } from "../support/relay.ts";
import { type Bot, type Market, startBot } from "./bot.ts";
import type { Difference } from "./compare.ts";
import { startExchange } from "./exchange.ts";
import { compareWhenLevel, readLedger, type Outcome, type Stage } from "./play.ts";
import { until } from "./python-process.ts";
import { tradeFutures, tradeSpot } from "./trading.ts";

/** A relay lives so long between its kills, and is away for a third of it. */
const RELAY_LIFE_MS = 6_000;
const CONTACT_WAIT_MS = 30_000;
/** A walk through the books after the last kill, and the look at trades that changed. */
const LEVEL_WAIT_MS = 60_000;

export async function playRelayed(stage: Stage, market: Market): Promise<Outcome> {
  const { python, version, folder: parent } = stage;
  const folder = join(parent, `${market}-relayed`);
  const feed = `ft-${version.replaceAll(".", "-")}-${market}-relayed`;
  const exchange = await startExchange(python, parent);
  try {
    const bot = await startBot({ python, folder, market, exchange: exchange.origin, hook: null });
    try {
      const relayed = await compareFeed(stage, feed, bot, async (options) => {
        const killer = await startKiller(options);
        const floor = { bot, exchange, heardFills: () => Number.POSITIVE_INFINITY };
        try {
          await (market === "spot" ? tradeSpot(floor) : tradeFutures(floor));
        } finally {
          await killer.stop();
        }
        return killer.relay();
      });
      const imported = await compareFeed(stage, `${feed}-imported`, bot, async (options) => {
        const { code, log } = await runRelay("import", { ...options, dataDir: folder });
        if (code !== 0) throw new Error(`The import failed:\n${log}`);
        return null;
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

  /** Fills a feed of its own, and compares it with the books. */
  async function compareFeed(
    { server }: Stage,
    name: string,
    bot: Bot,
    fill: (options: RelayOptions) => Promise<RunningRelay | null>,
  ): Promise<{ readonly compared: number; readonly differences: readonly Difference[] }> {
    const owner = await createFeed(server.origin, server.adminToken, name);
    const key = await createKey(server.origin, owner, name, { scope: "publish", dryRun: true });
    const reader = connect({ url: server.origin, feed: name, token: owner, state: true });
    const options: RelayOptions = {
      server: server.origin,
      key,
      environment: { FILLCAST_BOTS: `${market}=${bot.url}` },
    };
    let relay: RunningRelay | null = null;
    try {
      relay = await fill(options);
      const ledger = () => readLedger(`${server.origin}/v1/feeds/${name}/trades`, owner);
      const { compared, differences } = await compareWhenLevel(bot, reader, ledger, LEVEL_WAIT_MS);
      return {
        compared,
        differences: differences.map(({ what, ours, books }) => ({ what: `${name}, ${what}`, ours, books })),
      };
    } finally {
      await relay?.terminate();
      reader.close();
    }
  }
}

interface Killer {
  /** The one that is running, or the last. */
  readonly relay: () => RunningRelay;
  /** Ends the killing; a relay is running then. */
  readonly stop: () => Promise<void>;
}

async function startKiller(options: RelayOptions): Promise<Killer> {
  let relay = await startRelay(options);
  await until("the relay hears the bot", async () => relay.log().includes("its stream is open"), CONTACT_WAIT_MS);
  const stop = new AbortController();
  const killing = (async () => {
    while (!stop.signal.aborted) {
      await delay(RELAY_LIFE_MS, undefined, { signal: stop.signal }).catch(() => undefined);
      await relay.kill9();
      if (!stop.signal.aborted) await delay(RELAY_LIFE_MS / 3);
      relay = await startRelay({ ...options, dataDir: relay.dataDir });
    }
  })();
  return {
    relay: () => relay,
    stop: async () => {
      stop.abort();
      await killing;
    },
  };
}
