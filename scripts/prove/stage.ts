/**
 * The stage of a run, set over HTTP as an operator would: the server, the network that breaks, a feed, a key for everybody.
 * The caller who sets it up takes it down again, in the order in which its parts need each other.
 */
import { createRandom, type RandomState } from "../../demo/random.ts";
import { castBot, castReader, type CastBot } from "./cast.ts";
import { drawFaults } from "./faults.ts";
import { startFaultProxy, type FaultProxy } from "./fault-proxy.ts";
import type { ProveOptions } from "./options.ts";
import type { Reader } from "./reader.ts";
import { startRelayLife, type RelayLife } from "./relay-life.ts";
import { createFeed, fetchTicket, issueKey, type Served } from "./served.ts";
import { startServerLife, type ServerLife } from "./server-life.ts";

/** A bot with its key, or with the relay that has one. */
export interface Player extends CastBot {
  /** What it sends as Authorization; nothing to a relay. */
  readonly authorization: string;
  /** Where it posts, if not to the server. */
  readonly relay: RelayLife | null;
}

export interface Stage {
  readonly life: ServerLife;
  readonly proxy: FaultProxy;
  readonly relays: readonly RelayLife[];
  readonly players: readonly Player[];
  readonly readers: readonly Reader[];
  /** The feed as its owner reads it, at the server that runs now. */
  readonly served: () => Served;
  /** Of the points at which the server is killed. */
  readonly random: RandomState;
  /** Nobody is killed or cut any more. */
  readonly makePeace: () => void;
  readonly strike: () => Promise<void>;
}

const FEED = "proof";

/** Sets it in `dir`; bots do not post yet, readers are there from before the first event. */
export async function setStage({ seed, ...options }: ProveOptions, dir: string): Promise<Stage> {
  const endings: (() => unknown)[] = [];
  const strike = async (): Promise<void> => {
    for (const end of endings.toReversed()) await end();
  };
  try {
    const life = await startServerLife(`${dir}/state`, createRandom(seed ^ 0x5eed));
    endings.push(life.end);
    const faults = createRandom(seed ^ 0xfa17);
    const proxy = await startFaultProxy(life.origin, () => drawFaults(faults));
    endings.push(() => proxy.close());
    const { epoch, key } = await createFeed(life.origin(), life.adminToken, FEED);
    const served = (): Served => ({ origin: life.origin(), feed: FEED, key });
    const calm = new AbortController();
    const relays: RelayLife[] = [];
    for (let index = 0; index < options.relays; index++) {
      const key = await issueKey(served(), { scope: "publish" });
      const random = createRandom((seed ^ 0x4e1a) + index);
      const relay = await startRelayLife(life.origin, { key, dataDir: `${dir}/relay-${index}` }, random, calm.signal);
      endings.push(relay.end);
      relays.push(relay);
    }
    let behind = 0;
    const players = await Promise.all(
      Array.from({ length: options.bots }, async (_, index): Promise<Player> => {
        const bot = castBot(index, seed, Date.now(), options.relays > 0);
        if (bot.isRelayed) return { ...bot, authorization: "", relay: relays[behind++ % relays.length]! };
        const wish = { scope: "publish", bot: bot.name, dryRun: bot.dryRun };
        return { ...bot, authorization: bot.authorize(await issueKey(served(), wish)), relay: null };
      }),
    );
    const seat = {
      url: proxy.origin,
      feed: FEED,
      key: await issueKey(served(), { scope: "subscribe" }),
      ticket: () => fetchTicket(proxy.origin, FEED, key),
      start: { epoch, seq: 0 },
      botNames: players.map(({ name }) => name),
      dir,
      seed,
      calm: calm.signal,
    };
    const readers = Array.from({ length: options.readers }, (_, index) => castReader(index, seat));
    endings.push(...readers.map((reader) => () => reader.close()));
    const makePeace = (): void => {
      calm.abort();
      proxy.makePeace();
    };
    return { life, proxy, relays, players, readers, served, random: createRandom(seed), makePeace, strike };
  } catch (error) {
    await strike();
    throw error;
  }
}
