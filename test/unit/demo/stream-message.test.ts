import { expect, test } from "vitest";
import { createCourse } from "../../../demo/course.ts";
import { toStreamMessage } from "../../../demo/stream-message.ts";
import { playLive, START_MS } from "../../support/demo-play.ts";

test("a stream says what a webhook says, as typed JSON", () => {
  const said = playLive(createCourse(7, START_MS), 120_000).map(({ body }) => ({
    body,
    message: toStreamMessage(body),
  }));
  const types = new Set(said.flatMap(({ message }) => message?.type ?? []));
  expect([...types].toSorted()).toEqual([
    "entry",
    "entry_cancel",
    "entry_fill",
    "exit",
    "exit_cancel",
    "exit_fill",
    "protection_trigger",
    "protection_trigger_global",
  ]);
  for (const { body, message } of said.filter((one) => one.message !== null)) {
    expect(Object.keys(message!).toSorted()).toEqual(Object.keys(body).toSorted());
    for (const [name, text] of Object.entries(body)) {
      const value = message![name];
      if (value === null) expect(text).toBe("None");
      else if (typeof value === "boolean") expect(text).toBe(value ? "True" : "False");
      else if (typeof value === "number") expect(value).toBe(Number(text));
      else expect(value).toBe(text);
    }
    expect(typeof message!["amount"]).toBe(body["amount"] === undefined ? "undefined" : "number");
  }
});
