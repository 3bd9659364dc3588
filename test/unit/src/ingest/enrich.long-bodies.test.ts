/**
 * Bodies of the largest size that is taken, made to be expensive. What takes time in proportion to them takes milliseconds;
 * what grows with their square would outlast the time that a test has.
 */
import { describe, expect, test } from "vitest";
import { BODY_MAX_BYTES, BODY_MAX_VALUES, ERRORS_MAX, isRefused, type Json, type Refused } from "@fillcast/protocol";
import { decodeFreqtrade } from "../../../../src/ingest/sources/freqtrade.ts";
import { decodeJsonEvents, decodeNdjsonEvents } from "../../../support/said.ts";
import { decodeTradingview } from "../../../../src/ingest/sources/tradingview.ts";
import { draftByContent, draftById, enrich } from "../../../../src/ingest/enrich.ts";
import type { Said } from "../../../../src/ingest/said.ts";

const grant = { feed: "f", keyId: "k", scope: "publish" } as const;
const origin = { source: "api", edge: { at: 1 } } as const;

/** As many of them as fit into a body, with `around` chars to spare. */
const fill = (unit: string, around = 200) => unit.repeat(Math.floor((BODY_MAX_BYTES - around) / unit.length));
const numbered = (item: (index: number) => string, separator = ",") => {
  const items: string[] = [];
  for (let bytes = 200, index = 0; bytes < BODY_MAX_BYTES - 40; index++) {
    items.push(item(index));
    bytes += items.at(-1)!.length + separator.length;
  }
  return items.join(separator);
};

const BODIES: readonly (readonly [string, string])[] = [
  ["backslashes", `{"type":"x-a","data":{"a":"${fill("\\\\")}"}}`],
  ["backslashes without an end", `{"type":"x-a","data":{"a":"${fill("\\")}`],
  ["escaped quotes", `{"type":"x-a","data":{"a":"${fill('\\"')}"}}`],
  ["quotes", fill('"')],
  ["members", `{"type":"x-a",${numbered((index) => `"k${index}":1`)}}`],
  ["members of a trade", `{"type":"status","trade":{"id":"1",${numbered((index) => `"${index}":1`)}}}`],
  ["a name like a key", `{"type":"status","trade":{"id":"1","${fill("eyJ")}":1}}`],
  ["the same member", `{"type":"x-a","data":{${fill('"a":1,')}"b":1}}`],
  ["numbers", `{"type":"x-a","data":{"a":[${fill("1,")}1]}}`],
  ["arrays", `[${fill("[1],")}1]`],
  ["a long number", `{"type":"x-a","data":{"n":${fill("1")}}}`],
  ["a long fraction", `{"type":"x-a","data":{"n":0.${fill("0")}1,"e":1${"0".repeat(99)}e5}}`],
  ["a name of capitals", `{"type":"x-a","data":{"${fill("A")}":1}}`],
  ["a name of many words", `{"type":"x-a","data":{"${fill("Aa")}":1}}`],
  ["a long type", `{"type":"${fill("-")}"}`],
  ["a long id", `{"type":"x-a","id":"${fill("a")}","bot":"${"b".repeat(99)}"}`],
  ["a long date", `{"type":"entry","trade_id":"1","open_date":"${fill("1")}"}`],
  ["blank lines", fill("\n")],
  ["lines", fill("{}\n")],
  ["lines of members", numbered((index) => `{"k${index}":1}`, "\n")],
  ["spaces", fill(" ")],
  ["brackets", fill("[")],
  ["one field many times", `type=entry&${fill("a=b&")}`],
  ["names without values", fill("a&")],
  ["many fields", numbered((index) => `k${index}=`, "&")],
  ["percent signs", fill("%")],
  ["a field of zeros", `type=entry&price=${fill("0")}`],
];

const DOORS: readonly (readonly [string, (text: string) => unknown])[] = [
  ["/v1/events", (text) => toDrafts(decodeJsonEvents(text))],
  ["/v1/events as lines", (text) => toDrafts(decodeNdjsonEvents(text))],
  ["Freqtrade's json", (text) => toDraft(decodeFreqtrade(Buffer.from(text), "application/json"))],
  ["Freqtrade's form", (text) => toDraft(decodeFreqtrade(Buffer.from(text), "application/x-www-form-urlencoded"))],
  ["Freqtrade's raw", (text) => toDraft(decodeFreqtrade(Buffer.from(text), "text/plain"))],
  ["TradingView's json", (text) => toDraft(decodeTradingview(Buffer.from(text), "application/json"))],
  ["TradingView's text", (text) => toDraft(decodeTradingview(Buffer.from(text), "text/plain"))],
];

function toDrafts(said: ReturnType<typeof decodeJsonEvents>): unknown {
  return isRefused(said) ? said : said.events.map((event) => draftById(enrich(event, grant, origin), "id"));
}

function toDraft(said: Said | Refused): unknown {
  return isRefused(said) ? said : draftByContent(enrich(said, grant, origin), { windowMs: null });
}

describe.each(DOORS)("at %s", (_, door) => {
  test.each(BODIES)("a body full of %s costs no more than its size", (_, text) => {
    expect(text.length).toBeLessThanOrEqual(BODY_MAX_BYTES);
    const answer = JSON.stringify(door(text));
    // Either it was taken, or what is said of it is short.
    if (answer.includes('"refused"')) expect(answer.length).toBeLessThan(8_192);
  });
});

describe("the number of values", () => {
  const problemOf = (decoded: unknown) => (isRefused(decoded) ? decoded.problem : null);
  const batch = (events: number, values: number): string =>
    JSON.stringify(
      Array.from({ length: events }, () => ({ type: "x-a", data: { a: Array<Json>(values).fill(true) } })),
    );

  test("that a body may have is enough for the fullest batch of a bot, and beyond it is refused unparsed", () => {
    // Each event is an object, a type, data, a list and its items.
    expect(problemOf(decodeJsonEvents(batch(500, 120)))).toBeNull();
    expect(problemOf(decodeJsonEvents(batch(500, 131)))).toMatchObject({ slug: "body-too-large" });
    expect(problemOf(decodeNdjsonEvents(batch(500, 131).slice(1, -1).replaceAll("},{", "}\n{")))).toMatchObject({
      slug: "body-too-large",
    });
    expect(problemOf(decodeJsonEvents(`[${"1,".repeat(BODY_MAX_VALUES)}`))).toMatchObject({ slug: "body-too-large" });
  });

  test("is bounded in forms too", () => {
    const form = (fields: number) =>
      decodeFreqtrade(Buffer.from("a=1&".repeat(fields)), "application/x-www-form-urlencoded");
    expect(form(BODY_MAX_VALUES - 1)).not.toHaveProperty("problem");
    expect(form(BODY_MAX_VALUES)).toMatchObject({ problem: { slug: "body-too-large" } });
  });

  test("of mistakes that an answer lists is bounded, whatever their kind", () => {
    const names = Array.from({ length: 9_000 }, (_, index) => `"k${index}":1`).join(",");
    const event = `{"type":"status","trade":{"id":"1",${names}}}`;
    for (const body of [event, `[${event},${event}]`]) {
      expect(problemOf(decodeJsonEvents(body))?.errors).toHaveLength(ERRORS_MAX);
    }
  });
});

test("a field of a form that is given twice keeps both values whole", () => {
  const said = decodeFreqtrade(Buffer.from("type=entry&a=one&a=two&a="), "application/x-www-form-urlencoded");
  expect(said).toMatchObject({ data: { a: ["one", "two", ""] } });
});
