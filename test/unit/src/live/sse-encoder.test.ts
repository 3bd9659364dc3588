import { expect, test } from "vitest";
import { encodeEventsFrame } from "@fillcast/protocol";
import { SseEncoder } from "../../../../src/live/sse-encoder.ts";

const frame = (seq: number, text: string): string =>
  encodeEventsFrame({
    epoch: "0mwunoukn",
    after: seq - 1,
    through: seq,
    replay: false,
    text: `{"id":"a","seq":${seq},"text":"${text}"}`,
  });
/** The same text in another string, as each socket brings one. */
const again = (text: string): string => `${text.slice(0, 9)}${text.slice(9)}`;

test("streams that got the same frame share its bytes, and no others", () => {
  const encoder = new SseEncoder();
  const long = "é".repeat(40_000);
  const first = encoder.encode(frame(1, `${long}a`))!;
  expect(encoder.encode(again(frame(1, `${long}a`)))).toBe(first);
  expect(new TextDecoder().decode(first.bytes)).toContain(`${long}a`);
  // As long, with the same beginning and end.
  const other = encoder.encode(frame(1, `${long}b`))!;
  expect(new TextDecoder().decode(other.bytes)).toContain(`${long}b`);
});

test("what is remembered is bounded, the oldest frames go first, and one that is too large is not kept", () => {
  const encoder = new SseEncoder(10_000);
  const frames = Array.from({ length: 20 }, (_, index) => frame(index + 1, "x".repeat(1_000)));
  const kept = frames.map((text) => encoder.encode(text));
  expect(encoder.encode(frames.at(-1)!)).toBe(kept.at(-1));
  expect(encoder.encode(frames[0]!)).not.toBe(kept[0]);
  const large = frame(99, "x".repeat(20_000));
  expect(encoder.encode(large)).not.toBe(encoder.encode(large));
});

test("what a stream does not pass on has no bytes", () => {
  expect(new SseEncoder().encode('{"type":"pong","c":1,"s":2}')).toBeNull();
});
