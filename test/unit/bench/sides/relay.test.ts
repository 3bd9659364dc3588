import { expect, test } from "vitest";
import { relayedFrames } from "../../../../bench/sides/relay.ts";

test("behind a relay, the bot's own id is in the message", () => {
  const frame = '{"type":"events","through":2,"events":[{"id":"uuid","data":{"id":"bench-01-000001"}}]}';
  expect(relayedFrames.decode(Buffer.from(frame))).toEqual({ ids: ["bench-01-000001"], through: 2 });
  expect(relayedFrames.decode(Buffer.from('{"type":"welcome"}'))).toBeNull();
});
