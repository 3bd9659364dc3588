import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { FREQTRADE_TYPES, isPublishableType, isRefused } from "@fillcast/protocol";
import { decodeFreqtrade } from "../../../../../src/ingest/sources/freqtrade.ts";
import type { Said } from "../../../../../src/ingest/said.ts";

interface Fixture {
  readonly note: string;
  readonly body: Readonly<Record<string, string>>;
}
const fixtures = JSON.parse(
  readFileSync(new URL("../../../../fixtures/freqtrade/webhook-bodies.json", import.meta.url), "utf8"),
) as Fixture[];

const utf8 = (text: string) => new TextEncoder().encode(text);
const decode = (body: string | Uint8Array, contentType?: string) =>
  decodeFreqtrade(typeof body === "string" ? utf8(body) : body, contentType);
function said(body: string | Uint8Array, contentType?: string): Said {
  const decoded = decode(body, contentType);
  if (isRefused(decoded)) throw new Error(decoded.problem.detail);
  return decoded;
}
const fromJson = (body: object) => said(JSON.stringify(body), "application/json");

describe("the fixtures", () => {
  test.each(fixtures.map((fixture, index) => [`${index} ${fixture.body.type} ${fixture.note}`, fixture.body] as const))(
    "%s: every field is kept, numbers as strings",
    (_, body) => {
      const event = fromJson(body);
      expect(event.type).toBe(body.type);
      const { type: __, ...fields } = body;
      expect(Object.keys(event.data).sort()).toEqual(Object.keys(fields).sort());
      for (const [name, text] of Object.entries(fields)) {
        const expected = { None: null, True: true, False: false }[text];
        if (/_(date|time)$/.test(name)) {
          expect(event.data[name]).toBe(`${text.slice(0, 10)}T${text.slice(11).replace("+00:00", "")}Z`);
        } else {
          expect(event.data[name]).toBe(expected === undefined ? text : expected);
        }
      }
      expect(event.pair).toBe(body.pair);
      expect(event.trade?.id).toBe(body.trade_id);
    },
  );

  test.each(fixtures.map((fixture, index) => [index, fixture.body] as const))(
    "%i says the same as a form and as raw JSON",
    (_, body) => {
      const expected = fromJson(body);
      expect(said(new URLSearchParams(body).toString(), "application/x-www-form-urlencoded")).toEqual(expected);
      expect(said(JSON.stringify(body), "text/plain")).toEqual(expected);
      expect(said(JSON.stringify(body))).toEqual(expected);
    },
  );

  test("an aware and a naive open_date of one trade are one instant", () => {
    const [placed, cancelled] = fixtures.filter(({ body }) => body.trade_id === "42").map(({ body }) => fromJson(body));
    expect(placed!.trade).toEqual({
      id: "42",
      pair: "PEPE/USDT",
      direction: "long",
      openedAt: "2024-10-24T13:20:02.000481Z",
    });
    expect(cancelled!.trade).toEqual(placed!.trade);
  });
});

describe("types", () => {
  test.each(FREQTRADE_TYPES)("%s passes as it is", (type) => {
    const event = fromJson({ type, a: "1" });
    expect(event.type).toBe(type);
    expect(event.data).toEqual({ a: "1" });
  });

  test.each([
    ["new_candle", "x-new_candle"],
    ["analyzed df!", "x-analyzed-df-"],
    ["bot_silent", "x-bot_silent"],
    ["__proto__", "x-proto__"],
    ["x-", "x-x-"],
    ["é", "x-unknown"],
    ["", "x-unknown"],
    ["a".repeat(500), `x-${"a".repeat(62)}`],
  ])("%s becomes %s and stays readable in data", (type, expected) => {
    const event = fromJson({ type });
    expect(event.type).toBe(expected);
    expect(isPublishableType(event.type)).toBe(true);
    expect(event.data.type).toBe(type);
  });

  test.each([[{}], [{ type: true }], [{ type: null }]])("%j has no type: x-unknown", (body) => {
    expect(fromJson(body).type).toBe("x-unknown");
  });

  test("heartbeats and custom names pass", () => {
    expect(fromJson({ type: "heartbeat" }).type).toBe("heartbeat");
    expect(fromJson({ type: "x-mine" }).type).toBe("x-mine");
  });
});

describe("values", () => {
  test("exponents, long decimals and typed numbers keep their digits", () => {
    const event = said(
      '{"type":"entry","open_rate":"1.099e-05","amount":0.049620300000000006,"n":1e+16,"list":[1.10],"lock_timestamp":1729775114000}',
      "application/json",
    );
    expect(event.data).toEqual({
      open_rate: "1.099e-05",
      amount: "0.049620300000000006",
      n: "1e+16",
      list: ["1.10"],
      lock_timestamp: "1729775114000",
    });
  });

  test("typed booleans, nulls and nested values stay as they are", () => {
    const nested = { a: [{ b: "None" }], open_date: "2024-10-24 09:15:03" };
    const event = fromJson({ type: "exit", ok: true, nothing: null, nested });
    expect(event.data).toEqual({ ok: true, nothing: null, nested });
  });

  test("messages stay text, whatever they say", () => {
    expect(fromJson({ type: "strategy_msg", msg: "None" }).data).toEqual({ msg: "None" });
    expect(fromJson({ type: "status", status: "True" }).data).toEqual({ status: "True" });
  });

  test("a date that is none stays what it was", () => {
    expect(fromJson({ type: "exit", close_date: "later", open_date: "2024-99-01 00:00:00" }).data).toEqual({
      close_date: "later",
      open_date: "2024-99-01 00:00:00",
    });
  });

  test("other offsets become UTC", () => {
    expect(fromJson({ type: "exit", close_date: "2024-10-24 09:15:03.5+02:00" }).data.close_date).toBe(
      "2024-10-24T07:15:03.5Z",
    );
  });

  test("a trade needs an id, and only a text can be one", () => {
    expect(fromJson({ type: "entry", pair: "A/B", open_date: "2024-10-24 09:15:03" }).trade).toBeUndefined();
    expect(fromJson({ type: "entry", trade_id: "None" }).trade).toBeUndefined();
    expect(said('{"type":"entry","trade_id":41}', "application/json").trade).toEqual({ id: "41" });
    expect(fromJson({ type: "entry", trade_id: "41", direction: "sideways" }).trade).toEqual({ id: "41" });
  });

  test("a bot in the body is named where it can be a name, and stays in data", () => {
    expect(fromJson({ type: "entry", bot: "spot-1", user: "somebody" })).toMatchObject({
      bot: "spot-1",
      data: { bot: "spot-1", user: "somebody" },
    });
    expect(fromJson({ type: "entry", bot: "no name" }).bot).toBeUndefined();
  });

  test("NUL, lone surrogates and emoji go through", () => {
    const event = said('{"type":"strategy_msg","msg":"a\\u0000b\\ud800\\ud83d\\ude80"}', "application/json");
    expect(event.data.msg).toBe("a\0b\ud800🚀");
  });

  test("__proto__ is a field like others", () => {
    for (const event of [
      said('{"type":"entry","__proto__":{"polluted":"1"}}', "application/json"),
      said("type=entry&__proto__=x", "application/x-www-form-urlencoded"),
    ]) {
      expect(Object.hasOwn(event.data, "__proto__")).toBe(true);
      expect(Object.getPrototypeOf(event.data)).toBe(Object.prototype);
    }
  });
});

describe("formats", () => {
  test("raw text that is no object is a message", () => {
    for (const text of ["Trend flipped 🚀", "[1, 2]", "42", '"quoted"', "{broken", "null"]) {
      expect(said(text, "text/plain; charset=utf-8")).toEqual({
        type: "strategy_msg",
        data: { msg: text },
      });
    }
  });

  test("raw latin-1 is read as such where it is not UTF-8", () => {
    expect(said(Uint8Array.of(0xe9, 0x74, 0xe9, 0x80), "text/plain").data.msg).toBe("été\u0080");
    expect(said(utf8("été"), "text/plain").data.msg).toBe("été");
  });

  test("a byte that is no UTF-8 is replaced alone where the rest is", () => {
    const bytes = Uint8Array.of(...utf8("été "), 0xff, ...utf8(" 🚀"));
    expect(said(bytes, "text/plain").data.msg).toBe("été \ufffd 🚀");
  });

  test("half of a surrogate pair is replaced in what names a trade, and stays in the fields", () => {
    const event = said('{"type":"entry","trade_id":"4\\ud800","pair":"A\\udc00/B"}', "application/json");
    expect(event).toMatchObject({ trade: { id: "4\ufffd", pair: "A\ufffd/B" }, pair: "A\ufffd/B" });
    expect(event.data.trade_id).toBe("4\ud800");
  });

  test("JSON that is not an object is kept whole", () => {
    expect(said("[1.10]", "application/json")).toMatchObject({ type: "x-unknown", data: { body: ["1.10"] } });
  });

  test("a form declared as JSON and JSON declared as a form are taken for what they are", () => {
    expect(said("type=entry&pair=A%2FB", "application/json")).toMatchObject({ type: "entry", pair: "A/B" });
    expect(said('{"type":"entry","pair":"A/B"}', "application/x-www-form-urlencoded")).toMatchObject({
      type: "entry",
      pair: "A/B",
    });
  });

  test("a form field that is given twice keeps both values", () => {
    expect(said("type=entry&a=1&a=2&a=3&b=", "application/x-www-form-urlencoded").data).toEqual({
      a: ["1", "2", "3"],
      b: "",
    });
  });

  test("a form's plus signs, percents and broken escapes are read as a browser's", () => {
    expect(said("type=entry&tag=a+b%20c%F0%9F%9A%80%zz", "application/x-www-form-urlencoded").data.tag).toBe(
      "a b c🚀%zz",
    );
  });

  test("broken JSON is the one content that is refused", () => {
    expect(decode('{"type":"entry",', "application/json")).toMatchObject({ problem: { slug: "malformed-json" } });
    expect(decode("hello", "application/json")).toMatchObject({ problem: { slug: "malformed-json" } });
    expect(decode('{"a":'.repeat(10_000), "application/json")).toMatchObject({ problem: { slug: "invalid-body" } });
  });

  test("a content type that no bot sends is refused", () => {
    expect(decode("x", "image/png")).toMatchObject({ problem: { slug: "unsupported-media-type" } });
    expect(decode("x", "multipart/form-data; boundary=y")).toMatchObject({
      problem: { slug: "unsupported-media-type" },
    });
  });

  test("upper case and parameters of a content type do not matter", () => {
    expect(said('{"type":"entry"}', "Application/JSON; charset=UTF-8").type).toBe("entry");
  });
});
