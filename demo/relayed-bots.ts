/**
 * The bots of the demo that a relay reads: each has an API of its own on loopback, and one relay follows them all. What happens to
 * them goes into their books first and over their streams after, so that a relay that was away finds all of it there.
 */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { answerRoute, accountValue, type BotNow } from "./bot-answers.ts";
import { createBotApi, type BotApi } from "./bot-api.ts";
import { applyChange, createBooks, noteWorth, type Books } from "./books.ts";
import { type Course, type Message } from "./course.ts";
import { DEMO_FEED } from "./keys.ts";
import { writeKept } from "./kept.ts";
import { priceOf } from "./market.ts";
import { pairName } from "./messages.ts";
import { importPast, keepRelay } from "./relay-process.ts";
import { BOTS } from "./roster.ts";
import { toStreamMessage } from "./stream-message.ts";

/** By the bot's name. */
export type BooksByBot = { readonly [bot: string]: Books };

/** In the state folder: the relay's spool, and its settings with the address and password of each bot. */
export const RELAY_FOLDER = "demo-relay";
const RELAYED = [...BOTS.keys()].filter((bot) => BOTS[bot]!.relayed !== null);
const USER = "freqtrader";
const POLL_S = 3;
/** So long is waited until the server knows how the bots are. */
const KNOWN_MAX_MS = 15_000;
/** A type that nobody publishes. */
const NO_EVENTS = { types: ["x-none"] };

export function isRelayed(name: string): boolean {
  return RELAYED.some((bot) => BOTS[bot]!.name === name);
}

export function createAllBooks(): BooksByBot {
  return Object.fromEntries(RELAYED.map((bot) => [BOTS[bot]!.name, createBooks()]));
}

/** In the history: what the accounts are worth at `atMs` (real), now and then. */
export function noteWorths(books: BooksByBot, course: Course, atMs: number): void {
  for (const bot of RELAYED) {
    const now = nowOf(bot, books, course, atMs);
    if (now.books.startMs > 0) noteWorth(now.books, atMs, () => accountValue(now));
  }
}

/** Puts into the books what a message changes; twice is once. */
export function take(books: BooksByBot, { bot, atMs, books: change }: Message): void {
  if (change !== undefined) applyChange(books[bot]!, change, atMs);
}

export interface RelayedOptions {
  readonly origin: string;
  readonly ownerKey: string;
  readonly relayKey: string;
  readonly stateDir: string;
  readonly books: BooksByBot;
  /** Their history was imported by an earlier start. */
  readonly imported: boolean;
  /** Whose market and locks they have. */
  readonly course: Course;
  readonly freeze: boolean;
  readonly abort: AbortSignal;
  readonly report: (line: string) => void;
}

export class RelayedBots {
  readonly #options: RelayedOptions;
  readonly #apis = new Map<string, BotApi>();
  readonly #configPath: string;
  #imported: boolean;
  #openedMs = 0;
  #arrived = Promise.resolve();
  #relay = Promise.resolve();

  constructor(options: RelayedOptions) {
    this.#options = options;
    this.#imported = options.imported;
    this.#configPath = join(options.stateDir, RELAY_FOLDER, "config.json");
  }

  get imported(): boolean {
    return this.#imported;
  }

  /** After `open`: resolves when the server knows how the bots are and has their past, or the demo ends. */
  get arrived(): Promise<void> {
    return this.#arrived;
  }

  /** Opens the APIs and starts the relay; once. */
  async open(): Promise<void> {
    if (this.#openedMs > 0) return;
    this.#openedMs = Date.now();
    const { origin, relayKey, stateDir, books, course, freeze, abort, report } = this.#options;
    const addresses: Record<string, { readonly url: string; readonly user: string; readonly password: string }> = {};
    for (const bot of RELAYED) {
      const { name } = BOTS[bot]!;
      const password = randomBytes(16).toString("base64url");
      const read = (route: string, query: URLSearchParams): unknown =>
        answerRoute(nowOf(bot, books, course, Date.now()), route, query);
      const api = createBotApi({ user: USER, password, read });
      this.#apis.set(name, api);
      addresses[name] = { url: `http://127.0.0.1:${await api.listen()}`, user: USER, password };
      // In a demo that stands still nobody would bring it back.
      if (!books[name]!.isUp && !freeze) await api.close();
    }
    const folder = join(stateDir, RELAY_FOLDER);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const settings = { url: origin, key: relayKey, bots: addresses, data: folder, listen: "off", poll: POLL_S };
    await writeKept(this.#configPath, settings);
    const relay = { configPath: this.#configPath, abort, report };
    this.#relay = keepRelay(relay);
    // Bots say with their figures whose money they trade with: so these come first.
    this.#arrived = this.#known()
      .then(async () => void (this.#imported ||= await importPast(relay)))
      .catch((error: Error) => report(`The demo's relay does not work: ${error.message}`));
  }

  /** A message of a relayed bot, at its time. */
  async deliver(message: Message): Promise<void> {
    const { bot, body, books: change } = message;
    await this.open();
    take(this.#options.books, message);
    const api = this.#apis.get(bot)!;
    if (change?.kind === "stopped") await api.close();
    else if (change?.kind === "started") await this.#listen(api);
    const said = toStreamMessage(body);
    if (said !== null) api.say(said);
  }

  /** After the abort: resolves when relay and APIs are gone. */
  async closed(): Promise<void> {
    await this.#arrived;
    await this.#relay;
    await Promise.all([...this.#apis.values()].map((api) => api.close()));
  }

  /** Resolves when the server knows how the bots are that are up, or after a while. */
  async #known(): Promise<void> {
    const { origin, ownerKey, books, abort, freeze } = this.#options;
    const { connect } = await import("fillcast");
    const done = new AbortController();
    const signal = AbortSignal.any([abort, done.signal, AbortSignal.timeout(KNOWN_MAX_MS)]);
    const feed = connect({ url: origin, feed: DEMO_FEED, token: ownerKey, state: true, filter: NO_EVENTS, signal });
    feed.on("vitals", (vitals) => {
      // Not those of an earlier run.
      const isKnown = (bot: string): boolean => (vitals[bot]?.at ?? 0) >= this.#openedMs;
      if (Object.keys(books).every((bot) => isKnown(bot) || !(books[bot]!.isUp || freeze))) done.abort();
    });
    if (!signal.aborted) await once(signal, "abort");
  }

  /** Somebody may have taken the port while the bot was down. */
  async #listen(api: BotApi): Promise<void> {
    const { abort, report } = this.#options;
    await api.close();
    await api.listen().catch((error: Error) => {
      if (!abort.aborted) report(`A bot of the demo cannot come back: ${error.message}`);
    });
  }
}

function nowOf(bot: number, books: BooksByBot, course: Course, nowMs: number): BotNow {
  const profile = BOTS[bot]!;
  const { locks } = course.bots[bot]!;
  return {
    profile,
    books: books[profile.name]!,
    priceOf: (pairIndex) => priceOf(course.market, pairIndex),
    locks: locks.map(({ pairIndex, untilMs }) => ({
      pair: pairIndex === null ? "*" : pairName(profile, pairIndex),
      untilMs,
    })),
    nowMs,
  };
}
