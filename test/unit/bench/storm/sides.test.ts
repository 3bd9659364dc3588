import { expect, test } from "vitest";
import { eventId } from "../../../../bench/driver/event.ts";
import { durableStreamsDialect, nchanDialect, socketIoDialect } from "../../../../bench/storm/sides.ts";

test("nchan's message is its id and the body as it was posted", () => {
  const body = '{"id":"bench-01-000007","type":"x-bench"}';
  expect(nchanDialect.hear(`id: 1795422419:2\ncontent-type: application/json\n\n${body}`)).toEqual({
    kind: "events",
    ids: [eventId(body)],
    position: "1795422419:2",
    follows: null,
    acknowledgement: null,
  });
  expect(nchanDialect.toQuery({ position: "1795422419:2", session: null })).toEqual({ last_event_id: "1795422419:2" });
  expect(nchanDialect.hear("hello")).toEqual({ kind: "other" });
});

test("socket.io gets the session and the offset of its last packet", () => {
  expect(socketIoDialect.hear('40{"sid":"s","pid":"p1"}')).toEqual({ kind: "session", session: "p1" });
  const heard = socketIoDialect.hear('42["events",{"id":"bench-01-000007"},"o9"]');
  expect(heard).toMatchObject({ kind: "events", ids: ["bench-01-000007"], position: "o9" });
  expect(socketIoDialect.toGreeting({ position: "o9", session: "p1" })).toBe('{"pid":"p1","offset":"o9"}');
});

test("a durable stream is read on from the offset of its last control event", () => {
  const control = 'event: control\ndata:{"streamNextOffset":"0_16"}\n\n';
  expect(durableStreamsDialect.hear(control)).toEqual({ kind: "position", position: "0_16" });
  const heard = durableStreamsDialect.hear(`event: data\ndata:[{"id":"a"}]\n\n${control}`);
  expect(heard).toMatchObject({ kind: "events", ids: ["a"], position: "0_16" });
  expect(durableStreamsDialect.toQuery({ position: "0_16", session: null })).toEqual({ offset: "0_16" });
});
