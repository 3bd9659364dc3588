import { beforeAll, describe, expect, test } from "vitest";
import fixtures from "../../../fixtures/freqtrade/webhook-bodies.json";
import { call, createFeed, issueKey, openSocket, problemOf, readFeed, type CreatedFeed } from "../../edge.ts";

let owner: CreatedFeed;
let bot: string;
beforeAll(async () => {
  owner = await createFeed();
  bot = (await issueKey(owner, { scope: "publish", bot: "spot-1", dryRun: true })).key;
});

describe("Freqtrade", () => {
  const hook = (body: BodyInit, contentType: string | undefined, path = "", headers: Record<string, string> = {}) =>
    call(`/v1/webhooks/freqtrade${path}`, {
      method: "POST",
      body,
      headers: { ...(contentType === undefined ? {} : { "Content-Type": contentType }), ...headers },
    });
  const encodeForm = (body: object) => new URLSearchParams(Object.entries(body)).toString();
  const basic = (key: string) => ({ Authorization: `Basic ${btoa(`bot:${key}`)}` });

  test("every fixture goes through HTTP to a socket, as json, form and raw", async () => {
    for (const format of ["json", "form", "raw"] as const) {
      const feed = await createFeed();
      const { key } = await issueKey(feed, { scope: "publish", bot: "spot-1", dryRun: true });
      const socket = await openSocket(`/parties/feed/${feed.feed}?token=${feed.key}`);
      await socket.until(() => socket.of("caught_up").length === 1);
      for (const [index, { body }] of fixtures.entries()) {
        const form = encodeForm(body);
        const answer =
          format === "json"
            ? await hook(JSON.stringify(body), "application/json", "", basic(key))
            : format === "form"
              ? await hook(form, "application/x-www-form-urlencoded", "", basic(key))
              : await hook(JSON.stringify(body), "text/plain", "", basic(key));
        expect(answer.status).toBe(200);
        expect(await answer.json()).toEqual({
          status: "ok",
          id: expect.stringMatching(new RegExp(`^[0-9a-f]{32}\\.${index + 1}$`)),
          seq: index + 1,
          duplicate: false,
        });
      }
      await socket.until(() => socket.of("events").at(-1)?.through === fixtures.length);
      const events = socket.of("events").flatMap((frame) => frame.events);
      expect(events.map(({ seq }) => seq)).toEqual(fixtures.map((_, index) => index + 1));
      for (const [index, { body }] of fixtures.entries()) {
        const event = events[index]!;
        expect(event).toMatchObject({ type: body.type, bot: "spot-1", source: "freqtrade", mode: "dry" });
        expect(Object.keys(event.data).sort()).toEqual(
          Object.keys(body)
            .filter((name) => name !== "type")
            .sort(),
        );
      }
      expect(events[2]!.trade).toEqual({
        id: "41",
        pair: "ETH/USDT",
        direction: "long",
        openedAt: "2024-10-24T09:15:03.123456Z",
      });
      expect(events[2]!.data).toMatchObject({ amount: "0.0395", sub_trade: false, enter_tag: "ema_cross" });
      expect(events[6]!.data.final_profit_ratio).toBeNull();
    }
  });

  test("the key may stand in the path, the query, a Basic password and a Bearer header", async () => {
    const body = (n: number) =>
      JSON.stringify({ type: "exit", n: String(n), close_date: `2024-10-24 09:15:03.00000${n}` });
    const json = "application/json";
    const answers = [
      await hook(body(1), json, `/${bot}`),
      await hook(body(2), json, `/${bot}/`),
      await hook(body(3), json, `?key=${bot}`),
      await hook(body(4), json, `/?key=${bot}`),
      await hook(body(5), json, "", basic(bot)),
      await hook(body(6), json, "", { Authorization: `Bearer ${bot}` }),
      await hook(body(7), json, `/${bot}?key=wrong`, basic("wrong")),
    ];
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(answers.every(({ redirected }) => !redirected)).toBe(true);
  });

  test("a wrong key in any place is 401, and is not repeated in the answer", async () => {
    const wrong = `${bot}x`;
    for (const [path, headers] of [
      [`/${wrong}`, {}],
      [`?key=${wrong}`, {}],
      ["", basic(wrong)],
      ["", { Authorization: `Bearer ${wrong}` }],
      ["", {}],
    ] as const) {
      const answer = await hook('{"type":"status","status":"running"}', "application/json", path, headers);
      expect(answer.status).toBe(401);
      const shown = `${await answer.text()}${JSON.stringify([...answer.headers])}`;
      expect(shown).not.toContain(bot.slice(-40));
    }
  });

  test("a retry within the window is a duplicate with the first one's id, later it is said again", async () => {
    const feed = await createFeed();
    const entry = JSON.stringify({ type: "entry", trade_id: "1", amount: "1.0" });
    const reordered = JSON.stringify({ amount: "1.0", trade_id: "1", type: "entry" });
    const first = await (await hook(entry, "application/json", `/${feed.key}`)).json<{ id: string }>();
    expect(await (await hook(reordered, "application/json", `/${feed.key}`)).json()).toEqual({
      ...first,
      seq: 1,
      duplicate: true,
    });
    const other = JSON.stringify({ type: "entry", trade_id: "1", amount: "1.00" });
    expect(await (await hook(other, "application/json", `/${feed.key}`)).json()).toMatchObject({
      seq: 2,
      duplicate: false,
    });
  });

  test("another bot or user in a body is kept as data, not refused", async () => {
    const feed = await createFeed();
    const { key } = await issueKey(feed, { scope: "publish", bot: "spot-1" });
    const body = JSON.stringify({ type: "entry", bot: "other", user: "somebody", userId: "x" });
    expect((await hook(body, "application/json", `/${key}`)).status).toBe(200);
    expect((await readFeed(feed))[0]).toMatchObject({
      bot: "spot-1",
      data: { bot: "other", user: "somebody", userId: "x" },
    });
  });

  test("a key without a bot takes the body's where it can be a name", async () => {
    const feed = await createFeed();
    await hook('{"type":"entry","bot":"spot-7"}', "application/json", `/${feed.key}`);
    await hook('{"type":"entry","bot":"no name"}', "application/json", `/${feed.key}`);
    expect((await readFeed(feed)).map((event) => event.bot)).toEqual(["spot-7", "default"]);
  });

  test("content of any kind is taken; only what cannot be read is not", async () => {
    const feed = await createFeed();
    const path = `/${feed.key}`;
    const taken: [BodyInit, string | undefined][] = [
      [new Uint8Array([0xe9, 0x74, 0xe9]), "text/plain"],
      ["Trend flipped 🚀", "text/plain"],
      [new TextEncoder().encode('{"type":"entry"}'), undefined],
      ['{"type":"something new","nested":{"a":[1.10]}}', "application/json"],
      ['{"type":"strategy_msg","msg":"a\\u0000\\ud800"}', "application/json"],
      ["type=whitelist&data=%5B%27ETH%2FUSDT%27%5D", "application/x-www-form-urlencoded"],
      ["[1,2]", "application/json"],
    ];
    for (const [body, contentType] of taken) expect((await hook(body, contentType, path)).status).toBe(200);
    const events = await readFeed(feed);
    expect(events.map(({ type }) => type)).toEqual([
      "strategy_msg",
      "strategy_msg",
      "entry",
      "x-something-new",
      "strategy_msg",
      "whitelist",
      "x-unknown",
    ]);
    expect(events[0]!.data.msg).toBe("été");
    expect(events[3]!.data.nested).toEqual({ a: ["1.10"] });
    expect(events[4]!.data.msg).toBe("a\0\ud800");
    expect(await problemOf(await hook("{", "application/json", path))).toEqual([400, "malformed-json"]);
    expect(await problemOf(await hook("", "application/json", path))).toEqual([400, "empty-body"]);
    expect(await problemOf(await hook("a".repeat(1_100_000), "text/plain", path))).toEqual([413, "body-too-large"]);
  });
});

describe("TradingView", () => {
  const alert = (body: string, contentType: string, key: string) =>
    call(`/v1/webhooks/tradingview/${key}`, { method: "POST", body, headers: { "Content-Type": contentType } });

  test("JSON and text become signals, or what the JSON says it is", async () => {
    const feed = await createFeed();
    await alert(
      '{"ticker":"BTCUSDT","pair":"BTC/USDT","price":67000.50,"time":1729761303}',
      "application/json",
      feed.key,
    );
    await alert("BTCUSDT crossed 67000", "text/plain; charset=utf-8", feed.key);
    await alert('{"type":"x-alarm","bot":"tv","n":1}', "text/plain", feed.key);
    await alert('{"type":"unheard of"}', "application/json", feed.key);
    const events = await readFeed(feed);
    expect(events.map(({ type, source }) => [type, source])).toEqual([
      ["signal", "tradingview"],
      ["signal", "tradingview"],
      ["x-alarm", "tradingview"],
      ["signal", "tradingview"],
    ]);
    expect(events[0]).toMatchObject({ pair: "BTC/USDT", data: { price: "67000.50", time: 1_729_761_303 } });
    expect(events[1]!.data).toEqual({ text: "BTCUSDT crossed 67000" });
    expect(events[2]!.bot).toBe("tv");
    expect(events[3]!.data.type).toBe("unheard of");
  });

  test("a resent alert is stored once", async () => {
    const feed = await createFeed();
    const first = await (await alert("buy", "text/plain", feed.key)).json<{ id: string }>();
    expect(await (await alert("buy", "text/plain", feed.key)).json()).toEqual({ ...first, seq: 1, duplicate: true });
  });

  test("broken JSON that is declared as JSON is refused", async () => {
    expect(await problemOf(await alert("{", "application/json", bot))).toEqual([400, "malformed-json"]);
  });
});
