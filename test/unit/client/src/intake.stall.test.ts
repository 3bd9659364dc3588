/**
 * The loss of a frame while others keep coming: a bot's heartbeats are no progress.
 */
import { describe, expect, test } from "vitest";
import { bot, caughtUp, EPOCH, events, ScriptedFeed, snapshot, welcome } from "../../../support/scripted-feed.ts";

/** Lets time pass with a heartbeat in each second. */
async function beat(script: ScriptedFeed, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    if (!script.line.closed) await script.say({ type: "presence", bots: { b: 1_000 + second } });
    await script.clock.advance(1_000);
  }
}

describe("while bots send heartbeats every second", () => {
  test("the loss of the last frame is noticed within 7 s", async () => {
    const script = new ScriptedFeed();
    await script.live(2);
    script.head = 3;
    await beat(script, 7);
    expect(script.lines).toHaveLength(2);
    expect(script.line.query).toMatchObject({ after: 2 });
    await script.say(welcome(3), events(2, 3, { replay: true }), caughtUp(3));
    expect(script.seqs).toEqual([3]);
  });

  test.each([{}, { state: true }, { filter: { bots: ["b"] } }])("a lost caught_up is noticed (%j)", async (options) => {
    const script = new ScriptedFeed(options);
    await script.clock.advance(0);
    await script.say(welcome(0), ...(options.state ? [snapshot(0)] : []));
    await beat(script, 16);
    expect(script.lines).toHaveLength(2);
  });

  test("a caught_up that was lost between live events is noticed", async () => {
    const script = new ScriptedFeed();
    await script.clock.advance(0);
    await script.say(welcome(0));
    for (let seq = 0; seq < 16 && script.lines.length === 1; seq++) {
      script.head = seq + 1;
      await script.say(events(seq, seq + 1));
      await script.clock.advance(1_000);
    }
    expect(script.lines).toHaveLength(2);
  });

  test("a lost snapshot is noticed by the frame after it, and a lost part of one too", async () => {
    const script = new ScriptedFeed({ state: true });
    await script.clock.advance(0);
    await script.say(welcome(0), caughtUp(0));
    expect(script.lines).toHaveLength(2);
    await script.say(welcome(0), { ...snapshot(0), parts: 2 }, caughtUp(0));
    await script.clock.advance(3_000);
    expect(script.lines).toHaveLength(3);
  });

  test("a snapshot that was lost in the middle of a connection is noticed by the next patch", async () => {
    const script = new ScriptedFeed({ state: true });
    await script.live(2);
    // Held back: events without patches, and a snapshot of them, which was lost.
    await script.say(events(2, 5), events(5, 6, { patch: { bots: { b: bot() } } }));
    expect(script.lines).toHaveLength(2);
    expect(script.line.query).toMatchObject({ after: 5, snapshot: 1 });
    await script.say(welcome(6), snapshot(6, { bots: { b: bot({ wins: 1 }) } }), events(5, 6, { replay: true }));
    await script.say(caughtUp(6));
    expect(script.seqs).toEqual([3, 4, 5, 6]);
    expect(script.feed.state?.bots.b?.wins).toBe(1);
  });

  test("events without a patch are no loss where a snapshot follows them, or where there is no state yet", async () => {
    const script = new ScriptedFeed({ state: true });
    await script.live(2);
    await script.say(events(2, 4), snapshot(6), events(4, 6), events(6, 7, { patch: {} }));
    script.head = 9;
    await script.say({ type: "notice", state: "rebuilding" }, events(7, 9));
    await beat(script, 20);
    await script.say(snapshot(9), events(9, 10, { patch: {} }));
    expect(script.lines).toHaveLength(1);
  });

  test("a slow replay is left alone for as long as it goes on", async () => {
    const script = new ScriptedFeed({ start: { epoch: EPOCH, seq: 0 } });
    await script.clock.advance(0);
    script.head = 12;
    await script.say(welcome(12));
    for (let seq = 0; seq < 12; seq++) {
      await script.clock.advance(8_000);
      await script.say(events(seq, seq + 1, { replay: true }));
    }
    await script.say(caughtUp(12));
    expect(script.lines).toHaveLength(1);
    expect(script.feed.status.phase).toBe("live");
  });

  test("nothing is acknowledged that was acknowledged before", async () => {
    const script = new ScriptedFeed({ state: true });
    await script.live();
    await script.say(events(0, 1, { patch: { bots: { b: bot() } } }));
    script.head = 1;
    await beat(script, 20);
    const acks = script.line.sent.filter((text) => text.includes('"ack"'));
    expect(acks).toEqual(['{"type":"ack","seq":1}']);
  });
});
