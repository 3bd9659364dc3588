/**
 * What comes over a socket and is not as it should be: nothing throws, nothing spins, nothing wrong is delivered, and what the
 * server sends right after a resume is.
 */
import { describe, expect, test } from "vitest";
import {
  bot,
  caughtUp,
  EPOCH,
  event,
  events,
  reset,
  ScriptedFeed,
  snapshot,
  welcome,
} from "../../../support/scripted-feed.ts";

/** Any text can be an epoch, and a pause is waited for: these two are not wrong. */
const GOOD = ['reset.epoch "12"', "bye.retryAfterMs 1e+300"];
const WRONG = [null, "12", "", -1, 0.5, 1e300, true, [], [null], {}, undefined];
const DAY = { day: "2026-01-01", mode: "dry", currency: "USDT", realised: "1", closed: 1, wins: 1 };
const STATE = { bots: { b: bot() }, trades: {}, totals: [], days: [DAY], locks: [] };

/** Frames that are good but for one member. */
const FRAMES: readonly [name: string, frame: object, members: readonly string[]][] = [
  [
    "events",
    events(0, 1, { patch: { bots: { b: bot() } } }),
    ["epoch", "after", "through", "replay", "events", "patch"],
  ],
  ["caught_up", caughtUp(0), ["epoch", "seq", "chain"]],
  ["snapshot", snapshot(0, STATE), ["epoch", "seq", "state", "parts"]],
  [
    "snapshot_part",
    { type: "snapshot_part", epoch: EPOCH, seq: 0, part: 2, parts: 2, patch: {} },
    ["epoch", "seq", "part", "parts", "patch"],
  ],
  ["reset", reset("trimmed", 0), ["reason", "epoch", "head", "oldest"]],
  ["welcome", welcome(0), ["v", "epoch", "head"]],
  ["pong", { type: "pong", c: 1, s: 1 }, ["c", "s"]],
  ["presence", { type: "presence", bots: { b: 1 } }, ["bots"]],
  ["notice", { type: "notice", state: "rebuilding" }, ["state"]],
  [
    "bye",
    { type: "bye", code: 4000, reason: "room-restarting", retryAfterMs: 1 },
    ["code", "reason", "retryAfterMs", "detail"],
  ],
];
const cases = FRAMES.flatMap(([name, frame, members]) =>
  members.flatMap((member) =>
    WRONG.filter((value) => !GOOD.includes(`${name}.${member} ${JSON.stringify(value)}`)).map(
      (value) => [`${name}.${member}`, { ...frame, [member]: value }] as const,
    ),
  ),
);

describe("a frame with a wrong member", () => {
  test.each(cases)("%s: %j does no harm, and the feed goes on from where it was", async (_, frame) => {
    const script = new ScriptedFeed({ state: true });
    await script.clock.advance(0);
    await script.say(welcome(0), snapshot(0, STATE), caughtUp(0), frame);
    script.timers = 0;
    for (let round = 0; round < 3; round++) {
      await script.clock.advance(15_000);
      if (script.line.closed) continue;
      await script.say(welcome(2), snapshot(0, STATE), events(0, 2, { replay: true }), caughtUp(2));
    }
    await script.close(4000);
    await script.clock.advance(40_000);
    const { after } = script.line.query;
    await script.say(
      welcome(2),
      snapshot(2, STATE),
      ...(after === 0 ? [events(0, 2, { replay: true })] : []),
      caughtUp(2),
    );
    expect(script.timers).toBeLessThan(400);
    expect(script.feed.status.phase).toBe("live");
    expect(script.feed.state?.bots.b).toMatchObject({ mode: "dry" });
  });

  const patches: readonly object[] = [
    { bots: { b: null } },
    { bots: { b: 1 } },
    { trades: { k: "x" } },
    { totals: [null] },
    { days: "x" },
    { locks: { a: 1 } },
    { more: null },
  ];
  test.each(patches)("a patch %j is taken for a lost frame", async (patch) => {
    const script = new ScriptedFeed({ state: true });
    await script.live();
    await script.say(events(0, 1, { patch }));
    script.head = 1;
    await script.clock.advance(7_000);
    expect(script.lines).toHaveLength(2);
    await script.say(welcome(1), snapshot(1, STATE), events(0, 1, { replay: true }), caughtUp(1));
    expect(script.seqs).toEqual([1]);
    expect(script.feed.status.phase).toBe("live");
  });

  test.each([null, 1, "x", [], {}, { ...event(1), data: null }, { ...event(1), seq: "1" }, { ...event(1), seq: 7 }])(
    "an event %j is not delivered, and what comes in its place is",
    async (one) => {
      const script = new ScriptedFeed();
      await script.live();
      await script.say(events(0, 1, { events: [one] }));
      script.head = 1;
      await script.clock.advance(7_000);
      await script.say(welcome(1), events(0, 1, { replay: true }), caughtUp(1));
      expect(script.seqs).toEqual([1]);
      expect(script.codes).toEqual(["invalid-answer"]);
    },
  );

  test("is said once for each connection, and one of a later version never", async () => {
    const script = new ScriptedFeed();
    await script.live();
    await script.say({ type: "confetti" }, { type: "toString" });
    expect(script.codes).toEqual([]);
    await script.say("hello", "{", "[]", { type: 1 });
    expect(script.codes).toEqual(["invalid-answer"]);
    expect(script.errors[0]).toMatchObject({ retryable: true, message: expect.stringContaining("http://there") });
  });
});

describe("the welcome", () => {
  test("says the server's clock before the first state comes, as near as the handshake was short", async () => {
    const script = new ScriptedFeed({ state: true });
    await script.clock.advance(0);
    await script.clock.advance(400);
    const now = script.clock.now() + 7_200_000;
    await script.say({ ...welcome(0), now });
    expect(script.feed.latency()).toMatchObject({ clockOffset: 7_200_200, uncertainty: 200 });
  });

  test.each([undefined, null, "1", 0.5, 1e300])("says no clock with %j, and is one", async (now) => {
    const script = new ScriptedFeed();
    await script.clock.advance(0);
    await script.say({ ...welcome(0), now }, caughtUp(0));
    expect(script.feed.latency().clockOffset).toBeNull();
    expect(script.feed.status.phase).toBe("live");
  });
});
