import { describe, expect, test } from "vitest";
import {
  bot,
  caughtUp,
  EPOCH,
  events,
  reset,
  ScriptedFeed,
  snapshot,
  welcome,
} from "../../../support/scripted-feed.ts";

describe("the state", () => {
  const up = { b: bot({ lastSeenAt: 5 }) };

  test("has a bot as up once its heartbeat came, and takes no other name for a bot", async () => {
    const script = new ScriptedFeed({ state: true });
    await script.clock.advance(0);
    await script.say(welcome(0), snapshot(0, { bots: up }), caughtUp(0));
    await script.say({ type: "presence", bots: { b: 9, constructor: 9, other: 9 } });
    expect(script.feed.state?.bots).toEqual({ b: bot({ lastSeenAt: 9, presence: "up" }) });
  });

  test("ignores patches up to its snapshot", async () => {
    const script = new ScriptedFeed({ state: true });
    await script.clock.advance(0);
    const wins = (count: number): object => ({ bots: { b: bot({ wins: count }) } });
    await script.say(welcome(3), snapshot(2, wins(2)), events(0, 1, { replay: true, patch: wins(1) }));
    await script.say(events(1, 2, { replay: true, patch: wins(1) }));
    expect(script.feed.state?.bots.b?.wins).toBe(2);
    await script.say(events(2, 3, { patch: wins(3) }));
    expect(script.feed.state?.bots.b?.wins).toBe(3);
  });

  test("of another life of the log is fetched where no snapshot came with the reset, and the old one is never patched", async () => {
    const script = new ScriptedFeed({ state: true });
    await script.live(2);
    const epoch = "0mwuacao9";
    await script.say(reset("epoch", 0, epoch));
    expect(script.feed.state).toBeNull();
    await script.say(caughtUp(0, epoch), { ...events(0, 1, { patch: { bots: up } }), epoch });
    expect(script.feed.state).toBeNull();
    expect(script.lines).toHaveLength(2);
    expect(script.line.query).toMatchObject({ epoch, after: 0, snapshot: 1 });
    await script.say(welcome(1, epoch), snapshot(1, { bots: up }, epoch));
    expect(script.feed.state?.bots).toEqual(up);
  });

  test.each(["before", "after"])("of another life stays where its snapshot came %s the reset", async (when) => {
    const script = new ScriptedFeed({ state: true, start: { epoch: EPOCH, seq: 2 } });
    await script.clock.advance(0);
    const epoch = "0mwuacao9";
    const frames = [snapshot(0, { bots: up }, epoch), reset("epoch", 0, epoch)];
    await script.say(welcome(0, epoch), ...(when === "before" ? frames : frames.toReversed()), caughtUp(0, epoch));
    expect(script.lines).toHaveLength(1);
    expect(script.feed.state?.bots).toEqual(up);
    expect(script.resets).toEqual([{ reason: "epoch", filled: false }]);
  });
});
