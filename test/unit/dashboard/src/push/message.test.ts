/** What a push becomes: a notification whatever came, and a tap that stays on this origin. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodePush, notificationOf, pathWithin } from "../../../../../dashboard/src/push/message.ts";

const ORIGIN = "https://fillcast.example";
const PUSHED = {
  v: 1,
  title: "2 trades closed, +31.20 USDT",
  lines: ["spot-1: BTC/USDT closed +12.40 USDT", "spot-1: ETH/USDT closed +18.80 USDT"],
  path: "/trades/spot-1%3A7?event=4",
  tag: "m1",
  feed: "alice",
  at: 1_795_000_000_000,
  count: 2,
  seqs: [41, 42],
};
const decode = (change: object) => decodePush(JSON.stringify({ ...PUSHED, ...change }), ORIGIN);

test("a push is shown with its lines, and a tap knows path and feed", () => {
  expect(notificationOf(decode({}))).toEqual({
    title: "2 trades closed, +31.20 USDT",
    options: {
      body: PUSHED.lines.join("\n"),
      icon: "/icon-192.png",
      badge: "/badge-96.png",
      tag: "m1",
      renotify: true,
      timestamp: PUSHED.at,
      data: { path: "/trades/spot-1%3A7?event=4", feed: "alice" },
    },
  });
});

test("a notification without a tag replaces none: browsers refuse to tell again of what has none", () => {
  const { options } = notificationOf(decode({ tag: null, at: "then" }));
  expect(options).not.toHaveProperty("renotify");
  expect(options).not.toHaveProperty("tag");
  expect(options).not.toHaveProperty("timestamp");
});

test("whatever comes, there is something to show and a place of this origin to open", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.constant(null),
        fc.string(),
        fc.json(),
        fc.object().map((value) => JSON.stringify(value)),
      ),
      (text) => {
        const message = decodePush(text, ORIGIN);
        expect(message.title.trim()).not.toBe("");
        expect(new URL(message.path, ORIGIN).origin).toBe(ORIGIN);
        expect(notificationOf(message).options.data.path.startsWith("/")).toBe(true);
      },
    ),
  );
});

test("more than fits is cut", () => {
  const { title, lines } = decode({
    title: "t".repeat(5_000),
    lines: Array.from({ length: 40 }, () => "l".repeat(900)),
  });
  expect(title).toHaveLength(200);
  expect(lines).toHaveLength(12);
  expect(lines[0]).toHaveLength(300);
});

describe("the events of a message", () => {
  test("are known where it names all that it counts", () => {
    expect(decode({}).seqs).toEqual([41, 42]);
    expect(decode({ count: 3 }).seqs).toBeNull();
    expect(decode({ seqs: undefined }).seqs).toBeNull();
    expect(decode({ seqs: [], count: 0 }).seqs).toBeNull();
    expect(decode({ seqs: ["41", 42] }).seqs).toBeNull();
  });
});

describe("a path", () => {
  test.each([
    ["/", "/"],
    ["/bots/spot-1", "/bots/spot-1"],
    ["/trades/a?event=3", "/trades/a?event=3"],
    // A key must not come with an alert.
    ["/#feed=evil&key=a.b.c", "/"],
    ["/bots/x#show=bob", "/bots/x"],
  ])("%s opens %s", (path, opened) => expect(pathWithin(path, ORIGIN)).toBe(opened));

  test.each([
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "/\t/evil.example/",
    "/\n/evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "bots/spot-1",
    "",
    " /bots",
    null,
    7,
    ["/"],
  ])("%j opens the first page of this origin or none of another", (path) => {
    expect(pathWithin(path, ORIGIN)).toBe("/");
  });
});
