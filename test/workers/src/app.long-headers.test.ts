/**
 * Addresses and headers far longer than the platform lets through, made to be expensive: all that reads them takes time in
 * proportion to them, and each is answered.
 */
import { describe, expect, it } from "vitest";
import { call, createFeed, problemOf, send } from "../edge.ts";

const CHARS = 256 * 1024;
const fill = (unit: string) => unit.repeat(Math.floor(CHARS / unit.length));

describe("a long header", () => {
  it.each([
    ["Accept", fill("text/csv,")],
    ["Accept", fill('a/b;c="\\\\",')],
    ["Accept", `a/b;q=${fill("\t")}"`],
    ["Accept", fill(" ,;=")],
    ["Cookie", fill("a=b; ")],
    ["If-None-Match", fill('W/"a", ')],
    ["X-Request-Id", fill("a")],
    ["Last-Event-ID", fill("0")],
    ["Content-Type", fill("a/b; ")],
    ["Idempotency-Key", fill("a")],
    ["X-Fillcast-At", fill("1")],
    ["Sec-WebSocket-Protocol", fill("a, ")],
  ])("%s is read in time", async (name, value) => {
    const { feed, key } = await createFeed();
    const long = { [name]: value };
    expect((await send("POST", "/v1/events", key, { type: "signal" }, long)).status).toBeLessThan(500);
    for (const path of ["events", "trades", "pages/1", "summary"]) {
      const answer = await send("GET", `/v1/feeds/${feed}/${path}`, key, undefined, long);
      expect(answer.status).toBeLessThan(500);
      await answer.body?.cancel();
    }
  });

  it.each([
    ["spaces after the scheme", `Bearer ${fill(" ")}x y`],
    ["a key without end", `Bearer ${fill("eyJ")}`],
    ["dots", `Bearer ${fill(".")}`],
    ["a password of colons", `Basic ${btoa(fill(":"))}`],
    ["no base64", `Basic ${fill("=")}`],
  ])("Authorization with %s is refused in time", async (_, value) => {
    const answer = await call("/v1/events", { method: "POST", headers: { Authorization: value }, body: "{}" });
    expect(await problemOf(answer)).toEqual([401, "unauthenticated"]);
  });
});

describe("a long address", () => {
  it.each([
    ["slashes", `/v1/feeds${fill("/")}`],
    ["segments", `/v1/feeds${fill("/a")}`],
    ["percents", `/v1/webhooks/freqtrade/${fill("%")}`],
    ["escapes that are no UTF-8", `/v1/webhooks/freqtrade/${fill("%ff")}`],
    ["escaped slashes", `/v1/feeds/${fill("%2f")}/events`],
    ["a key without end", `/v1/webhooks/freqtrade/${fill("eyJ")}`],
    ["queries", `/v1/webhooks/freqtrade?${fill("key&")}`],
    ["keys", `/v1/webhooks/freqtrade?${fill("key=&")}`],
    ["tokens", `/v1/events?${fill("token=eyJ&")}`],
    ["plus signs", `/v1/events?token=${fill("+")}`],
    ["no route", `/${fill("a")}`],
  ])("of %s is refused in time", async (_, path) => {
    const answer = await call(path, { method: "POST", body: "{}", headers: { "Content-Type": "application/json" } });
    expect([401, 404, 405]).toContain(answer.status);
    await answer.body?.cancel();
  });

  it.each([
    ["bot", fill("b,")],
    ["type", fill("t")],
    ["from", fill("2")],
    ["from", `2026-01-01T${fill(" ")}`],
    ["after", fill("0")],
    ["limit", fill("1")],
    ["cursor", fill("W1s")],
    ["status", fill("open,")],
  ])("with a long %s is read in time", async (name, value) => {
    const { feed, key } = await createFeed();
    for (const path of ["events", "trades"]) {
      const answer = await send("GET", `/v1/feeds/${feed}/${path}?${name}=${value}`, key);
      expect([200, 400, 422]).toContain(answer.status);
      await answer.body?.cancel();
    }
  });

  it.each([
    ["types", fill("a,")],
    ["bots", fill("a")],
    ["pairs", fill(",")],
    ["since", fill("1")],
    ["epoch", fill("0")],
    ["last_event_id", fill("0")],
  ])("of a stream with long %s is read in time", async (name, value) => {
    const { feed, key } = await createFeed();
    const answer = await call(`/v1/feeds/${feed}/sse?${name}=${value}&token=${key}`);
    expect(await problemOf(answer)).toEqual([400, "invalid-request"]);
  });
});
