import * as fc from "fast-check";
import { expect, test } from "vitest";
import { encodeEventsFrame, encodeFrame, type FeedEvent, type ServerFrame } from "@fillcast/protocol";
import { frameToSse } from "../../../../src/live/sse-text.ts";

const epoch = "0mwunoukn";
const event = (seq: number, data: FeedEvent["data"] = { text: "a\nb\r\u2028" }): FeedEvent => ({
  id: `e${seq}`,
  seq,
  type: "signal",
  bot: "b",
  source: "api",
  at: 1,
  data,
});
const textOf = (events: readonly FeedEvent[]): string => events.map((one) => JSON.stringify(one)).join(",\n");
const frame = (events: readonly FeedEvent[], after = 0, through = 2, patchText?: string): string =>
  encodeEventsFrame({ epoch, after, through, replay: false, text: textOf(events), patchText });

test("an event is a message whose id is its cursor, on one line, as the log has it", () => {
  const sse = frameToSse(frame([event(1), event(2)]))!;
  expect(sse.step).toEqual({ kind: "events", after: 0, through: 2 });
  expect(sse.text).toBe(
    [1, 2].map((seq) => `id: ${epoch}_000000000000000${seq}\ndata: ${JSON.stringify(event(seq))}\n\n`).join(""),
  );
  expect(sse.text.split("\n")).toHaveLength(7);
});

test("what a filter took out moves the position without a message", () => {
  expect(frameToSse(frame([]))!.text).toBe(`id: ${epoch}_0000000000000002\n\n`);
  expect(frameToSse(frame([event(1)]))!.text).toMatch(/\n\nid: 0mwunoukn_0000000000000002\n\n$/);
});

test("a patch is an event of its own, with its position, after the events", () => {
  const { text } = frameToSse(frame([event(2)], 1, 2, '{"locks":[]}'))!;
  expect(text).toBe(
    `id: ${epoch}_0000000000000002\ndata: ${JSON.stringify(event(2))}\n\n` +
      `event: patch\ndata: {"epoch":"${epoch}","seq":2,"patch":{"locks":[]}}\n\n`,
  );
});

/** Texts that look like what frames are cut at. */
const tricky = fc.constantFrom(
  ",\n",
  "]}",
  '","seq":9,',
  '"events":[',
  "\n\ndata: x",
  "\r",
  "\u2028",
  "\\",
  '"',
  "id: 1",
);
const anyText = fc.array(fc.oneof(tricky, fc.string({ unit: "binary" }))).map((parts) => parts.join(""));
const anyEvent = fc.record({ id: anyText, text: anyText, rest: fc.jsonValue() });

test("whatever events hold, each comes out as the one message that the parser would make of it", () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 5 }), (parts) => {
      const events = parts.map(({ id, text, rest }, index) => {
        const made = { ...event(index * 2 + 1), id, data: { text, rest } };
        // As it is stored, and as the wire gives it: UTF-8 has no half characters.
        return JSON.parse(JSON.stringify(made).toWellFormed()) as FeedEvent;
      });
      const written = frame(events, 0, 20);
      // Another order of members is another build's way to write the same.
      const { type, ...members } = JSON.parse(written) as { type: string };
      const parsed = frameToSse(JSON.stringify({ ...members, type }))!;
      const sse = frameToSse(written)!;
      expect(sse).toEqual(parsed);
      const blocks = sse.text.split("\n\n").slice(0, -1);
      expect(blocks).toHaveLength(events.length + 1);
      expect(blocks.slice(0, -1).map((block) => JSON.parse(block.slice(block.indexOf("data: ") + 6)))).toEqual(events);
      expect(sse.text).not.toContain("\r");
    }),
  );
});

test("the reader learns where it stands, and where it starts again", () => {
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
  expect(frameToSse(encodeFrame(welcome))).toEqual({
    step: { kind: "frame", frame: welcome },
    text: `event: welcome\ndata: ${JSON.stringify(welcome)}\n\n`,
  });
  expect(frameToSse(encodeFrame({ type: "caught_up", epoch, seq: 2, chain: "" }))!.text).toMatch(
    /^id: 0mwunoukn_0{15}2\nevent: caught_up\n/,
  );
  expect(frameToSse(encodeFrame({ type: "reset", reason: "trimmed", epoch, head: 9, oldest: 5 }))!.text).toMatch(
    /^id: 0mwunoukn_0{15}9\nevent: reset\ndata: .*"reason":"trimmed"/,
  );
});

test("state, presence and notices are passed on as they are, on one line", () => {
  for (const type of ["snapshot", "presence", "notice"]) {
    const said = `{"type":"${type}","epoch":"${epoch}","seq":1,"state":{"a":"b\\n"}}`;
    const text = `event: ${type}\ndata: ${said}\n\n`;
    expect(frameToSse(said)).toEqual({ step: { kind: "none" }, text });
    expect(frameToSse(said.replace(",", ",\r\n"))).toEqual({ step: { kind: "none" }, text });
  }
});

test("nothing comes of what is the socket's own affair, of a later version, or no frame", () => {
  for (const text of ['{"type":"pong","c":1,"s":2}', '{"type":"later"}', "pong", "", "[]", '{"type":"events"}']) {
    expect(frameToSse(text)).toBeNull();
  }
  expect(frameToSse(frame([event(1)]).slice(0, -1))).toBeNull();
});
