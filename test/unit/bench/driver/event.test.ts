import { expect, test } from "vitest";
import { encodeEvent, eventId } from "../../../../bench/driver/event.ts";

test("an event is 200 bytes of JSON with its id in it", () => {
  const text = encodeEvent(7, 1_234, 1_700_000_000_000);
  expect(Buffer.byteLength(text)).toBe(200);
  expect(JSON.parse(text)).toMatchObject({ id: eventId(text), type: "x-bench", ts: 1_700_000_000_000 });
  expect(eventId(text)).toBe("bench-07-001234");
});
