/** The session's decisions about connections: when it comes back, when it gives up, and what belongs to an older one. */
import { encodeCursor } from "@fillcast/protocol";
import { describe, expect, test } from "vitest";
import { FeedError } from "../../../../client/src/error.ts";
import { createSession, nextTick, step } from "../../../../client/src/session.ts";
import { Driver, EPOCH, START_MS, at, event } from "../../../support/session-driver.ts";

describe("coming back", () => {
  test("takes a random while that grows with each failure, and never more than 30 s", () => {
    const delays: number[] = [];
    const driver = new Driver();
    for (let attempt = 0; attempt < 200; attempt++) {
      driver.token().closed(1006);
      const { status } = driver.session;
      if (status.phase !== "waiting") throw new Error(status.phase);
      delays.push(status.retryAt - driver.now);
      driver.wait(30_000);
    }
    expect(Math.max(...delays.slice(0, 1))).toBeLessThan(1_000);
    expect(Math.max(...delays)).toBeLessThanOrEqual(30_000);
    const late = delays.slice(10);
    // Full jitter: spread over the whole of it.
    expect(Math.min(...late)).toBeLessThan(3_000);
    expect(Math.max(...late)).toBeGreaterThan(27_000);
  });

  test("differs from feed to feed", () => {
    const delays = Array.from({ length: 50 }, (_, seed) => {
      const config = { start: "live", filter: {}, state: false } as const;
      let session = createSession(config, seed * 1_000 + 17, START_MS);
      const inputs = [
        { kind: "loaded", position: null },
        { kind: "token", generation: 1, token: "t" },
        { kind: "closed", generation: 1, code: 1006, reason: "" },
      ] as const;
      for (const input of inputs) [session] = step(session, input, START_MS);
      return session.due.retry! - START_MS;
    });
    expect(new Set(delays.map(Math.floor)).size).toBeGreaterThan(40);
  });

  test("is no sooner than the server says, whatever the page does", () => {
    const driver = new Driver().live();
    driver
      .frame({ type: "bye", code: 4000, reason: "room-restarting", retryAfterMs: 8_000 })
      .closed(4000, "room-restarting");
    expect(driver.session.status).toMatchObject({ phase: "waiting", reason: "room-restarting" });
    driver.input({ kind: "surroundings", page: { online: true, awake: true } });
    expect(driver.phase).toBe("waiting");
    driver.wait(7_900);
    expect(driver.phase).toBe("waiting");
    driver.wait(1_200);
    expect(driver.phase).toBe("connecting");
  });

  test("takes the reason from the bye where the close itself was lost", () => {
    const driver = new Driver().live().frame({ type: "bye", code: 4001, reason: "slow-subscriber" }).closed(1006);
    expect(driver.session.status).toMatchObject({ reason: "slow-subscriber" });
  });

  test("waits 30 s at the subscriber limit", () => {
    const driver = new Driver().token().closed(4005, "subscriber-limit").wait(29_900);
    expect(driver.session.status).toMatchObject({ phase: "waiting", reason: "subscriber-limit" });
  });

  test("is immediate with a new token after 4002, and takes its time when that does not help", () => {
    const driver = new Driver().live().wait(6_000);
    driver.take("token");
    driver.closed(4002, "credentials-expired");
    expect(driver.phase).toBe("connecting");
    expect(driver.take("token")).toHaveLength(1);
    driver.token().closed(4002, "credentials-expired");
    expect(driver.session.status).toMatchObject({ phase: "waiting", reason: "credentials-expired" });
  });

  test("counts attempts until a connection has held for 5 s", () => {
    const driver = new Driver().token().closed(1006).wait(1_000).token().closed(1006).wait(2_000);
    expect(driver.session.status).toEqual({ phase: "connecting", attempt: 3 });
    driver.live();
    expect(driver.session.status).toEqual({ phase: "live", attempt: 3 });
    driver.wait(5_100).closed(1006).wait(1_000);
    expect(driver.session.status).toEqual({ phase: "connecting", attempt: 2 });
  });

  test("waits for slow handlers to have had what a whole window holds", () => {
    const driver = new Driver().live();
    const events = [{ ...event(1), data: { pad: "x".repeat(300_000) } }];
    driver.events(0, 1, { events }).closed(1006).wait(20_000);
    expect(driver.session.status).toMatchObject({ phase: "waiting", reason: "slow-subscriber" });
    driver.handle().wait(1_100);
    expect(driver.phase).toBe("connecting");
  });
});

describe("a final close", () => {
  test.each([
    [4500, "invalid-request"],
    [4501, "unauthenticated"],
    [4502, "forbidden"],
    [4503, "feed-not-found"],
    [4504, "unsupported-version"],
    [4777, "refused"],
  ])("%i fails with %s and does not come back", (code, slug) => {
    const driver = new Driver().token().closed(code);
    expect(driver.session.status).toMatchObject({
      phase: "failed",
      error: { code: slug, closeCode: code, retryable: false },
    });
    expect(nextTick(driver.session)).toBe(Infinity);
    driver.input({ kind: "surroundings", page: { online: false, awake: true } });
    driver.input({ kind: "surroundings", page: { online: true, awake: true } });
    expect(driver.phase).toBe("failed");
  });

  test("has the server's own reason and words where it gave them", () => {
    const bye = { type: "bye", code: 4501, reason: "key-revoked", detail: "The key k1 was revoked." } as const;
    const driver = new Driver().live().frame(bye).closed(4501, "key-revoked");
    expect(driver.session.status).toMatchObject({ error: { code: "key-revoked", message: "The key k1 was revoked." } });
  });

  test("is left by reconnect", () => {
    const driver = new Driver().token().closed(4501).input({ kind: "reconnect" });
    expect(driver.session.status).toEqual({ phase: "connecting", attempt: 1 });
  });
});

describe("the token", () => {
  test("that does not come within 10 s counts as a failure, and its late answer as none", () => {
    const driver = new Driver();
    const { generation } = driver.session;
    driver.wait(10_000);
    expect(driver.take("error")[0]?.error).toMatchObject({ code: "token-failed", retryable: true });
    driver.input({ kind: "token", generation, token: "late" });
    expect(driver.take("open")).toEqual([]);
    expect(driver.session.status).toMatchObject({ phase: "waiting", reason: "token-failed" });
  });

  test("that cannot be had is asked for again", () => {
    const driver = new Driver();
    driver.take("token");
    const error = new FeedError("token-failed", "no", { retryable: true });
    driver.answer({ kind: "token", error } as never).wait(1_000);
    expect(driver.take("token")).toHaveLength(1);
  });
});

describe("what belongs to an older connection", () => {
  test("is not heard: texts, closes, pages", () => {
    const driver = new Driver().live();
    const { generation } = driver.session;
    driver.input({ kind: "reconnect" }).live();
    const { session } = driver;
    driver.input({
      kind: "text",
      generation,
      text: JSON.stringify({ type: "events", epoch: EPOCH, after: 0, through: 1, replay: false, events: [event(1)] }),
    });
    driver.input({ kind: "closed", generation, code: 4501, reason: "" });
    driver.input({
      kind: "page",
      generation,
      page: { events: [event(1)], head: encodeCursor(at(1)), next: null, size: 1 },
    });
    expect(driver.delivered()).toEqual([]);
    expect(driver.session).toEqual({ ...session, now: driver.now });
  });

  test("nor is anything after close, but the last position", () => {
    const driver = new Driver().live().events(0, 2).input({ kind: "close" });
    driver.effects = [];
    driver.events(2, 3).wait(100_000).input({ kind: "reconnect" });
    expect(driver.effects).toEqual([]);
    driver.input({ kind: "delivered", position: at(1), size: 0 });
    expect(driver.take("save")).toHaveLength(1);
  });
});
