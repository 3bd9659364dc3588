import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  EVENT_MAX_BYTES,
  REPEAT_WINDOW_ALERT_MS,
  REPEAT_WINDOW_LONG_MS,
  REPEAT_WINDOW_SHORT_MS,
} from "@fillcast/protocol";
import type { Draft } from "../../../../parties/feed/rpc.ts";
import { draftByContent, draftById, enrich } from "../../../../src/ingest/enrich.ts";
import { freqtrade } from "../../../../src/ingest/sources/freqtrade.ts";
import { tradingview } from "../../../../src/ingest/sources/tradingview.ts";
import type { Said } from "../../../../src/ingest/said.ts";

const grant = { feed: "u1", keyId: "k1", scope: "publish" } as const;
const origin = { source: "api", edge: { colo: "FRA", country: "DE", at: 5 } } as const;
const said: Said = { type: "signal", data: { a: 1 } };
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

describe("enrichment", () => {
  test("the bot is the key's, else the body's, else default", () => {
    expect(enrich({ ...said, bot: "b" }, { ...grant, bot: "a" }, origin).bot).toBe("a");
    expect(enrich({ ...said, bot: "b" }, grant, origin).bot).toBe("b");
    expect(enrich(said, grant, origin).bot).toBe("default");
  });

  test("mode, time, pair, trade and edge come along, user and id do not", () => {
    const full: Said = { ...said, id: "i", user: "u1", ts: 1, pair: "A/B", trade: { id: "1" } };
    expect(enrich(full, { ...grant, mode: "dry" }, origin)).toEqual({
      type: "signal",
      bot: "default",
      source: "api",
      mode: "dry",
      ts: 1,
      pair: "A/B",
      trade: { id: "1" },
      edge: { colo: "FRA", country: "DE", at: 5 },
      data: { a: 1 },
    });
  });
});

describe("what makes a repeat", () => {
  const event = enrich(said, grant, origin);

  test("an id: 24 digits of its hash, then 16 of the content's", () => {
    const draft = draftById(event, "id-1") as Draft;
    expect(draft).toMatchObject({ id: "id-1", repeat: { kind: "id" } });
    expect(draft.fingerprint).toBe(
      sha256("id-1").slice(0, 24) + sha256('{"bot":"default","data":{"a":1},"type":"signal"}').slice(0, 16),
    );
  });

  test("when and where it came in is no part of the content", () => {
    const later = enrich(said, { ...grant, mode: "dry" }, { source: "api", edge: { at: 6 } });
    expect((draftById(later, "x") as Draft).fingerprint).toBe((draftById(event, "x") as Draft).fingerprint);
  });

  test.each([
    { type: "x-other" },
    { bot: "b" },
    { ts: 1 },
    { pair: "A/B" },
    { trade: { id: "1" } },
    { data: { a: "1" } },
  ])("%j is", (change) => {
    const other = draftById({ ...event, ...change }, "x") as Draft;
    expect(other.fingerprint).not.toBe((draftById(event, "x") as Draft).fingerprint);
  });

  test("without ids, the content of a bot: equal in any order of fields, another for another bot", () => {
    const digest = (bot: string, data: Said["data"]) =>
      (draftByContent({ ...event, bot, data }, { windowMs: 1_000 }) as Draft).id;
    expect(digest("a", { x: "1", y: "2" })).toBe(digest("a", { y: "2", x: "1" }));
    expect(digest("a", { x: "1" })).not.toBe(digest("b", { x: "1" }));
    expect(draftByContent(event, { windowMs: 1_000 })).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      fingerprint: expect.stringMatching(/^[0-9a-f]{40}$/),
      repeat: { kind: "content", windowMs: 1_000 },
    });
  });

  test("of an import, content and time: a repeat as long as the feed remembers, whatever came in between", () => {
    const rule = { windowMs: 1_000, ifNewest: true } as const;
    const dated = (at: number) => draftByContent(event, rule, at) as Draft;
    expect(dated(5).repeat).toEqual({ kind: "content", windowMs: null });
    expect(dated(5)).toEqual(dated(5));
    expect(dated(6).fingerprint).not.toBe(dated(5).fingerprint);
    expect((draftByContent(event, rule) as Draft).fingerprint).not.toBe(dated(5).fingerprint);
  });
});

test("an event may have 32 KiB of JSON, in bytes, and not one more", () => {
  const event = (text: string) => ({ ...enrich(said, grant, origin), data: { text } });
  const overhead = Buffer.byteLength('{"bot":"default","data":{"text":""},"type":"signal"}');
  const fits = EVENT_MAX_BYTES - overhead;
  expect(draftById(event("a".repeat(fits)), "x")).toHaveProperty("fingerprint");
  expect(draftById(event("a".repeat(fits + 1)), "x")).toMatchObject({ problem: { slug: "event-too-large" } });
  expect(draftById(event("é".repeat(fits / 2 + 1)), "x")).toMatchObject({ problem: { slug: "event-too-large" } });
  expect(draftByContent(event("a".repeat(fits + 1)), { windowMs: null })).toMatchObject({
    problem: { slug: "event-too-large" },
  });
});

describe("an equal body is a retry", () => {
  const ruleOf = (type: string, data: Said["data"] = {}) => freqtrade.repeatRule({ type, data });

  test.each(["exit", "exit_fill", "exit_cancel"])("of %s forever, if it has its closing instant", (type) =>
    expect(ruleOf(type, { close_date: "2024-10-24T09:15:03.123456Z" })).toEqual({ windowMs: null }),
  );

  test.each(["entry", "entry_cancel", "exit", "exit_cancel"])(
    "of %s for minutes, unless the order was cancelled or placed again",
    (type) => expect(ruleOf(type)).toEqual({ windowMs: REPEAT_WINDOW_LONG_MS, unlessUndone: true }),
  );

  test.each(["entry_fill", "exit_fill", "protection_trigger", "protection_trigger_global"])(
    "of %s for minutes, whatever came in between",
    (type) => expect(ruleOf(type)).toEqual({ windowMs: REPEAT_WINDOW_LONG_MS }),
  );

  test.each(["status", "startup", "warning", "exception", "strategy_msg", "whitelist", "x-exit"])(
    "of %s within a bot's retry span, as its last message",
    (type) => expect(ruleOf(type)).toEqual({ windowMs: REPEAT_WINDOW_SHORT_MS, ifNewest: true }),
  );

  test.each(["signal", "exit_fill", "entry"])("of TradingView's %s within TradingView's", (type) => {
    const rule = tradingview.repeatRule({ type, data: { close_date: "2024-10-24T09:15:03.123456Z" } });
    expect(rule).toEqual({ windowMs: REPEAT_WINDOW_ALERT_MS, ifNewest: true });
  });
});
