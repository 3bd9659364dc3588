import { describe, expect, it } from "vitest";
import { readQuery } from "../../../../src/http/query.ts";
import { EVENTS_QUERY } from "../../../../src/history/reading.ts";
import { TRADES_QUERY } from "../../../../src/history/trade-query.ts";

const events = (query: string) => readQuery(new URLSearchParams(query), EVENTS_QUERY);
const trades = (query: string) => readQuery(new URLSearchParams(query), TRADES_QUERY);
const NOON = Date.UTC(2026, 2, 1, 12);

describe("the parameters of a read", () => {
  it("are all optional, and what is not known is left alone", () => {
    expect(events("")).toEqual({});
    expect(events("limits=5&page=2&token=x")).toEqual({});
  });

  it("take names separated by commas, repeated, or both, and an empty one as none", () => {
    expect(events("type=a,b&type=c&bot=x&pair=BTC/USDT:USDT")).toMatchObject({
      type: ["a", "b", "c"],
      bot: ["x"],
      pair: ["BTC/USDT:USDT"],
    });
    expect(events("type=&bot=,")).toEqual({});
    expect(events(`bot=${"b,".repeat(64)}`)).not.toMatchObject({ kind: "refused" });
    expect(events(`bot=${"b,".repeat(65)}`)).toMatchObject({ kind: "refused", problem: { slug: "invalid-request" } });
  });

  it.each([
    [String(NOON), NOON],
    ["0", 0],
    ["2026-03-01T12:00:00Z", NOON],
    ["2026-03-01T12:00:00.000000Z", NOON],
    ["2026-03-01T13:00:00%2B01:00", NOON],
    // A plus sign that nobody escaped.
    ["2026-03-01T13:00:00+01:00", NOON],
    ["2026-03-01T07:00-05:00", NOON],
    ["2026-03-01T12:00", NOON],
    ["2026-03-01", NOON - 12 * 3_600_000],
  ])("take %s as an instant", (text, ms) => {
    expect(events(`from=${text}`)).toEqual({ from: ms });
  });

  it.each([
    "",
    "now",
    "1e3",
    "-1",
    "+1",
    "1.5",
    "2026-13-01",
    "2026-02-01T25:00Z",
    "2026-02-30",
    "2026-02-01T24:00",
    "2026-02-01T23:59:60Z",
    "2026-02-01T00:00:00%2B14:01",
    "1969-01-01",
    "01/02/2026",
    "99999999999999999",
  ])("take %j as none", (text) => {
    expect(events(`to=${text}`)).toMatchObject({ kind: "refused", problem: { slug: "invalid-request" } });
  });

  it("name the first that is wrong, and what it must be", () => {
    expect(events("limit=1001&from=2026-01-01")).toMatchObject({
      problem: { detail: "The parameter limit must be a whole number from 1 to 1000." },
    });
    for (const limit of ["0", "-1", "1.0", "1e2", "", "ten"])
      expect(events(`limit=${limit}`)).toMatchObject({ kind: "refused" });
    expect(events("after=0mwuacao0_0000000000000512")).toEqual({ after: { epoch: "0mwuacao0", seq: 512 } });
    for (const cursor of ["0mwuacao0_512", "0mwuacao0", "_0000000000000512", "0MWUACAO0_0000000000000512"]) {
      expect(events(`before=${cursor}`)).toMatchObject({
        problem: { detail: expect.stringMatching(/^The parameter before /) as string },
      });
    }
    expect(trades("status=open,closed")).toEqual({ status: ["open", "closed"] });
    expect(trades("status=won")).toMatchObject({
      problem: { detail: expect.stringMatching(/^The parameter status must be one or more of pending, /) as string },
    });
  });
});
