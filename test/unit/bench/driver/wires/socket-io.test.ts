import { expect, test } from "vitest";
import { decodePacket, socketIoWire } from "../../../../../bench/driver/wires/socket-io.ts";

test("an event packet has the ids of an event or a batch, and the offset to come back with", () => {
  expect(decodePacket(Buffer.from('42["events",{"id":"a"},"o1"]'))).toEqual({ ids: ["a"], offset: "o1" });
  expect(decodePacket(Buffer.from('42["events",[{"id":"a"},{"id":"b"}]]'))).toEqual({ ids: ["a", "b"], offset: null });
});

test("other packets carry no events", () => {
  expect(socketIoWire.decode(Buffer.from('40{"sid":"s"}'))).toBeNull();
  expect(socketIoWire.decode(Buffer.from("2"))).toBeNull();
});
