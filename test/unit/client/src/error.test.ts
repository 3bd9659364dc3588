import { describe, expect, test } from "vitest";
import { ScriptedFeed } from "../../../support/scripted-feed.ts";

describe("a bye", () => {
  test.each(["10000", null, -5, {}, [1]])("with the pause %j comes back as if it named none", async (retryAfterMs) => {
    const script = new ScriptedFeed();
    await script.live();
    await script.say({ type: "bye", code: 4000, reason: "room-restarting", retryAfterMs });
    await script.close(4000, "room-restarting");
    await script.clock.advance(1_000);
    expect(script.lines).toHaveLength(2);
  });

  test.each([1e15, 1e300])("with the pause %d comes back after an hour", async (retryAfterMs) => {
    const script = new ScriptedFeed();
    await script.live();
    await script.say({ type: "bye", code: 4000, reason: "room-restarting", retryAfterMs });
    script.timers = 0;
    await script.close(4000);
    await script.clock.advance(3_599_000);
    expect(script.lines).toHaveLength(1);
    await script.clock.advance(3_000);
    expect(script.lines).toHaveLength(2);
    expect(script.timers).toBeLessThan(10);
  });

  test("of 4004 without a pause comes back after 5 s", async () => {
    const script = new ScriptedFeed();
    await script.live();
    await script.close(4004, "rate-limited");
    await script.clock.advance(4_900);
    expect(script.lines).toHaveLength(1);
    await script.clock.advance(1_200);
    expect(script.lines).toHaveLength(2);
  });

  test("of a broken connection has the reason network, whatever text came with it", async () => {
    const script = new ScriptedFeed();
    await script.live();
    await script.close(1001, "Going Away");
    expect(script.feed.status).toMatchObject({ phase: "waiting", reason: "network" });
  });
});
