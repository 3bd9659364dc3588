/**
 * The room and D1 in the runtime: what the alarm brings over, and what a failing or tampered archive does to it.
 */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it, vi } from "vitest";
import { draft } from "../../../../support/draft.ts";
import { createFeed, KEY_ID, openSocket } from "../../../support.ts";
import { readPage } from "../../../../support/pages.ts";

const admin = { v: 1, caller: { kind: "admin" } } as const;
const stubOf = (feed: string) => env.Feed.getByName(feed);
const fill = async (feed: string, prefix: string, count: number) => {
  for (let done = 0; done < count; done += 100) {
    const drafts = Array.from({ length: Math.min(100, count - done) }, (_, index) => draft(`${prefix}${done + index}`));
    await stubOf(feed).append({ v: 1, keyId: KEY_ID, drafts });
  }
};
const inspect = async (feed: string) => {
  const answer = await stubOf(feed).inspect(admin);
  if (answer.kind !== "inspection") throw new Error(answer.problem.detail);
  return answer;
};

describe("the alarm", () => {
  it("brings pages into D1, sealed and open, and is level", async () => {
    const epoch = await createFeed("level");
    await fill("level", "e", 700);
    expect(await runDurableObjectAlarm(stubOf("level"))).toBe(true);
    const { archive, chain } = await inspect("level");
    expect(archive).toMatchObject({ seq: 700, lag: 0, failures: 0, lastError: null });
    expect(await readPage({ db: env.DB, feed: "level", epoch }, 1)).toMatchObject({ first: 1, last: 512 });
    expect(await readPage({ db: env.DB, feed: "level", epoch }, 2)).toMatchObject({ first: 513, last: 700, chain });
  });

  it("is not set again by events that the set one will take along", async () => {
    await createFeed("once");
    await fill("once", "a", 1);
    await fill("once", "b", 1);
    expect(await runDurableObjectAlarm(stubOf("once"))).toBe(true);
    expect(await runDurableObjectAlarm(stubOf("once"))).toBe(false);
  });

  it("is not put off by restarts, however often they come", async () => {
    await createFeed("restless");
    const alarmAt = () => runInDurableObject(stubOf("restless"), (_, { storage }) => storage.getAlarm());
    await fill("restless", "e", 1);
    const first = await alarmAt();
    for (let restart = 0; restart < 3; restart++) {
      await scheduler.wait(20);
      await evictDurableObject(stubOf("restless"));
      await fill("restless", `f${restart}`, 1);
      expect(await alarmAt()).toBe(first);
    }
  });

  it.each([
    ["forward", 7_200_000],
    ["back", -7_200_000],
  ])("is set again if the clock was set %s beyond it", async (direction, jumpMs) => {
    const feed = `clock-${direction}`;
    await createFeed(feed);
    await fill(feed, "a", 1);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + jumpMs });
    try {
      await fill(feed, "b", 1);
      const alarmAt = await runInDurableObject(stubOf(feed), (_, { storage }) => storage.getAlarm());
      expect(alarmAt!).toBeGreaterThan(Date.now());
      // The platform's own clock has not moved: it takes an alarm of the past for one of now.
      expect(alarmAt!).toBeLessThanOrEqual(Math.max(Date.now() + 10_000, Date.now() - jumpMs + 1_000));
    } finally {
      vi.useRealTimers();
    }
  });

  it("survives a D1 without tables, says so in the inspection, and is level once they are back", async () => {
    await createFeed("patient");
    await env.DB.exec("ALTER TABLE page RENAME TO page_away");
    try {
      await fill("patient", "e", 10);
      await runDurableObjectAlarm(stubOf("patient"));
      expect((await inspect("patient")).archive).toMatchObject({
        seq: 0,
        lag: 10,
        failures: 1,
        lastError: expect.stringContaining("no such table") as string,
      });
      await fill("patient", "f", 10);
    } finally {
      await env.DB.exec("ALTER TABLE page_away RENAME TO page");
    }
    expect(await runDurableObjectAlarm(stubOf("patient"))).toBe(true);
    expect((await inspect("patient")).archive).toMatchObject({ seq: 20, lag: 0, failures: 0 });
  });

  it("may run again after an eviction without writing anything twice", async () => {
    const epoch = await createFeed("again");
    await fill("again", "e", 20);
    await runDurableObjectAlarm(stubOf("again"));
    await evictDurableObject(stubOf("again"));
    await fill("again", "f", 1);
    await runDurableObjectAlarm(stubOf("again"));
    const { results } = await env.DB.prepare("SELECT page, part, last FROM page WHERE feed = 'again'").all();
    expect(results).toEqual([{ page: 1, part: 0, last: 21 }]);
    expect(
      (await readPage({ db: env.DB, feed: "again", epoch }, 1))?.text.split("\n").filter((line) => line !== ""),
    ).toHaveLength(21);
  });

  it("begins a new epoch where D1 holds another history, and resets readers", async () => {
    const epoch = await createFeed("forked");
    await fill("forked", "e", 600);
    await runDurableObjectAlarm(stubOf("forked"));
    const socket = await openSocket("forked", { ack: true });
    await socket.until((frames) => frames.some((frame) => frame.type === "caught_up"));
    await env.DB.prepare("UPDATE page SET chain = ? WHERE feed = 'forked' AND page = 2").bind("00".repeat(32)).run();
    await fill("forked", "f", 1);
    await runDurableObjectAlarm(stubOf("forked"));
    await socket.until((frames) => frames.some((frame) => frame.type === "reset"));
    const reset = socket.of("reset")[0]!;
    expect(reset).toMatchObject({ reason: "epoch", head: 601 });
    expect(reset.epoch > epoch).toBe(true);
    const back = await openSocket("forked", { start: { kind: "resume", position: { epoch, seq: 600 } } });
    await back.until((frames) => frames.some((frame) => frame.type === "reset"));
    expect(back.of("reset")[0]).toMatchObject({ reason: "epoch" });
    await runDurableObjectAlarm(stubOf("forked"));
    expect((await inspect("forked")).archive).toMatchObject({ seq: 601, lag: 0 });
    expect(await readPage({ db: env.DB, feed: "forked", epoch: reset.epoch }, 1)).toMatchObject({ last: 512 });
  });
});
