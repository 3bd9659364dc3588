import { expect, test } from "vitest";
import { createCutter, decodeMessage, eventStreamWire } from "../../../../../bench/driver/wires/event-stream.ts";

const DATA = 'event: data\ndata:[{"id":"a"},{"id":"b"}]\n\n';
const CONTROL = 'event: control\ndata:{"streamNextOffset":"0_43","upToDate":true}\n\n';

test("a message ends with its control event, wherever the chunks end", () => {
  const text = CONTROL + DATA + DATA + CONTROL;
  for (const size of [1, 7, 50, 1_000]) {
    const cut = createCutter();
    const messages: string[] = [];
    for (let at = 0; at < text.length; at += size) messages.push(...cut(text.slice(at, at + size)));
    expect(messages).toEqual([CONTROL, DATA + DATA + CONTROL]);
  }
});

test("a message has the ids of all its data, and where to go on", () => {
  expect(decodeMessage(DATA + DATA + CONTROL)).toEqual({ ids: ["a", "b", "a", "b"], offset: "0_43" });
  expect(eventStreamWire.decode(Buffer.from(CONTROL))).toBeNull();
});
