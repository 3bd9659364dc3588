import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeJsonEvents, decodeNdjsonEvents } from "../../../support/said.ts";
import { decodeFreqtrade } from "../../../../src/ingest/sources/freqtrade.ts";
import { decodeTradingview } from "../../../../src/ingest/sources/tradingview.ts";
import { refuseSyntax } from "../../../../src/http/json-fault.ts";

const faultOf = (text: string) => {
  const { detail, errors } = refuseSyntax(text).problem;
  return errors?.[0] ?? { pointer: "", detail };
};

describe("a text that is not JSON is answered with the place and what to write", () => {
  test.each([
    ['{"data":{"profit":NaN}}', "character 19", "/data/profit", "has NaN"],
    ['{"data":{"profit":-Infinity}}', "character 19", "/data/profit", "has -Infinity"],
    ['[{"a":1},{"a":[1,Infinity]}]', "character 18", "/1/a/1", "send null"],
    ['{\n  "a": 1,\n  "b": nan\n}', "line 3, character 8", "/b", "has nan"],
    ['{"a":None}', "character 6", "/a", "send null"],
    ['{"a":True}', "character 6", "/a", "write true"],
    ["{'a':1}", "character 2", "", "double quotes"],
    ['{"a":1,}', "character 8", "", "closing bracket"],
    ['{"a":[1,2}', "character 10", "/a/1", "closing bracket"],
    ['{"a":1', "character 7", "/a", "is cut off"],
    ['{"a":"x', "character 8", "/a", "is cut off"],
    ['{"a":"\\x"}', "character 7", "/a", "send complete JSON"],
    ['{"a":"x\n"}', "line 1, character 8", "/a", "send complete JSON"],
    ['{"a":01}', "character 6", "/a", "send complete JSON"],
    ['{"a":{{close}}}', "character 7", "/a", "send complete JSON"],
    ['{"a":1} x', "character 9", "", "send complete JSON"],
    ["", "character 1", "", "is cut off"],
  ])("%j", (text, place, pointer, advice) => {
    const fault = faultOf(text);
    expect(fault.detail).toContain(advice);
    expect(fault.pointer).toBe(pointer);
    expect(refuseSyntax(text).problem.detail).toContain(`at ${place}`);
  });

  test("at every door, and in a batch and in lines with the event's index", () => {
    const bad = '{"type":"exit_fill","profit":NaN}';
    const named = (pointer: string) => ({ problem: { slug: "malformed-json", errors: [{ pointer }] } });
    expect(decodeJsonEvents(bad)).toMatchObject(named("/profit"));
    expect(decodeJsonEvents(`[{"type":"signal"},${bad}]`)).toMatchObject(named("/1/profit"));
    expect(decodeNdjsonEvents(`{"type":"signal"}\n${bad}`)).toMatchObject(named("/1/profit"));
    expect(decodeFreqtrade(Buffer.from(bad), "application/json")).toMatchObject(named("/profit"));
    expect(decodeTradingview(Buffer.from(bad), "application/json")).toMatchObject(named("/profit"));
  });

  test("shows nothing of the text but words that are no values", () => {
    expect(JSON.stringify(refuseSyntax('{"key": eyJhbGciOi}'))).not.toContain("eyJ");
  });

  test("whatever it is, and the place is where it stops being JSON", () => {
    const text = fc.oneof(
      fc.string(),
      fc.json().map((json) => json.slice(1)),
      fc.json().map((json) => json.slice(0, -1)),
    );
    fc.assert(
      fc.property(text, (broken) => {
        fc.pre(!parses(broken));
        const character = Number(/character (\d+)/.exec(refuseSyntax(broken).problem.detail)![1]);
        expect(character).toBeLessThanOrEqual(broken.length + 1);
      }),
      { numRuns: 2_000 },
    );
  });

  test("of a megabyte, in time", () => {
    for (const unit of ["[", '{"a":', '"\\\\', "1", " ", "[1],"]) {
      expect(JSON.stringify(refuseSyntax(`${unit.repeat(1_000_000 / unit.length)}x`)).length).toBeLessThan(1_000);
    }
  });
});

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
