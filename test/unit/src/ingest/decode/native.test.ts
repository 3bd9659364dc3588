import { isRefused } from "@fillcast/protocol";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeJsonEvents, decodeNdjsonEvents } from "../../../../support/said.ts";

const single = (event: unknown) => {
  const decoded = decodeJsonEvents(JSON.stringify(event));
  return isRefused(decoded) ? decoded.problem : decoded.events[0]!;
};

test("all members have their place", () => {
  expect(
    single({
      id: "e-1",
      type: "entry_fill",
      bot: "spot.1",
      ts: 1_729_761_303_123,
      pair: "ETH/USDT",
      trade: { id: 41, pair: "ETH/USDT", direction: "short", openedAt: "2024-10-24T11:15:03.123456+02:00" },
      data: { amount: "1.10" },
    }),
  ).toEqual({
    id: "e-1",
    type: "entry_fill",
    bot: "spot.1",
    ts: 1_729_761_303_123,
    pair: "ETH/USDT",
    trade: { id: "41", pair: "ETH/USDT", direction: "short", openedAt: "2024-10-24T09:15:03.123456Z" },
    data: { amount: "1.10" },
  });
});

test("the seed form is read: user and bot by their own names, the rest into data", () => {
  const text =
    '{"userId":"u1","botId":"b1","type":"signal","pair":"BTC/USDT","side":"buy","amount":0.10,"price":67000.50,"note":7}';
  expect(decodeJsonEvents(text)).toEqual({
    kind: "single",
    events: [
      {
        user: "u1",
        bot: "b1",
        type: "signal",
        pair: "BTC/USDT",
        data: { side: "buy", amount: "0.10", price: "67000.50", note: 7 },
      },
    ],
  });
});

test("unknown members go to data, where data's own win", () => {
  expect(single({ type: "signal", a: 1, b: 2, seq: 9, data: { b: 3 } })).toMatchObject({
    data: { a: 1, b: 3, seq: 9 },
  });
});

test("a member that is null counts as absent", () => {
  expect(single({ type: "signal", id: null, bot: null, ts: null, pair: null, trade: null, data: null })).toEqual({
    type: "signal",
    data: {},
  });
});

test("a trade's pair is the event's where it has none", () => {
  expect(single({ type: "signal", trade: { id: "1", pair: "A/B" } })).toMatchObject({ pair: "A/B" });
});

test("__proto__ at the top is a member of data", () => {
  const decoded = decodeJsonEvents('{"type":"signal","__proto__":{"x":1},"constructor":1}');
  if (isRefused(decoded)) throw new Error(decoded.problem.detail);
  const { data } = decoded.events[0]!;
  expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
  expect(JSON.stringify(data)).toBe('{"__proto__":{"x":1},"constructor":1}');
});

describe("wrong members are named by pointers", () => {
  test.each([
    [{}, "/type"],
    [{ type: 5 }, "/type"],
    [{ type: "buy" }, "/type"],
    [{ type: "bot_silent" }, "/type"],
    [{ type: "x-" }, "/type"],
    [{ type: "signal", ts: "1729761303123" }, "/ts"],
    [{ type: "signal", ts: 1.5 }, "/ts"],
    [{ type: "signal", ts: -1 }, "/ts"],
    [{ type: "signal", ts: 253_402_300_800_000 }, "/ts"],
    [{ type: "signal", ts: true }, "/ts"],
    [{ type: "signal", id: "" }, "/id"],
    [{ type: "signal", id: 5 }, "/id"],
    [{ type: "signal", id: "a\nb" }, "/id"],
    [{ type: "signal", id: "a".repeat(129) }, "/id"],
    [{ type: "signal", bot: "a b" }, "/bot"],
    [{ type: "signal", bot: "a,b" }, "/bot"],
    [{ type: "signal", bot: "a".repeat(65) }, "/bot"],
    [{ type: "signal", botId: "../x" }, "/botId"],
    [{ type: "signal", bot: "a", botId: "b" }, "/botId"],
    [{ type: "signal", userId: {} }, "/userId"],
    [{ type: "signal", pair: "a".repeat(65) }, "/pair"],
    [{ type: "signal", pair: "A\u0000B" }, "/pair"],
    [{ type: "signal", data: [] }, "/data"],
    [{ type: "signal", data: "x" }, "/data"],
    [{ type: "signal", trade: "41" }, "/trade"],
    [{ type: "signal", trade: {} }, "/trade/id"],
    [{ type: "signal", trade: { id: "1", direction: "up" } }, "/trade/direction"],
    [{ type: "signal", trade: { id: "1", openedAt: "yesterday" } }, "/trade/openedAt"],
    [{ type: "signal", trade: { id: "1", openedAt: "1969-12-31T23:59:59.999Z" } }, "/trade/openedAt"],
    [{ type: "signal", trade: { id: "1", openedAt: "2024-02-30T00:00:00Z" } }, "/trade/openedAt"],
    [{ type: "signal", trade: { id: "1", openedAt: "0000-01-01T00:00:00Z" } }, "/trade/openedAt"],
    [{ type: "signal", trade: { id: "1", openedAt: "2024-10-24T24:00:00Z" } }, "/trade/openedAt"],
    [{ type: "signal", trade: { id: "1", openedAt: "2016-12-31T23:59:60Z" } }, "/trade/openedAt"],
    [{ type: "signal", trade: { id: "1", openedAt: "2024-10-24T09:15:03+14:01" } }, "/trade/openedAt"],
    [{ type: "signal", trade: { id: "1", "a/b~c": 1 } }, "/trade/a~1b~0c"],
    ["signal", ""],
    [null, ""],
    [5, ""],
  ])("%j at %j", (event, pointer) => {
    const problem = single(event);
    expect(problem).toMatchObject({ slug: "invalid-event", errors: [{ pointer }] });
  });

  test("a ts in seconds is refused, and the answer says why", () => {
    for (const ts of [1_729_761_303, 0, 946_684_799_999]) {
      expect(single({ type: "signal", ts })).toMatchObject({
        slug: "invalid-event",
        errors: [{ pointer: "/ts", detail: expect.stringContaining("milliseconds since 1970, not seconds") as string }],
      });
    }
  });

  test("ts may be the first and the last millisecond", () => {
    for (const ts of [946_684_800_000, 253_402_300_799_999])
      expect(single({ type: "signal", ts })).toMatchObject({ ts });
  });

  test("1e309 as ts is refused, not stored as Infinity", () => {
    expect(decodeJsonEvents('{"type":"signal","ts":1e309}')).toMatchObject({
      problem: { errors: [{ pointer: "/ts" }] },
    });
  });

  test("everything that is wrong is listed, up to twenty", () => {
    const problem = single({ type: "buy", ts: "x", pair: 5 });
    expect(problem).toMatchObject({ errors: { length: 3 } });
    const many = decodeJsonEvents(JSON.stringify(Array.from({ length: 50 }, () => ({ type: "buy", ts: "x" }))));
    expect(many).toMatchObject({ problem: { errors: { length: 20 } } });
  });

  test("in a batch the pointer begins with the event's index", () => {
    const batch = [{ type: "signal" }, { type: "buy" }, { type: "signal" }, 7];
    expect(decodeJsonEvents(JSON.stringify(batch))).toMatchObject({
      problem: { slug: "invalid-event", errors: [{ pointer: "/1/type" }, { pointer: "/3" }] },
    });
  });
});

describe("batches", () => {
  test("an array is a batch, even of one", () => {
    expect(decodeJsonEvents('[{"type":"signal"}]')).toMatchObject({ kind: "batch", events: { length: 1 } });
  });

  test("an empty array is refused", () => {
    expect(decodeJsonEvents("[]")).toMatchObject({ problem: { slug: "invalid-event", errors: [{ pointer: "" }] } });
  });

  test("500 events pass and 501 do not, before any is looked at", () => {
    const batch = (count: number, event: unknown) => JSON.stringify(Array.from({ length: count }, () => event));
    expect(decodeJsonEvents(batch(500, { type: "signal" }))).toMatchObject({ events: { length: 500 } });
    expect(decodeJsonEvents(batch(501, "wrong"))).toMatchObject({ problem: { slug: "batch-too-large" } });
    const lines = (count: number) => Array.from({ length: count }, () => '{"type":"signal"}').join("\n");
    expect(decodeNdjsonEvents(lines(500))).toMatchObject({ events: { length: 500 } });
    expect(decodeNdjsonEvents(lines(501))).toMatchObject({ problem: { slug: "batch-too-large" } });
  });
});

describe("lines", () => {
  test("blank lines and carriage returns are skipped, and one line is a batch too", () => {
    expect(decodeNdjsonEvents('\n{"type":"signal","data":{"price":1.10}}\r\n\r\n')).toEqual({
      kind: "batch",
      events: [{ type: "signal", data: { price: "1.10" } }],
    });
  });

  test("a pointer counts events, not lines", () => {
    expect(decodeNdjsonEvents('\n\n{"type":"signal"}\n\n{"type":"buy"}')).toMatchObject({
      problem: { errors: [{ pointer: "/1/type" }] },
    });
  });

  test("a broken line refuses all and says which event it is", () => {
    expect(decodeNdjsonEvents('{"type":"signal"}\n{"type":')).toMatchObject({
      problem: { slug: "malformed-json", detail: expect.stringMatching(/^Event 1: /) },
    });
  });

  test("a line that nests too deep is named", () => {
    expect(decodeNdjsonEvents(`{"type":"signal"}\n{"a":${"[".repeat(50)}`)).toMatchObject({
      problem: { slug: "invalid-event", errors: [{ pointer: "/1" }] },
    });
  });

  test("an array in a line is no event", () => {
    expect(decodeNdjsonEvents('[{"type":"signal"}]')).toMatchObject({ problem: { errors: [{ pointer: "/0" }] } });
  });

  test("nothing but blank lines is an empty body", () => {
    expect(decodeNdjsonEvents("\n \r\n")).toMatchObject({ problem: { slug: "empty-body" } });
  });
});

describe("half of a surrogate pair", () => {
  test.each([
    ["/id", { id: "a\ud800" }],
    ["/id", { id: "\udc00\ud800" }],
    ["/pair", { pair: "\ud83dA/B" }],
    ["/trade/id", { trade: { id: "4\udfff" } }],
    ["/trade/pair", { trade: { id: "4", pair: "\ud800" } }],
    ["/bot", { bot: "b\ud800" }],
    ["/type", { type: "x-\ud800" }],
  ])("is refused at %s", (pointer, members) => {
    const text = JSON.stringify({ type: "signal", ...members });
    for (const [decoded, prefix] of [
      [decodeJsonEvents(text), ""],
      [decodeJsonEvents(`[{"type":"signal"},${text}]`), "/1"],
      [decodeNdjsonEvents(text), "/0"],
    ] as const) {
      expect(decoded).toMatchObject({
        kind: "refused",
        problem: { slug: "invalid-event", errors: [{ pointer: `${prefix}${pointer}` }] },
      });
    }
  });

  test("does not stop whole pairs, nor what is only data", () => {
    expect(single({ type: "signal", id: "🚀", pair: "🚀/A", trade: { id: "🚀" } })).toMatchObject({ id: "🚀" });
    expect(single({ type: "signal", data: { text: "\ud800" } })).toMatchObject({ data: { text: "\ud800" } });
  });
});

describe("a number that names no money", () => {
  const dataOf = (text: string) => {
    const decoded = decodeJsonEvents(text);
    return isRefused(decoded) ? decoded.problem : decoded.events[0]!.data;
  };

  test("is a number in every event, whatever double it is, and money is text in every one", () => {
    const number = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 }),
      fc.integer({ min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }),
    );
    const isHeld = (value: number) => value === 0 || Math.abs(value) > 1e-300;
    fc.assert(
      fc.property(number.filter(isHeld), (value) => {
        const source = JSON.stringify(value);
        const text = `{"type":"signal","n":${source},"list":[${source}],"price":${source},"fees":[${source}]}`;
        const n = Number(source);
        expect(dataOf(text)).toEqual({ n, list: [n], price: source, fees: [source] });
      }),
    );
  });

  test("is its digits if no double holds them", () => {
    expect(dataOf('{"type":"signal","n":12345678901234567890,"list":[1e400]}')).toEqual({
      n: "12345678901234567890",
      list: ["1e400"],
    });
  });
});
