/**
 * A bot whose messages come straight and through a relay, as real processes: whichever way is first, each is stored once.
 */
import type { FeedEvent } from "@fillcast/protocol";
import { afterEach, expect, inject, test } from "vitest";
import { createFeed, createKey, post } from "../support/api.ts";
import { startFakeFreqtrade } from "../support/fake-freqtrade.ts";
import { readFixtures, type Body } from "../support/freqtrade-events.ts";
import { startRelay, type RelayOptions, type RunningRelay } from "../support/relay.ts";

const { origin, adminToken } = inject("sharedServer");
const ends: (() => Promise<unknown>)[] = [];
let feeds = 0;

afterEach(async () => {
  await Promise.all(ends.splice(0).map((end) => end()));
});

/** A feed with a relay, and what it has of a bot's webhooks. */
async function relay(environment: Readonly<Record<string, string>> = {}) {
  const feed = `relay-twice-${++feeds}`;
  const owner = await createFeed(origin, adminToken, feed);
  const key = (wish: object): Promise<string> => createKey(origin, owner, feed, { scope: "publish", ...wish });
  const options: RelayOptions = { server: origin, key: await key({}), environment };
  const started: RunningRelay = await startRelay(options);
  ends.push(() => started.kill9());
  const bot = await key({ bot: "spot-1" });
  const events = async (): Promise<FeedEvent[]> => {
    const answer = await fetch(`${origin}/v1/feeds/${feed}/events?limit=1000`, {
      headers: { authorization: `Bearer ${owner}` },
    });
    const read: { readonly events: FeedEvent[] } = await answer.json();
    return read.events.filter(({ source }) => source === "freqtrade");
  };
  return {
    relay: started,
    events,
    straight: async (body: object) => {
      const answer = await post(`${origin}/v1/webhooks/freqtrade`, bot, body);
      expect(answer.status, await answer.text()).toBe(200);
    },
    toDoor: async (body: object) => {
      const answer = await fetch(`${started.door}/spot-1`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      expect(answer.status, await answer.text()).toBe(200);
    },
    /** Resolves when the relay has handed over all that it took. */
    isLevel: () =>
      expect.poll(async () => (await (await fetch(`${started.door}/`)).text()).includes("nothing waits")).toBe(true),
  };
}

/** Of the recorded bot, and statuses, no two of which say the same. */
const MESSAGES: readonly Body[] = [
  ...readFixtures(),
  ...Array.from({ length: 30 }, (_, n) => ({ type: "status", status: `looked at ${n} pairs` })),
];

test.each([
  ["straight first", "straight", "toDoor"],
  ["to the relay first", "toDoor", "straight"],
] as const)("posted both ways by the bot, %s: each message is stored once", async (_, first, second) => {
  const both = await relay();
  for (const body of MESSAGES) {
    await both[first](body);
    await both[second](body);
  }
  await both.isLevel();
  expect((await both.events()).map(({ type }) => type).toSorted()).toEqual(
    MESSAGES.map(({ type }) => type!).toSorted(),
  );
});

test("posted both ways at the same moment, many at a time: each message is stored once", async () => {
  const both = await relay();
  await Promise.all(MESSAGES.flatMap((body) => [both.straight(body), both.toDoor(body)]));
  await both.isLevel();
  expect(await both.events()).toHaveLength(MESSAGES.length);
});

test("heard by a relay on the bot's stream, and posted by its webhook block: each message is stored once", async () => {
  const bot = await startFakeFreqtrade();
  ends.push(() => bot.stop());
  const both = await relay({ FILLCAST_BOTS: `spot-1=${bot.url}` });
  await expect.poll(() => bot.streams()).toBe(1);
  const sent: Promise<void>[] = [];
  for (const [index, body] of MESSAGES.entries()) {
    sent.push(both.straight(body));
    bot.say(typed(body));
    // Else the webhook may come in after what the bot says next.
    if (index % 3 === 0) await sent.at(-1);
  }
  await Promise.all(sent);
  await expect.poll(async () => (await both.events()).length).toBeGreaterThanOrEqual(MESSAGES.length);
  await both.isLevel();
  expect(await both.events()).toHaveLength(MESSAGES.length);
});

/** As the message stream has it, where a webhook has texts. */
function typed(body: Body): Record<string, unknown> {
  const words: Readonly<Record<string, unknown>> = { None: null, True: true, False: false };
  const value = (text: string): unknown =>
    /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text in words ? words[text] : text;
  return Object.fromEntries(Object.entries(body).map(([name, text]) => [name, value(text)]));
}
