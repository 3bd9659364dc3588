import { isRefused } from "@fillcast/protocol";
import { describe, expect, test } from "vitest";
import { canonicalJson } from "../../../../../src/ingest/content.ts";
import { isMoneyKey, parseJson } from "../../../../../src/ingest/decode/json.ts";

const parse = (text: string) => {
  const parsed = parseJson(text, isMoneyKey);
  return isRefused(parsed) ? parsed.problem : parsed.value;
};

describe("numbers", () => {
  test("money keeps the digits that the bot wrote", () => {
    expect(parse('{"price":0.10,"stakeAmount":1e-8,"fee_rate":-0.0,"amount":100}')).toEqual({
      price: "0.10",
      stakeAmount: "1e-8",
      fee_rate: "-0.0",
      amount: "100",
    });
  });

  test("money keeps its digits in arrays, nested ones too, and not in objects inside them", () => {
    expect(parse('{"prices":[1.10,[2.00,{"n":3.0,"rate":4.0}]],"n":[1.10]}')).toEqual({
      prices: ["1.10", ["2.00", { n: 3, rate: "4.0" }]],
      n: [1.1],
    });
  });

  test.each([
    ["0.1", 0.1],
    ["123456789012345", 123456789012345],
    ["1234567890123456", 1234567890123456],
    ["0.30000000000000004", 0.1 + 0.2],
    ["247732112409685.0", 247732112409685],
    ["9007199254740993", "9007199254740993"],
    ["0.12345678901234567", "0.12345678901234567"],
    ["0.000000000000000000123", 1.23e-19],
    ["1e400", "1e400"],
    ["-1e400", "-1e400"],
    ["1e-400", "1e-400"],
    ["1.23456789012345e-310", "1.23456789012345e-310"],
    ["0e999", 0],
    ["1e21", 1e21],
  ])("%s in a field that is no money becomes %j", (source, expected) => {
    expect(parse(`{"n":${source}}`)).toEqual({ n: expected });
    expect(parse(`[${source}]`)).toEqual([expected]);
    expect(parse(source)).toEqual(expected);
  });

  test.each(["price", "stake_amount", "openRate", "profitUSD", "PnL".toLowerCase(), "fees", "limit-price", "TOTAL"])(
    "%s names money",
    (key) => expect(isMoneyKey(key)).toBe(true),
  );

  test.each(["id", "ts", "generated", "pricey", "sizeable", "unlimited", "", "ratee", "valueless"])(
    "%j does not name money",
    (key) => expect(isMoneyKey(key)).toBe(false),
  );

  test("digits inside strings are not numbers", () => {
    expect(parse('{"price":"1.10","a":"\\"5, \\\\","b":"[1]"}')).toEqual({ price: "1.10", a: '"5, \\', b: "[1]" });
  });
});

describe("depth", () => {
  const nested = (depth: number, open = "[", close = "]") => open.repeat(depth) + close.repeat(depth);

  test("32 levels of an event pass, one more in an array around them", () => {
    expect(parse(`{"a":${nested(31)}}`)).not.toHaveProperty("slug");
    expect(parse(`[{"a":${nested(31)}}]`)).not.toHaveProperty("slug");
    expect(parse(`{"a":${nested(32)}}`)).toMatchObject({ slug: "invalid-event", errors: [{ pointer: "" }] });
    expect(parse(`[{"a":${nested(32)}}]`)).toMatchObject({ slug: "invalid-event" });
  });

  test("a million levels are refused without being parsed", () => {
    const startMs = performance.now();
    expect(parse("[".repeat(1_000_000))).toMatchObject({ slug: "invalid-event" });
    expect(parse('{"a":'.repeat(200_000))).toMatchObject({ slug: "invalid-event" });
    expect(performance.now() - startMs).toBeLessThan(200);
  });

  test("brackets in strings do not count", () => {
    expect(parse(JSON.stringify({ a: "[".repeat(10_000), b: '\\"{'.repeat(100) }))).not.toHaveProperty("slug");
  });

  test("a string full of backslashes is scanned in linear time", () => {
    const startMs = performance.now();
    expect(parse(`"${"\\\\".repeat(250_000)}"`)).toBe("\\".repeat(250_000));
    expect(parse(`"${'\\"'.repeat(250_000)}"`)).toBe('"'.repeat(250_000));
    expect(performance.now() - startMs).toBeLessThan(500);
  });
});

describe("what is no JSON", () => {
  test.each([
    '{"a":1',
    "{'a':1}",
    '{"a":NaN}',
    '{"a":01}',
    "",
    " ",
    '{"a":"\u0000"}',
    "[1,]",
    "undefined",
    '{"a":1}{"b":2}',
  ])("%j is refused without quoting it", (text) => {
    const problem = parse(text);
    expect(problem).toMatchObject({ slug: "malformed-json" });
    expect((problem as { detail: string }).detail).not.toContain("'a'");
  });
});

describe("strange members", () => {
  test("__proto__ and constructor stay members and touch no prototype", () => {
    const value = parse(
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":2}},"price":1.0}',
    ) as object;
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.hasOwn(value, "__proto__")).toBe(true);
    expect(JSON.stringify(value)).toBe(
      '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":2}},"price":"1.0"}',
    );
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(canonicalJson(value as never)).toContain('"__proto__":{"polluted":1}');
  });

  test("NUL and lone surrogates go through", () => {
    expect(parse('{"a":"\\u0000","b":"\\ud800","\\ud801":1}')).toEqual({ a: "\0", b: "\ud800", "\ud801": 1 });
  });
});
