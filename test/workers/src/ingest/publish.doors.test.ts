/**
 * What people and bots post, over HTTP, and what readers and the summary have of it.
 */
import { describe, expect, test } from "vitest";
import type { FeedEvent, FeedState } from "@fillcast/protocol";
import { call, createFeed, issueKey, openSocket, problemOf, send, type CreatedFeed } from "../../edge.ts";

async function readFeed({ feed, key }: CreatedFeed): Promise<FeedEvent[]> {
  const socket = await openSocket(`/parties/feed/${feed}?token=${key}&tail=1000`);
  await socket.until(() => socket.of("caught_up").length === 1);
  socket.raw.close(1000);
  return socket.of("events").flatMap(({ events }) => events);
}
async function stateOf({ feed, key }: CreatedFeed): Promise<FeedState> {
  const socket = await openSocket(`/parties/feed/${feed}?token=${key}&snapshot=1`);
  await socket.until(() => socket.of("snapshot").length === 1);
  socket.raw.close(1000);
  return socket.of("snapshot")[0]!.state;
}
const hook = async (door: string, key: string, body: string, type = "application/json") => {
  const answer = await call(`/v1/webhooks/${door}/${key}`, { method: "POST", body, headers: { "Content-Type": type } });
  expect(answer.status, await answer.clone().text()).toBe(200);
  return answer.json<{ seq: number; duplicate: boolean }>();
};
const post = (key: string, body: unknown, headers: Record<string, string> = {}) =>
  send("POST", "/v1/events", key, body, headers);

describe("Freqtrade's messages in the same words", () => {
  test("of a bot that starts twice in a row are all in the feed, and a retry is not", async () => {
    const feed = await createFeed();
    const { key } = await issueKey(feed, { scope: "publish", bot: "spot-1" });
    const says = (type: string, status: string) => hook("freqtrade", key, JSON.stringify({ type, status }));
    const start = [
      ["status", "running"],
      ["warning", "Dry run is enabled. All trades are simulated."],
      ["startup", "*Exchange:* `binance`"],
      ["startup", "Searching for USDT pairs"],
    ] as const;
    for (const [type, status] of [...start, ...start, ["status", "stopped"] as const, ["status", "running"] as const]) {
      expect((await says(type, status)).duplicate).toBe(false);
    }
    expect(await says("status", "running")).toMatchObject({ seq: 10, duplicate: true });
    expect((await readFeed(feed)).map(({ type }) => type)).toHaveLength(10);
    expect((await stateOf(feed)).bots["spot-1"]!.presence).not.toBe("stopped");
  });

  test("an order message is a repeat though another message came in between", async () => {
    const feed = await createFeed();
    const entry = '{"type":"entry_fill","trade_id":"1","pair":"A/B","amount":"1.0","open_rate":"2.0"}';
    await hook("freqtrade", feed.key, entry);
    await hook("freqtrade", feed.key, '{"type":"status","status":"running"}');
    expect(await hook("freqtrade", feed.key, entry)).toMatchObject({ seq: 1, duplicate: true });
  });
});

describe("a native trade", () => {
  test("in its own words has its amount, closes and counts", async () => {
    const feed = await createFeed();
    const shared = { pair: "ETH-USDT", trade: { id: 7 } };
    const fill = { type: "entry_fill", ...shared, data: { side: "buy", price: 2531.17, amount: 0.0395 } };
    expect((await post(feed.key, fill)).status).toBe(200);
    expect(Object.values((await stateOf(feed)).trades)).toMatchObject([
      { status: "open", amount: "0.0395", averageEntry: "2531.17", stakeCurrency: "USDT", direction: "long" },
    ]);
    const exit = { type: "exit_fill", ...shared, side: "sell", price: "2650", amount: "0.0395", profit: "4.8" };
    expect((await post(feed.key, exit)).status).toBe(200);
    const { trades, totals } = await stateOf(feed);
    expect(Object.values(trades)).toMatchObject([{ status: "closed", amount: "0", realised: "4.8" }]);
    expect(totals).toMatchObject([{ currency: "USDT", realised: "4.8", closed: 1, wins: 1 }]);
  });

  test("with Freqtrade's names and a pair of any spelling is in a book, if only in that of the unknown currency", async () => {
    for (const [pair, currency] of [
      ["ETH-USDT", "USDT"],
      ["BTCUSDT", "USDT"],
      ["WEIRD", "unknown"],
    ] as const) {
      const feed = await createFeed();
      const trade = { id: "1" };
      await post(feed.key, { type: "entry_fill", pair, trade, data: { open_rate: "1", amount: "1" } });
      const data = { close_rate: "2", amount: "1", profit_amount: "4.8", is_final_exit: true };
      await post(feed.key, { type: "exit_fill", pair, trade, data });
      expect((await stateOf(feed)).totals).toMatchObject([{ currency, realised: "4.8", closed: 1 }]);
    }
  });

  test("whose members are in the wrong place or of the wrong type is a 422 that names them", async () => {
    const feed = await createFeed();
    const answer = await post(feed.key, {
      type: "exit_fill",
      pair: "A/B",
      trade_id: "41",
      data: { is_final_exit: "true", price: "1,234.50" },
    });
    expect(answer.status).toBe(422);
    expect((await answer.json<{ errors: { pointer: string }[] }>()).errors.map(({ pointer }) => pointer)).toEqual([
      "/trade_id",
      "/data/price",
      "/data/is_final_exit",
    ]);
  });

  test("with a ts in seconds is a 422, alone, in a batch and in a line", async () => {
    const feed = await createFeed();
    const event = { type: "entry_fill", pair: "A/B", trade: { id: 1 }, ts: 1_795_902_239 };
    for (const [body, pointer, headers] of [
      [event, "/ts", {}],
      [[{ type: "signal" }, event], "/1/ts", {}],
      [JSON.stringify(event), "/0/ts", { "Content-Type": "application/x-ndjson" }],
    ] as const) {
      const answer = await post(feed.key, body, headers);
      expect(answer.status).toBe(422);
      expect(await answer.json()).toMatchObject({ errors: [{ pointer }] });
    }
    expect(await readFeed(feed)).toEqual([]);
  });
});

describe("an alert", () => {
  test("in the same words is news after another one", async () => {
    const feed = await createFeed();
    for (const text of ["buy", "sell", "buy"]) {
      expect((await hook("tradingview", feed.key, text, "text/plain")).duplicate).toBe(false);
    }
    expect((await hook("tradingview", feed.key, "buy", "text/plain")).duplicate).toBe(true);
    const order = (now: string) => `{"ticker":"BTCUSDT","action":"buy","timenow":"${now}"}`;
    await hook("tradingview", feed.key, order("2026-11-24T06:00:01Z"));
    expect(await hook("tradingview", feed.key, order("2026-11-24T06:00:02Z"))).toMatchObject({ duplicate: false });
  });

  test("names its pair by any of the usual members, with or without its exchange", async () => {
    const feed = await createFeed();
    const alerts: [object, string | undefined][] = [
      [{ ticker: "BTCUSDT" }, "BTCUSDT"],
      [{ ticker: "BINANCE:ETHUSDT.P" }, "ETHUSDT.P"],
      [{ symbol: "KRAKEN:XBTUSD" }, "XBTUSD"],
      [{ tv_instrument: "ETHUSD" }, "ETHUSD"],
      [{ symbol: "XRP/USDT:USDT" }, "XRP/USDT:USDT"],
      [{ pair: "BTC/USDT", ticker: "BTCUSDT" }, "BTC/USDT"],
      [{ pair: "", symbol: "A" }, "A"],
      [{ Ticker: "BINANCE:BTCUSDT" }, "BTCUSDT"],
      [{ SYMBOL: " BYBIT: ETHUSDT " }, "ETHUSDT"],
      [{ ticker: 5 }, undefined],
      [{ ticker: "BINANCE:" }, undefined],
    ];
    for (const [alert] of alerts) await hook("tradingview", feed.key, JSON.stringify(alert));
    expect((await readFeed(feed)).map(({ pair }) => pair)).toEqual(alerts.map(([, pair]) => pair));
  });

  test("may come as curl -d sends it: JSON, fields or text, called a form", async () => {
    const feed = await createFeed();
    const form = "application/x-www-form-urlencoded";
    for (const body of ['{"ticker":"BTCUSDT","price":1.10}', "ticker=BINANCE%3AETHUSDT&price=2", "BTC crossed 67000"]) {
      await hook("tradingview", feed.key, body, form);
    }
    expect((await readFeed(feed)).map(({ pair, data }) => [pair, data])).toEqual([
      ["BTCUSDT", { ticker: "BTCUSDT", price: "1.10" }],
      ["ETHUSDT", { ticker: "BINANCE:ETHUSDT", price: "2" }],
      [undefined, { text: "BTC crossed 67000" }],
    ]);
    expect((await post(feed.key, '{"type":"signal"}', { "Content-Type": form })).status).toBe(200);
  });
});

describe("a secret in a body", () => {
  const secrets =
    '"Secret":"s3cret-1","nested":[{"API_KEY":"s3cret-2","apiSecret":"s3cret-3"}],"token":["s3cret-4"],"key":null';

  test("is stored as three dots at every door, in any case and depth", async () => {
    const feed = await createFeed();
    await post(feed.key, `{"type":"signal","passphrase":"s3cret-5","data":{${secrets}}}`);
    await post(feed.key, `{"type":"signal","data":{${secrets}}}\n`, { "Content-Type": "application/x-ndjson" });
    await hook("freqtrade", feed.key, `{"type":"status",${secrets}}`);
    await hook("freqtrade", feed.key, "type=status&passphrase=s3cret-6", "application/x-www-form-urlencoded");
    await hook("freqtrade", feed.key, '{"secret": "s3cret-7", "price": NaN}', "text/plain");
    await hook("tradingview", feed.key, `{${secrets}}`);
    await hook("tradingview", feed.key, "ticker=A&token=s3cret-8", "application/x-www-form-urlencoded");
    const others = ["x-api-key", "tv_secret", "clientSecret", "bot_token", "webhookKey", "alert[passphrase]", "Passwd"];
    await hook("tradingview", feed.key, JSON.stringify(Object.fromEntries(others.map((name) => [name, "s3cret"]))));
    await hook("freqtrade", feed.key, JSON.stringify({ type: "strategy_msg", msg: `{${secrets}}` }));
    await hook("tradingview", feed.key, "buy now, secret: s3cret api_key = s3cret", "text/plain");
    await hook("tradingview", feed.key, `{"secret": "s3cret-9", 'key': 's3cret-0', "price": {{close}}}`, "text/plain");
    const escaped = (levels: number): string =>
      JSON.stringify(levels === 0 ? { token: "s3cret" } : { a: escaped(levels - 1) });
    const within = [
      'Signal: {"secret":"s3cret"}',
      escaped(1),
      escaped(3),
      'a {"x": 1, "my_secret" \n: {"a":{"b":"s3cret"},"c":"s3cret}"}}',
    ];
    for (const msg of within) await hook("freqtrade", feed.key, JSON.stringify({ type: "strategy_msg", msg }));
    for (const note of within) await post(feed.key, { type: "signal", data: { list: [{ note }] } });
    const texts = [
      "Authorization: Bearer s3cret",
      "X-Api-Key: s3cret buy",
      `{'passwd': 's3cret', oops}`,
      `{"x_api_key": "s3cret", oops}`,
      `{"botToken":\n"s\\"3cret", oops}`,
    ];
    for (const text of texts) await hook("tradingview", feed.key, text, "text/plain");
    await hook("tradingview", feed.key, "data%5Btoken%5D=s3cret&id_token=s3cret", "application/x-www-form-urlencoded");
    const events = await readFeed(feed);
    expect(events).toHaveLength(11 + 2 * within.length + texts.length + 1);
    expect(JSON.stringify(events)).not.toContain("s3cret");
    for (const { data } of [events[0]!, events[5]!]) {
      expect(data).toMatchObject({
        Secret: "•••",
        nested: [{ API_KEY: "•••", apiSecret: "•••" }],
        token: "•••",
        key: null,
      });
    }
    expect(events[0]!.data.passphrase).toBe("•••");
    expect(events[8]!.data.msg).toContain('"token":•••');
    expect(events[10]!.data.text).toBe(`{"secret": •••, 'key': •••, "price": {{close}}}`);
  });
});

test("what only looks like a secret stays", async () => {
  const feed = await createFeed();
  const data = {
    base_token: "SOL",
    keys: ["a"],
    monkey: 1,
    keyword: "b",
    tokens: "c",
    text: "token: PEPE, key: support",
    note: "The password: none. See https://x.example?key=5",
  };
  await hook("tradingview", feed.key, JSON.stringify(data));
  expect((await readFeed(feed))[0]!.data).toEqual(data);
});

describe("a text over the limit", () => {
  const traceback = `Traceback (most recent call last):\n${"  File x, line 1 🚀\n".repeat(3_000)}KeyError: 'the cause'`;

  test.each([
    ["freqtrade", JSON.stringify({ type: "exception", status: traceback }), "application/json", "status"],
    [
      "freqtrade",
      new URLSearchParams({ type: "exception", status: traceback }).toString(),
      "application/x-www-form-urlencoded",
      "status",
    ],
    ["freqtrade", traceback, "text/plain", "msg"],
    ["tradingview", traceback, "text/plain", "text"],
    ["tradingview", JSON.stringify({ deep: { text: traceback } }), "application/json", "deep"],
  ])("at %s is cut in its middle, with a mark (%#)", async (door, body, type, member) => {
    const feed = await createFeed();
    await hook(door, feed.key, body, type);
    const other = body.replace("cause", "other");
    expect((await hook(door, feed.key, other, type)).duplicate).toBe(false);
    expect((await hook(door, feed.key, other, type)).duplicate).toBe(true);
    const [event] = await readFeed(feed);
    const value = event!.data[member] as string | { text: string };
    const text = typeof value === "string" ? value : value.text;
    expect(text).toMatch(/^Traceback[^]*… \[truncated: \d+ characters left out\] …[^]*KeyError: 'the cause'$/);
    expect(text.isWellFormed()).toBe(true);
    expect(new TextEncoder().encode(JSON.stringify(event)).byteLength).toBeLessThan(34_000);
    expect(event!.data.fillcast_body_sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test("that is made of many members is kept as one text", async () => {
    const feed = await createFeed();
    const members = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`member-${index}`, "\u0001"]));
    await hook("freqtrade", feed.key, JSON.stringify({ type: "entry", trade_id: "5", pair: "A/B", ...members }));
    const [event] = await readFeed(feed);
    expect(event).toMatchObject({ type: "entry", pair: "A/B", trade: { id: "5" } });
    expect(event!.data.body).toMatch(/^\{"trade_id":"5"[^]*truncated/);
  });
});

describe("a batch that would rather have its good part stored", () => {
  const lenient = { Prefer: "handling=lenient" };

  test("is answered for each event, and the default stays all or nothing", async () => {
    const feed = await createFeed();
    await post(feed.key, { id: "a", type: "signal", data: { n: 1 } });
    const batch = [
      { id: "b", type: "signal" },
      {},
      { id: "a", type: "signal", data: { n: 2 } },
      { id: "a", type: "signal", data: { n: 1 } },
      null,
      { id: "c", type: "exit_fill", price: "x" },
      { id: "b", type: "x-other" },
      { id: "d", type: "signal", data: { text: "a".repeat(33_000) } },
      { type: "heartbeat" },
      { id: "e", type: "signal" },
    ];
    expect((await post(feed.key, batch)).headers.get("Preference-Applied")).toBeNull();
    expect((await readFeed(feed)).map(({ id }) => id)).toEqual(["a"]);
    const answer = await post(feed.key, batch, lenient);
    expect([answer.status, answer.headers.get("Preference-Applied")]).toEqual([200, "handling=lenient"]);
    const refused = (slug: string, pointer?: string) => ({
      problem: expect.objectContaining({
        type: `/problems/${slug}`,
        ...(pointer === undefined ? {} : { errors: [expect.objectContaining({ pointer })] }),
      }) as unknown,
    });
    expect(await answer.json()).toEqual({
      status: "partial",
      epoch: feed.epoch,
      accepted: 3,
      duplicates: 1,
      refused: 6,
      events: [
        { id: "b", seq: 2, duplicate: false },
        refused("invalid-event", "/1/type"),
        refused("id-conflict", "/2/id"),
        { id: "a", seq: 1, duplicate: true },
        refused("invalid-event", "/4"),
        refused("invalid-event", "/5/price"),
        refused("id-conflict", "/6/id"),
        refused("event-too-large"),
        { id: expect.any(String), seq: null, duplicate: false },
        { id: "e", seq: 3, duplicate: false },
      ],
    });
    expect((await readFeed(feed)).map(({ id }) => id)).toEqual(["a", "b", "e"]);
  });

  test("may be lines, of which one is no JSON", async () => {
    const feed = await createFeed();
    const lines = '{"id":"a","type":"signal"}\n{"id":"b","type":"signal","data":{"x":NaN}}\n{"id":"c","type":"signal"}';
    const type = { "Content-Type": "application/x-ndjson" };
    expect(await problemOf(await post(feed.key, lines, type))).toEqual([400, "malformed-json"]);
    const answer = await post(feed.key, lines, { ...type, ...lenient });
    expect(await answer.json()).toMatchObject({
      status: "partial",
      accepted: 2,
      refused: 1,
      events: [{ id: "a" }, { problem: { status: 400, errors: [{ pointer: "/1/data/x" }] } }, { id: "c" }],
    });
  });

  test("is refused whole where that is no event's fault, and one event alone is answered as ever", async () => {
    const feed = await createFeed();
    expect(await problemOf(await post(feed.key, "[", lenient))).toEqual([400, "malformed-json"]);
    expect(await problemOf(await post(feed.key, "[]", lenient))).toEqual([422, "invalid-event"]);
    const single = await post(feed.key, { type: "buy" }, lenient);
    expect([single.status, single.headers.get("Preference-Applied")]).toEqual([422, null]);
    const all = await post(feed.key, [{ id: "a", type: "signal" }], lenient);
    expect(await all.json()).toMatchObject({ status: "ok", accepted: 1, refused: 0 });
    const none = await post(feed.key, [{}, {}], lenient);
    expect(await none.json()).toMatchObject({ status: "partial", epoch: feed.epoch, accepted: 0, refused: 2 });
  });
});
