/**
 * Posts of programs that speak the native API: single events with their id in the body or in a header, and batches as JSON
 * or as lines. Seeded; sizes vary from a few bytes to tens of kilobytes.
 */
import { nextInteger, nextOf, nextUnit, type RandomState } from "../../demo/random.ts";
import type { Post, Said } from "./post.ts";

const TYPES = ["signal", "x-tick", "x-note", "x-fill"] as const;
const PAIRS = ["BTC/USDT", "ETH/USDT", "SOL/USDT", "DOGE/EUR"] as const;
const WORDS = ["breakout", "größer", "日本", "🚀", '\\ " \u2028', "retest", "funding"] as const;
/** Of events that are much larger than the rest. */
const LARGE_SHARE = 0.002;
const LARGE_CHARS = 20_000;
const LINES_SHARE = 0.3;
const HEADER_ID_SHARE = 0.4;
/** Events of a usual batch; now and then it has as many as are allowed. */
const BATCH = { usualMax: 60, fullShare: 0.01, full: 500 } as const;

/** An endless supply of one program's posts; `next` gets how many events may still come, at least one. */
export type PostSource = (most: number) => Post;

/** Single events, numbered in `data.n`. */
export function createSinglePosts(bot: string, random: RandomState): PostSource {
  let count = 0;
  return () => {
    const event = createEvent(bot, ++count, random);
    const { id, ...rest } = event.body;
    const headers = { "content-type": "application/json" };
    const inHeader = nextUnit(random) < HEADER_ID_SHARE;
    return {
      path: "/v1/events",
      headers: inHeader ? { ...headers, "idempotency-key": id } : headers,
      body: JSON.stringify(inHeader ? rest : event.body),
      said: [event.said],
    };
  };
}

/** Messages of a program that knows no API, flat as a webhook's, numbered in `n`. */
export function createFlatPosts(bot: string, random: RandomState): PostSource {
  let count = 0;
  return () => {
    const { body, said } = createEvent(bot, ++count, random);
    const { type, pair, data } = body;
    return {
      path: `/${bot}`,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ type, pair, ...data }),
      said: [{ ...said, id: null }],
    };
  };
}

/** Batches of events, numbered in `data.n`. */
export function createBatchPosts(bot: string, random: RandomState): PostSource {
  let count = 0;
  return (most) => {
    const wanted = nextUnit(random) < BATCH.fullShare ? BATCH.full : nextInteger(random, 1, BATCH.usualMax);
    const events = Array.from({ length: Math.min(wanted, most) }, () => createEvent(bot, ++count, random));
    const bodies = events.map(({ body }) => body);
    const asLines = nextUnit(random) < LINES_SHARE;
    return {
      path: "/v1/events",
      headers: { "content-type": asLines ? "application/x-ndjson" : "application/json" },
      body: asLines ? bodies.map((body) => `${JSON.stringify(body)}\n`).join("") : JSON.stringify(bodies),
      said: events.map(({ said }) => said),
    };
  };
}

function createEvent(bot: string, count: number, random: RandomState) {
  const id = `${bot}-${count}`;
  const type = nextOf(random, TYPES);
  const chars = nextUnit(random) < LARGE_SHARE ? LARGE_CHARS : nextInteger(random, 0, 300);
  const fields = {
    n: String(count),
    price: (nextUnit(random) * 10 ** nextInteger(random, -6, 5)).toPrecision(nextInteger(random, 1, 17)),
    note: `${nextOf(random, WORDS)} `.repeat(Math.ceil(chars / 8)),
  };
  const said: Said = { bot, type, id, fields };
  return { body: { id, type, pair: nextOf(random, PAIRS), data: fields }, said };
}
