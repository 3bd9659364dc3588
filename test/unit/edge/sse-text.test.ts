import { expect, test } from "vitest";
import type { EventsFrame, FeedEvent, ServerFrame } from "@fillcast/protocol";
import { frameToSse } from "../../../src/live/sse-text.ts";

const epoch = "0mwunoukn";
const event = (seq: number): FeedEvent => ({
  id: `e${seq}`,
  seq,
  type: "signal",
  bot: "b",
  source: "api",
  at: 1,
  data: { text: "a\nb\r\u2028" },
});
const frame = (over: Partial<EventsFrame>): EventsFrame => ({
  type: "events",
  epoch,
  after: 0,
  through: 2,
  replay: false,
  events: [event(1), event(2)],
  ...over,
});

test("an event is a message whose id is its cursor, on one line", () => {
  const text = frameToSse(frame({}), 2_000);
  expect(text).toBe(
    [1, 2].map((seq) => `id: ${epoch}_000000000000000${seq}\ndata: ${JSON.stringify(event(seq))}\n\n`).join(""),
  );
  expect(text.split("\n")).toHaveLength(7);
});

test("what a filter took out moves the position without a message", () => {
  expect(frameToSse(frame({ events: [] }), 2_000)).toBe(`id: ${epoch}_0000000000000002\n\n`);
  expect(frameToSse(frame({ events: [event(1)] }), 2_000)).toMatch(/\n\nid: 0mwunoukn_0000000000000002\n\n$/);
});

test("a patch is an event of its own, with its position", () => {
  expect(frameToSse(frame({ patch: { locks: [] } }), 2_000)).toContain(
    `event: patch\ndata: {"epoch":"${epoch}","seq":2,"patch":{"locks":[]}}\n\n`,
  );
});

test("the reader is told when to come back, where it stands, and where it begins anew", () => {
  const welcome: ServerFrame = {
    type: "welcome",
    v: 1,
    connection: "c",
    epoch,
    head: 2,
    oldest: 1,
    chain: "",
    resumed: false,
    recovered: false,
    now: 1,
  };
  expect(frameToSse(welcome, 2_500)).toBe(`retry: 2500\nevent: welcome\ndata: ${JSON.stringify(welcome)}\n\n`);
  expect(frameToSse({ type: "caught_up", epoch, seq: 2, chain: "" }, 1)).toMatch(
    /^id: 0mwunoukn_0{15}2\nevent: caught_up\n/,
  );
  expect(frameToSse({ type: "reset", reason: "trimmed", epoch, head: 9, oldest: 5 }, 1)).toMatch(
    /^id: 0mwunoukn_0{15}9\nevent: reset\ndata: .*"reason":"trimmed"/,
  );
});

test("a clock sample is the socket's own affair", () => {
  expect(frameToSse({ type: "pong", c: 1, s: 2 }, 1)).toBe("");
});
