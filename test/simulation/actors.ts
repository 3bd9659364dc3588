/**
 * Who lives in the world: bots that post until they are answered, and readers that show what they are given.
 */
import { matchesFilter, type FeedEvent, type Filter, type Position } from "@fillcast/protocol";
import type { Clock, Feed, PositionStore } from "../../client/src/api.ts";
import { createFeed } from "../../client/src/feed.ts";
import { memory } from "../../client/src/store.ts";
import type { Draft } from "../../parties/feed/rpc.ts";
import { draft } from "../support/draft.ts";
import type { Network } from "./network.ts";
import type { Server } from "./server.ts";
import type { World } from "./world.ts";

const PAIRS = ["ETH/USDT", "BTC/USDT", "XRP/USDT:USDT"];

/** A bot: one post at a time, the same again until it is answered. */
export class Bot {
  readonly name: string;
  /** What was acknowledged, in that order. */
  readonly acks: { readonly id: string; readonly seq: number; readonly duplicate: boolean }[] = [];
  readonly #world: World;
  readonly #server: Server;
  readonly #network: Network;
  #made = 0;
  #openTrades: number[] = [];
  stopped = false;
  busy = false;

  constructor(name: string, world: World, server: Server, network: Network) {
    this.name = name;
    this.#world = world;
    this.#server = server;
    this.#network = network;
    this.#next();
  }

  #next(): void {
    this.busy = false;
    this.#world.after(this.#world.between(50, 4_000), () => {
      if (this.stopped) return;
      this.busy = true;
      const size = this.#world.maybe(0.2) ? this.#world.between(2, this.#world.pick([20, 120, 400])) : 1;
      const drafts = Array.from({ length: size }, () => this.#draft());
      // Now and then something old is sent again, as a bot with its own outbox does.
      if (this.acks.length > 0 && this.#world.maybe(0.1)) drafts.push(this.#again());
      this.#post(drafts);
    });
  }

  #post(drafts: readonly Draft[]): void {
    const { hostile } = this.#server;
    const lostOnTheWay = hostile && this.#world.maybe(0.1);
    const lostAnswer = hostile && this.#world.maybe(0.1);
    if (!lostOnTheWay) {
      this.#world.after(this.#network.latency(), () => {
        const { results } = this.#server.append(drafts);
        if (lostAnswer) return;
        this.#world.after(this.#network.latency(), () => {
          this.acks.push(...results.map(({ id, seq, duplicate }) => ({ id, seq: seq!, duplicate })));
          this.#next();
        });
      });
    }
    if (lostOnTheWay || lostAnswer) this.#world.after(5_000, () => this.#post(drafts));
  }

  #again(): Draft {
    const { id } = this.#world.pick(this.acks);
    return this.#drafts.get(id)!;
  }
  readonly #drafts = new Map<string, Draft>();

  #draft(): Draft {
    const id = `${this.name}-${++this.#made}`;
    const made = this.#world.maybe(0.7)
      ? this.#trading(id)
      : draft(id, { bot: this.name, type: "x-note", data: { n: this.#made } });
    this.#drafts.set(id, made);
    return made;
  }

  #trading(id: string): Draft {
    const closes = this.#openTrades.length > 0 && this.#world.maybe(0.5);
    const number = closes ? this.#openTrades.shift()! : this.#made;
    if (!closes) this.#openTrades.push(number);
    const pair = PAIRS[number % PAIRS.length]!;
    const trade = {
      id: `${number}`,
      pair,
      direction: "long",
      openedAt: `2026-11-24T09:00:00.${String(number).padStart(6, "0")}Z`,
    } as const;
    const profit = `${(number % 7) - 3}.${number % 10}`;
    const money = { amount: "1", stake_currency: "USDT", stake_amount: "100" };
    const data = closes
      ? { ...money, close_rate: "101", profit_amount: profit, cumulative_profit: profit, is_final_exit: true }
      : { ...money, open_rate: "100" };
    return draft(id, { bot: this.name, type: closes ? "exit_fill" : "entry_fill", pair, trade, data });
  }
}

export interface ReaderWishes {
  readonly filter?: Filter;
  readonly state: boolean;
  /** Reloads its page now and then. */
  readonly reloads: boolean;
}

/** A reader: the real client library over the false network. */
export class Reader {
  readonly wishes: ReaderWishes;
  feed!: Feed;
  /** All that was shown, and where continuity was given up explicitly. */
  readonly shown: FeedEvent[] = [];
  readonly resets: string[] = [];
  readonly errors: string[] = [];
  readonly start: Position;
  readonly #store: PositionStore = memory();
  readonly #world: World;
  readonly #network: Network;
  #loads = 0;

  constructor(wishes: ReaderWishes, start: Position, world: World, network: Network) {
    this.wishes = wishes;
    this.start = start;
    this.#world = world;
    this.#network = network;
    this.#open();
  }

  #open(): void {
    const { filter, state } = this.wishes;
    const world = this.#world;
    const clock: Clock = {
      now: () => world.now,
      setTimeout: (callback, ms) => world.after(ms, callback),
      clearTimeout: (cancel) => (cancel as (() => void) | undefined)?.(),
    };
    const options = {
      url: "http://sim",
      feed: "alice",
      token: "key",
      start: this.start,
      store: this.#store,
      state,
      clock,
      fetch: this.#network.fetch,
      ...(filter === undefined ? {} : { filter }),
    };
    const generation = ++this.#loads;
    const { feed } = createFeed(options, this.#network.openSocket, world.between(0, 2 ** 31));
    this.feed = feed;
    const slow = world.maybe(0.3);
    feed.on("event", async (event) => {
      if (generation !== this.#loads) throw new Error("a closed page was given an event");
      this.shown.push(event as FeedEvent);
      if (slow) await world.sleep(world.between(0, 30));
    });
    feed.on("reset", ({ reason, filled }) => {
      this.resets.push(`${reason}:${filled}`);
    });
    feed.on("error", (error) => {
      // What passes by itself is said, and is no harm.
      if (!error.retryable) this.errors.push(`${error.code}: ${error.message}`);
    });
  }

  reload(): void {
    this.feed.close();
    this.#open();
  }

  /** What it must have shown of this log. */
  expected(log: readonly FeedEvent[]): FeedEvent[] {
    return log.filter((event) => event.seq > this.start.seq && matchesFilter(this.wishes.filter ?? {}, event));
  }
}
