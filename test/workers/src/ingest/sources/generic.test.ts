import type { FeedEvent } from "@fillcast/protocol";
import { describe, expect, test } from "vitest";
import { call, createFeed, issueKey, send, type CreatedFeed } from "../../../edge.ts";

async function readFeed({ feed, key }: CreatedFeed): Promise<readonly FeedEvent[]> {
  const answer = await send("GET", `/v1/feeds/${feed}/events`, key);
  return (await answer.json<{ events: readonly FeedEvent[] }>()).events;
}

const post = (key: string, query: string, body: unknown, contentType = "application/json"): Promise<Response> =>
  send("POST", `/v1/webhooks/generic${query}`, key, body, { "Content-Type": contentType });

describe("flat JSON of a program's own", () => {
  const MAP = "?map=type:event,pair:symbol,trade:position,price:px,amount:qty,profit:pnl,currency:ccy,final:done";

  test("becomes a trade of the ledger by the mapping in the address", async () => {
    const feed = await createFeed();
    const entry = { event: "entry_fill", symbol: "ETH/USDT", position: 11, side: "BUY", px: 2531.1, qty: 0.1 };
    const exit = {
      event: "exit_fill",
      symbol: "ETH/USDT",
      position: 11,
      side: "SELL",
      px: 2600,
      qty: 0.1,
      pnl: "2.50",
    };
    expect(await (await post(feed.key, MAP, entry)).json()).toMatchObject({ status: "ok", seq: 1, duplicate: false });
    expect((await post(feed.key, MAP, { ...exit, ccy: "USDC", done: "True" })).status).toBe(200);
    const { trades } = await (
      await send("GET", `/v1/feeds/${feed.feed}/trades`, feed.key)
    ).json<{ trades: readonly object[] }>();
    expect(trades).toMatchObject([
      { id: "11", pair: "ETH/USDT", direction: "long", status: "closed", averageEntry: "2531.1", realised: "2.5" },
    ]);
    const [first, second] = await readFeed(feed);
    expect(first).toMatchObject({ source: "api", trade: { id: "11" }, data: { price: "2531.1", side: "buy" } });
    expect(second!.data).toMatchObject({ currency: "USDC", final: true, profit: "2.50" });
  });

  test("keeps its digits, and every other member under a name of its own", async () => {
    const feed = await createFeed();
    const text = '{"event":"entry","id":7,"type":"limit","pos":"a","px":0.10,"note":"x","nested":{"a":[1]},"data":"d"}';
    expect((await post(feed.key, "?map=type:event,trade:pos&map=price:px", text)).status).toBe(200);
    const [event] = await readFeed(feed);
    expect(event).toMatchObject({ type: "entry", trade: { id: "a" } });
    expect(event!.data).toEqual({ id: 7, body_type: "limit", price: "0.10", note: "x", nested: { a: [1] }, data: "d" });
  });

  test("needs no mapping if its members have our names, and takes the key in the path and a bot that it names", async () => {
    const feed = await createFeed();
    const body = JSON.stringify({ type: "x-note", bot: "mine", direction: "up", trade: { a: 1 }, final: 3 });
    const answer = await call(`/v1/webhooks/generic/${feed.key}/`, { method: "POST", body });
    expect(answer.status).toBe(200);
    const [event] = await readFeed(feed);
    expect(event).toMatchObject({ type: "x-note", bot: "mine", data: { direction: "up", trade: { a: 1 }, final: 3 } });
    expect(event).not.toHaveProperty("trade");
  });

  test("is stored once when it is sent again, and hides secrets", async () => {
    const feed = await createFeed();
    const body = { event: "signal", symbol: "A/B", passphrase: "s3cret" };
    const map = "?map=type:event,pair:symbol";
    expect(await (await post(feed.key, map, body)).json()).toMatchObject({ duplicate: false });
    expect(await (await post(feed.key, map, body, "text/plain")).json()).toMatchObject({ seq: 1, duplicate: true });
    expect(JSON.stringify(await readFeed(feed))).not.toContain("s3cret");
  });

  test.each([
    ["?map=price:px", { type: "exit_fill", trade: 1, px: "4,80" }, "/px"],
    ["?map=type:event", { event: "BUY" }, "/event"],
    ["", { price: 1 }, "/type"],
    ["?map=trade:a~b", { type: "entry", "a~b": true }, "/a~0b"],
    ["?map=openedAt:since", { type: "entry", trade: 1, since: "yesterday" }, "/since"],
    ["", { type: "entry", trade: 1, final: "yes" }, "/final"],
    ["", { type: "entry", direction: "long" }, "/trade"],
    ["?map=pair:s", { type: "signal", s: "" }, "/s"],
    ["", [{ type: "signal" }], ""],
  ])("%s %j is refused at %j, the body's own member", async (query, body, pointer) => {
    const feed = await createFeed();
    const answer = await post(feed.key, query, body);
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ type: "/problems/invalid-event", errors: [{ pointer }] });
    expect(await readFeed(feed)).toEqual([]);
  });

  test.each([
    "?map=cost:px",
    "?map=price",
    "?map=price:",
    "?map=:px",
    "?map=price:a,price:b",
    "?map=price:a&map=price:b",
    "?map=__proto__:px",
    "?map=pair:passphrase",
    `?map=price:${"x".repeat(65)}`,
    `?map=${"price:a,".repeat(5_000)}`,
  ])("is refused with the mapping %s", async (query) => {
    const { key } = await createFeed();
    const answer = await post(key, query, { type: "signal" });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      type: "/problems/invalid-request",
      detail: expect.stringContaining("The parameter map must be pairs"),
    });
  });

  test("is nothing else: no text, no form, no other scope", async () => {
    const feed = await createFeed();
    const reader = await issueKey(feed, { scope: "subscribe" });
    expect((await post(feed.key, "", "buy now", "text/plain")).status).toBe(400);
    expect((await post(feed.key, "", "type=signal", "application/x-www-form-urlencoded")).status).toBe(400);
    expect((await post(feed.key, "", { type: "signal" }, "image/png")).status).toBe(415);
    expect((await post(reader.key, "", { type: "signal" })).status).toBe(403);
    expect((await call("/v1/webhooks/generic", { method: "POST", body: "{}" })).status).toBe(401);
  });
});
