/**
 * What cannot work is said at once, by the call that was given it.
 */
import { afterEach, describe, expect, test } from "vitest";
import type { ConnectOptions, Feed } from "../../../../client/src/api.ts";
import { FeedError } from "../../../../client/src/error.ts";
import { connect } from "../../../../client/src/feed.ts";
import { ScriptedFeed } from "../../../support/scripted-feed.ts";

const good: ConnectOptions = {
  url: "http://127.0.0.1:9",
  feed: "alice",
  token: "key",
  WebSocket: class extends EventTarget {
    close(): void {}
  } as never,
};
const opened: Feed[] = [];
const open = (options: object | undefined): Feed => {
  const feed = connect(options as ConnectOptions);
  opened.push(feed);
  return feed;
};
afterEach(() => opened.splice(0).forEach((feed) => feed.close()));

const thrown = (call: () => unknown): unknown => {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe("connect", () => {
  const wrong: readonly [keyof ConnectOptions, readonly unknown[]][] = [
    [
      "url",
      [
        "",
        "localhost:8930",
        "ftp://x.example",
        "/fillcast",
        "//x",
        "ws://x.example",
        "https://x?a=1",
        "https://x?",
        "https://x#",
        " https://x",
        "https://x\n",
        "x",
        undefined,
        null,
        7,
        {},
      ],
    ],
    ["feed", ["", "..", "a/b", "a b", "ä", "-a", "a".repeat(65), undefined, null, 7]],
    ["token", ["", undefined, null, 7, {}, Promise.resolve("t")]],
    [
      "start",
      [
        null,
        "now",
        "",
        50,
        {},
        [],
        { tail: "50" },
        { tail: -1 },
        { tail: NaN },
        { tail: 10_001 },
        { since: "1x" },
        { since: 15 },
        { tail: 50, since: "15m" },
        { epoch: "" },
        { epoch: "0mwuacao0" },
        { epoch: "0mwuacao0", seq: "4" },
      ],
    ],
    ["store", [null, {}, "local", { load: async () => null }]],
    [
      "filter",
      [null, [], { types: "entry" }, { types: [1] }, { type: ["entry"] }, { bots: [""] }, { pairs: ["A/B,C/D"] }],
    ],
    ["signal", [null, {}, true]],
    ["clock", [null, {}, { now: Date.now }]],
    ["WebSocket", [null, {}]],
    ["fetch", [null, {}]],
    ["fallback", [null, {}, "sse"]],
    ["pauses", [null, 5, { firstMs: 0 }, { maxMs: NaN }, { pingMs: "9000" }, { ms: 500 }]],
  ];
  const cases = wrong.flatMap(([name, values]) => values.map((value) => [name, value] as const));

  test.each(cases)("refuses %s %j with a typed error that names it", (name, value) => {
    const error = thrown(() => open({ ...good, [name]: value }));
    expect(error).toBeInstanceOf(FeedError);
    expect(error).toMatchObject({ code: "invalid-option", retryable: false });
    expect((error as FeedError).message).toContain(`\`${name}\``);
  });

  test.each([undefined, null, "https://x"])("refuses %j in place of options", (options) => {
    expect(thrown(() => open(options as never))).toMatchObject({ code: "invalid-option" });
  });

  test("takes undefined for everything that may be left out, by its type too", () => {
    const none = { start: undefined, store: undefined, filter: undefined, state: undefined, signal: undefined };
    const others = { clock: undefined, fetch: undefined, fallback: undefined, pauses: undefined };
    const options: ConnectOptions = { ...good, ...none, ...others };
    expect(open(options).status.phase).toBe("connecting");
    expect(open({ ...good, filter: { types: undefined }, pauses: { maxMs: undefined } }).status.phase).toBe(
      "connecting",
    );
  });

  test.each(["https://x.example/", "http://127.0.0.1:8787//", "https://x.example/prefix"])(
    "takes the address %s",
    (url) => {
      expect(thrown(() => open({ ...good, url }))).toBeUndefined();
    },
  );
});

describe("on", () => {
  test.each(["", "evnt", "message", "toString", "__proto__", null, 7])("refuses the name %j", (name) => {
    const { feed } = new ScriptedFeed();
    expect(thrown(() => feed.on(name as never, () => {}))).toMatchObject({ code: "invalid-option" });
  });

  test("refuses a handler that is none", () => {
    const { feed } = new ScriptedFeed();
    expect(thrown(() => feed.on("event", undefined as never))).toMatchObject({ code: "invalid-option" });
  });
});

describe("a filter", () => {
  test("of empty lists is none: a gap is filled with everything", async () => {
    const script = new ScriptedFeed({ filter: { types: [] } });
    await script.live();
    await script.say({ type: "events", epoch: "0mwuacao0", after: 0, through: 2, replay: false, events: [] });
    // Without a filter a frame has all of its events.
    expect(script.lines).toHaveLength(2);
  });
});
