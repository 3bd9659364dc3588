import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { EVENT_MAX_BYTES, REPEAT_WINDOW_LONG_MS, REPEAT_WINDOW_SHORT_MS } from "@fillcast/protocol";
import type { Draft } from "../../../parties/feed/rpc.ts";
import { draftByContent, draftById, enrich } from "../../../src/ingest/enrich.ts";
import { repeatWindowMs } from "../../../src/ingest/repeat-window.ts";
import type { Said } from "../../../src/ingest/said.ts";

const grant = { kind: "grant", feed: "u1", keyId: "k1", scope: "publish" } as const;
const origin = { source: "api", edge: { colo: "FRA", country: "DE", at: 5 } } as const;
const said: Said = { kind: "said", type: "signal", data: { a: 1 } };
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
    const digest = (bot: string, data: Said["data"]) => (draftByContent({ ...event, bot, data }, 1_000) as Draft).id;
    expect(digest("a", { x: "1", y: "2" })).toBe(digest("a", { y: "2", x: "1" }));
    expect(digest("a", { x: "1" })).not.toBe(digest("b", { x: "1" }));
    expect(draftByContent(event, 1_000)).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      fingerprint: expect.stringMatching(/^[0-9a-f]{40}$/),
      repeat: { kind: "content", windowMs: 1_000 },
    });
  });
});

test("an event may have 32 KiB of JSON, in bytes, and not one more", () => {
  const event = (text: string) => ({ ...enrich(said, grant, origin), data: { text } });
  const overhead = Buffer.byteLength('{"bot":"default","data":{"text":""},"type":"signal"}');
  const fits = EVENT_MAX_BYTES - overhead;
  expect(draftById(event("a".repeat(fits)), "x")).toHaveProperty("fingerprint");
  expect(draftById(event("a".repeat(fits + 1)), "x")).toMatchObject({ problem: { slug: "event-too-large" } });
  expect(draftById(event("é".repeat(fits / 2 + 1)), "x")).toMatchObject({ problem: { slug: "event-too-large" } });
  expect(draftByContent(event("a".repeat(fits + 1)), null)).toMatchObject({ problem: { slug: "event-too-large" } });
});

test.each([
  ["exit", null],
  ["exit_fill", null],
  ["exit_cancel", null],
  ["entry", REPEAT_WINDOW_LONG_MS],
  ["entry_fill", REPEAT_WINDOW_LONG_MS],
  ["entry_cancel", REPEAT_WINDOW_LONG_MS],
  ["protection_trigger", REPEAT_WINDOW_LONG_MS],
  ["protection_trigger_global", REPEAT_WINDOW_LONG_MS],
  ["status", REPEAT_WINDOW_SHORT_MS],
  ["startup", REPEAT_WINDOW_SHORT_MS],
  ["strategy_msg", REPEAT_WINDOW_SHORT_MS],
  ["whitelist", REPEAT_WINDOW_SHORT_MS],
  ["x-exit", REPEAT_WINDOW_SHORT_MS],
])("the same %s counts as a retry for %s ms", (type, windowMs) => expect(repeatWindowMs(type)).toBe(windowMs));
