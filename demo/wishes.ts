/**
 * What a page asks of the demo: to pause, and to go on. A wish is an event of the feed, so that every page knows of it, and so
 * is the answer: a page says that the bots hold still when they do, and not before. The newest of these events is all that
 * is to be known, so nothing of it is kept elsewhere, and a pause outlives the process that holds it.
 */
import type { Feed, TradeEvent } from "fillcast";
import { DEMO_FEED } from "./keys.ts";
import { postJson } from "./poster.ts";

export interface WishesOptions {
  readonly origin: string;
  readonly ownerKey: string;
  /** The demo stands still whatever is wished. */
  readonly freeze: boolean;
  readonly abort: AbortSignal;
  readonly report: (line: string) => void;
}

/** The bot in whose name the demo and its page speak of the demo itself. */
const DEMO_BOT = "demo";
const PAUSE = "x-demo-pause";
const RESUME = "x-demo-resume";
const PAUSED = "x-demo-paused";
const RESUMED = "x-demo-resumed";
const FROZEN = "x-demo-frozen";
const TYPES = [PAUSE, RESUME, PAUSED, RESUMED, FROZEN];
/** What an answer says in words. */
const SAYS: { readonly [answer: string]: string } = {
  [PAUSED]: "hold still until they are resumed",
  [RESUMED]: "trade on",
  [FROZEN]: "stand still in this demo",
};
/** How far back the newest word is looked for; after this many events without one the bots trade. */
const LOOK_BACK_EVENTS = 20_000;

/** Whether the demo's bots are to hold still. */
export class Wishes {
  #resumed: AbortController | null = null;

  /** Null while the bots may go on; in a pause, a signal that ends with it. */
  get pause(): AbortSignal | null {
    return this.#resumed?.signal ?? null;
  }

  /** Takes note of a wish or of an answer, and returns what is to be answered: a wish, and a standstill that is over. */
  hear(type: string, freeze: boolean): string | null {
    const pauses = !freeze && (type === PAUSE || type === PAUSED);
    if (pauses) this.#resumed ??= new AbortController();
    else this.resume();
    if (type === PAUSED || type === RESUMED || (type === FROZEN && freeze)) return null;
    return freeze ? FROZEN : pauses ? PAUSED : RESUMED;
  }

  resume(): void {
    this.#resumed?.abort();
    this.#resumed = null;
  }
}

/** Resolves when it is known what was wished before; hears of new wishes until `abort`. */
export async function followWishes(options: WishesOptions): Promise<Wishes> {
  const { origin, ownerKey, freeze, abort } = options;
  // Not before the start has built it.
  const { connect } = await import("fillcast");
  const wishes = new Wishes();
  const feed = connect({
    url: origin,
    feed: DEMO_FEED,
    token: ownerKey,
    filter: { types: TYPES },
    signal: abort,
  });
  let answered = Promise.resolve();
  let hasHeard = false;
  const hear = ({ id, type }: TradeEvent): void => {
    hasHeard = true;
    const answer = wishes.hear(type, freeze);
    if (answer !== null) answered = answered.then(() => say(options, id, answer));
  };
  feed.on("event", hear);
  // A new log: nothing was wished in it.
  feed.on("reset", ({ filled }) => {
    if (!filled) wishes.resume();
  });
  const newest = await newestWord(feed);
  if (newest !== null && !hasHeard) hear(newest);
  return wishes;
}

/** Answers a wish; once, however often it is heard. */
async function say({ origin, ownerKey, abort, report }: WishesOptions, wish: string, answer: string): Promise<void> {
  const event = { id: `${wish}.answer`, type: answer, bot: DEMO_BOT, data: { bots: SAYS[answer] } };
  const headers = { authorization: `Bearer ${ownerKey}`, "content-type": "application/json" };
  const result = await postJson(`${origin}/v1/events`, headers, JSON.stringify(event), abort);
  if (result.kind === "refused") report(`The demo's answer was refused: ${result.reason}`);
}

async function newestWord(feed: Feed): Promise<TradeEvent | null> {
  const { epoch, seq } = await feed.caughtUp();
  const before = { epoch, seq: seq + 1 };
  const after = { epoch, seq: Math.max(0, seq - LOOK_BACK_EVENTS) };
  for await (const event of feed.history({ before, after, types: TYPES, limit: 1 })) return event;
  return null;
}
