import { expect, test } from "vitest";
import { bareBodies, eventFrames } from "../../../../../bench/driver/wires/web-socket.ts";

test("frames of events carry ids, and how far they go where the side numbers", () => {
  const frame = '{"type":"events","through":7,"events":[{"id":"a"},{"id":"b"}]}';
  expect(eventFrames.decode(Buffer.from(frame))).toEqual({ ids: ["a", "b"], through: 7 });
  expect(eventFrames.decode(Buffer.from('{"type":"welcome"}'))).toBeNull();
});

test("a bare body is an event or a batch", () => {
  expect(bareBodies.decode(Buffer.from('{"id":"a"}'))).toEqual({ ids: ["a"], through: 0 });
  expect(bareBodies.decode(Buffer.from('[{"id":"a"},{"id":"b"}]'))?.ids).toEqual(["a", "b"]);
});
