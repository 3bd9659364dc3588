import { expect, test } from "vitest";
import { eventId } from "../../../../bench/driver/event.ts";
import { nchanDialect } from "../../../../bench/storm/sides.ts";

test("nchan's message is its id and the body as it was posted", () => {
  const body = '{"id":"bench-01-000007","type":"x-bench"}';
  expect(nchanDialect.hear(`id: 1795422419:2\ncontent-type: application/json\n\n${body}`)).toEqual({
    kind: "events",
    ids: [eventId(body)],
    position: "1795422419:2",
    follows: null,
    acknowledgement: null,
  });
  expect(nchanDialect.toQuery("1795422419:2")).toBe("last_event_id=1795422419:2");
  expect(nchanDialect.hear("hello")).toEqual({ kind: "other" });
});
