/**
 * Whether a bot is alive: told by its heartbeats where it sends some, by its own words, and by its habits.
 */
import { describe, expect, test } from "vitest";
import {
  evolve,
  foldAll,
  initialState,
  serve,
  type FoldState,
} from "../../../../../../parties/feed/state/fold/evolve.ts";
import {
  adoptVitals,
  isSilent,
  noteHeartbeat,
  overdueBots,
  setDeadlines,
} from "../../../../../../parties/feed/state/fold/heartbeats.ts";
import { expectedBy } from "../../../../../../parties/feed/state/fold/vitals.ts";
import { Feed, HOUR, MORNING, SECOND, tradeBodies } from "../../../../../support/freqtrade-events.ts";

const BOT = "spot-1";
const MINUTE = 60 * SECOND;

/** A fold that took in a heartbeat a minute. */
function beating(beats: number): FoldState {
  const fold = initialState();
  for (let beat = 0; beat < beats; beat++) noteHeartbeat(fold, BOT, MORNING + beat * MINUTE);
  return fold;
}

/** The next deadline as it is, where the fold only keeps a bound of it. */
function nextSilenceAt(fold: FoldState): number | null {
  setDeadlines(fold.bots, fold.deadlines, MORNING);
  return fold.deadlines.silentAt;
}

const presence = (fold: FoldState, at: number) => serve(fold, at).bots[BOT]?.presence;

describe("heartbeats", () => {
  test("a bot that beats is up, and was last seen with its last beat", () => {
    const fold = beating(4);
    expect(serve(fold, MORNING + 4 * MINUTE).bots[BOT]).toMatchObject({
      presence: "up",
      lastSeenAt: MORNING + 3 * MINUTE,
    });
  });

  test("it is overdue two and a half intervals after the last sign of life, and not before", () => {
    const fold = beating(4);
    const deadline = MORNING + 3 * MINUTE + 2.5 * MINUTE;
    expect(nextSilenceAt(fold)).toBe(deadline);
    expect(overdueBots(fold, deadline - 1)).toEqual([]);
    expect(overdueBots(fold, deadline)).toEqual([BOT]);
    expect([presence(fold, deadline - 1), presence(fold, deadline)]).toEqual(["up", "silent"]);
  });

  test("two beats are no habit yet", () => {
    expect(nextSilenceAt(beating(2))).toBeNull();
    expect(nextSilenceAt(beating(3))).not.toBeNull();
  });

  test("the room's word makes it silent and brings it back, and is not asked for twice", () => {
    const fold = beating(4);
    const feed = new Feed({ at: MORNING + HOUR });
    evolve(fold, feed.add({ source: "fillcast", type: "bot_silent", bot: BOT }));
    expect(isSilent(fold.bots, BOT)).toBe(true);
    expect(overdueBots(fold, MORNING + 2 * HOUR)).toEqual([]);
    expect(nextSilenceAt(fold)).toBeNull();
    noteHeartbeat(fold, BOT, MORNING + 2 * HOUR);
    expect(isSilent(fold.bots, BOT)).toBe(true);
    evolve(fold, feed.add({ source: "fillcast", type: "bot_back", bot: BOT, at: MORNING + 2 * HOUR }));
    expect(isSilent(fold.bots, BOT)).toBe(false);
    expect(presence(fold, MORNING + 2 * HOUR)).toBe("up");
    expect(nextSilenceAt(fold)).toBe(MORNING + 2 * HOUR + 2.5 * MINUTE);
  });

  test("what the room says of it is no event of the bot", () => {
    const fold = beating(4);
    const feed = new Feed({ at: MORNING });
    evolve(fold, feed.post({ type: "whitelist" }, { mode: "live" }));
    evolve(fold, feed.add({ source: "fillcast", type: "bot_silent", bot: BOT, at: MORNING + HOUR }));
    expect(serve(fold, MORNING + HOUR).bots[BOT]).toMatchObject({
      presence: "silent",
      mode: "live",
      lastEventAt: MORNING + SECOND,
    });
  });

  test("two beats in one breath are no interval", () => {
    const fold = beating(3);
    for (let beat = 1; beat < 9; beat++) noteHeartbeat(fold, BOT, MORNING + 2 * MINUTE + beat);
    expect(nextSilenceAt(fold)).toBe(MORNING + 2 * MINUTE + 8 + 2.5 * MINUTE);
  });

  test("a producer cannot say in the room's name that a bot is silent", () => {
    const fold = beating(4);
    evolve(fold, new Feed().add({ source: "api", type: "bot_silent", bot: BOT }));
    expect(isSilent(fold.bots, BOT)).toBe(false);
  });

  test("an outage does not stretch the usual interval, a new habit does", () => {
    const fold = beating(9);
    let at = MORNING + 10 * HOUR;
    noteHeartbeat(fold, BOT, at);
    expect(nextSilenceAt(fold)).toBe(at + 2.5 * MINUTE);
    for (let beat = 0; beat < 6; beat++) noteHeartbeat(fold, BOT, (at += 5 * MINUTE));
    expect(nextSilenceAt(fold)).toBe(at + 2.5 * 5 * MINUTE);
  });

  test("an event is a sign of life, and one from a silent bot that beats no more ends the habit", () => {
    const fold = beating(4);
    const feed = new Feed({ at: MORNING + 5 * MINUTE });
    evolve(fold, feed.post({ type: "whitelist" }, { at: MORNING + 5 * MINUTE }));
    expect(nextSilenceAt(fold)).toBe(MORNING + 7.5 * MINUTE);
    evolve(fold, feed.add({ source: "fillcast", type: "bot_silent", bot: BOT, at: MORNING + 8 * MINUTE }));
    evolve(fold, feed.post({ type: "whitelist" }, { at: MORNING + HOUR }));
    evolve(fold, feed.add({ source: "fillcast", type: "bot_back", bot: BOT, at: MORNING + HOUR }));
    expect(nextSilenceAt(fold)).toBeNull();
    expect(serve(fold, MORNING + HOUR).bots[BOT]).toMatchObject({ presence: "unknown", lastEventAt: MORNING + HOUR });
  });

  test("a fold made again takes the heartbeats of the one before", () => {
    const fold = beating(4);
    const feed = new Feed();
    evolve(fold, feed.post({ type: "whitelist" }));
    noteHeartbeat(fold, "new-1", MORNING);
    const again = foldAll(feed.events);
    adoptVitals(again.bots, fold.bots);
    expect(serve(again, MORNING + 4 * MINUTE).bots).toEqual(serve(fold, MORNING + 4 * MINUTE).bots);
    expect(nextSilenceAt(again)).toBe(nextSilenceAt(fold));
  });
});

describe("a bot's own words", () => {
  test.each(["stopped", "process died"])("%s makes it stopped, which no missed heartbeat changes", (status) => {
    const fold = beating(4);
    evolve(fold, new Feed({ at: MORNING + 4 * MINUTE }).post({ type: "status", status }));
    expect(presence(fold, MORNING + 9 * HOUR)).toBe("stopped");
    expect(nextSilenceAt(fold)).toBeNull();
  });

  test("a bot that was silent and says that it stopped is stopped, and no longer silent when it runs again", () => {
    const fold = beating(4);
    const feed = new Feed({ at: MORNING + HOUR });
    evolve(fold, feed.add({ source: "fillcast", type: "bot_silent", bot: BOT }));
    evolve(fold, feed.post({ type: "status", status: "stopped" }));
    evolve(fold, feed.post({ type: "status", status: "running" }));
    expect([isSilent(fold.bots, BOT), presence(fold, MORNING + HOUR)]).toEqual([false, "unknown"]);
  });

  test.each([
    [{ type: "status", status: "running" }],
    [{ type: "startup", status: "*Exchange:* `binance`" }],
    [tradeBodies().entry({ amount: "1", open_rate: "1" })],
  ])("%j ends it", (body) => {
    const feed = new Feed();
    feed.post({ type: "status", status: "stopped" });
    feed.post({ type: "warning", status: "2 open trades active." });
    expect(presence(foldAll(feed.events), MORNING)).toBe("stopped");
    feed.post(body);
    expect(presence(foldAll(feed.events), MORNING)).toBe("unknown");
  });

  test("a heartbeat ends it, since only a running loop beats", () => {
    const fold = foldAll([new Feed().post({ type: "status", status: "stopped" })]);
    noteHeartbeat(fold, BOT, MORNING + MINUTE);
    expect(presence(fold, MORNING + MINUTE)).toBe("up");
  });
});

describe("habits", () => {
  function eventsEvery(ms: number, count: number): FoldState {
    const feed = new Feed();
    for (let i = 0; i < count; i++) feed.post({ type: "whitelist" }, { at: MORNING + i * ms });
    return foldAll(feed.events);
  }

  test("a bot that has only sent heartbeats has its first one for its last event", () => {
    const fold = initialState();
    noteHeartbeat(fold, "beating", MORNING);
    noteHeartbeat(fold, "beating", MORNING + 30_000);
    expect(fold.bots.beating!.served).toMatchObject({ lastEventAt: MORNING, lastSeenAt: MORNING + 30_000 });
  });

  test("a bot without heartbeats is quiet after three times its longest pause", () => {
    const fold = eventsEvery(HOUR, 6);
    const last = MORNING + 5 * HOUR;
    expect(expectedBy(fold.bots[BOT]!.vitals)).toBe(last + 3 * HOUR);
    expect([presence(fold, last + 3 * HOUR - 1), presence(fold, last + 3 * HOUR)]).toEqual(["unknown", "quiet"]);
  });

  test("one long pause is forgotten in time", () => {
    const feed = new Feed();
    feed.post({ type: "whitelist" }, { at: MORNING - 100 * HOUR });
    for (let i = 0; i < 80; i++) feed.post({ type: "whitelist" }, { at: MORNING + i * HOUR });
    const last = MORNING + 79 * HOUR;
    expect(expectedBy(foldAll(feed.events.slice(0, 10)).bots[BOT]!.vitals)).toBeGreaterThan(last);
    expect(expectedBy(foldAll(feed.events).bots[BOT]!.vitals)! - last).toBeLessThan(6 * HOUR);
  });

  test("nothing is said of a bot whose habits are not known, and none is quiet within a quarter of an hour", () => {
    expect(presence(eventsEvery(HOUR, 5), MORNING + 1_000 * HOUR)).toBe("unknown");
    const burst = eventsEvery(1, 20);
    expect([presence(burst, MORNING + 14 * MINUTE), presence(burst, MORNING + 16 * MINUTE)]).toEqual([
      "unknown",
      "quiet",
    ]);
  });

  test("a bot that has gone quiet shows in the patch of another's event, and its own next one takes it back", () => {
    const fold = eventsEvery(HOUR, 6);
    const feed = new Feed({ at: MORNING + 9 * HOUR });
    const patch = evolve(fold, feed.post({ type: "whitelist" }, { bot: "spot-2" }));
    expect(patch.bots).toMatchObject({
      "spot-1": { presence: "quiet", lastEventAt: MORNING + 5 * HOUR },
      "spot-2": {},
    });
    expect(evolve(fold, feed.post({ type: "whitelist" })).bots).toMatchObject({ "spot-1": { presence: "unknown" } });
  });
});
