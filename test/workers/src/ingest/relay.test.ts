import { BODY_MAX_BYTES, EVENT_MAX_BYTES } from "@fillcast/protocol";
import { describe, expect, test } from "vitest";
import recorded from "../../../fixtures/freqtrade/webhook-bodies.json";
import { call, createFeed, issueKey, problemOf, readFeed, send, type CreatedFeed } from "../../edge.ts";

interface Answer {
  readonly status: string;
  readonly events: readonly {
    readonly id: string | null;
    readonly seq?: number;
    readonly duplicate?: boolean;
    readonly heartbeat?: true;
    readonly problem?: {
      readonly type: string;
      readonly status: number;
      readonly errors?: readonly { pointer: string }[];
    };
  }[];
}

const RECORDED = recorded as unknown as readonly { readonly body: Readonly<Record<string, string>> }[];
const NDJSON = { "Content-Type": "application/x-ndjson" };
const lines = (items: readonly unknown[]): string =>
  items.map((item) => (typeof item === "string" ? item : JSON.stringify(item))).join("\n");

function post(key: string, items: readonly unknown[]): Promise<Response> {
  return send("POST", "/v1/relay", key, lines(items), NDJSON);
}

async function relay(key: string, items: readonly unknown[]): Promise<Answer["events"]> {
  const answer = await post(key, items);
  if (answer.status !== 200) throw new Error(await answer.text());
  const { status, events } = await answer.json<Answer>();
  expect(status).toBe("ok");
  return events;
}

const at = (): number => Date.now() - 60_000;
const webhook = (id: string, body: unknown, more: object = {}) => ({
  id,
  bot: "spot-1",
  at: at(),
  webhook: "freqtrade",
  contentType: "application/json",
  body: JSON.stringify(body),
  ...more,
});
const native = (id: string, event: unknown, more: object = {}) => ({ id, bot: "spot-1", at: at(), event, ...more });
const slugs = (events: Answer["events"]) => events.map(({ problem }) => problem?.type.replace("/problems/", ""));

async function createRelay(wish: object = {}): Promise<CreatedFeed & { readonly relay: string }> {
  const feed = await createFeed();
  const { key } = await issueKey(feed, { scope: "publish", ...wish });
  return { ...feed, relay: key };
}

describe("what a relay took", () => {
  test("is stored with its own ids and times, in both forms, and a retry appends nothing", async () => {
    const feed = await createRelay();
    const items = [
      webhook("a", { type: "status", status: "running" }),
      webhook("b", { type: "status", status: "running" }),
      native("c", { type: "equity", data: { value: 10021.5, currency: "USDT" } }, { bot: "other" }),
    ];
    expect(await relay(feed.relay, items)).toEqual([
      { id: "a", seq: 1, duplicate: false },
      { id: "b", seq: 2, duplicate: false },
      { id: "c", seq: 3, duplicate: false },
    ]);
    expect((await relay(feed.relay, items)).map(({ seq, duplicate }) => [seq, duplicate])).toEqual([
      [1, true],
      [2, true],
      [3, true],
    ]);
    const events = await readFeed(feed);
    expect(events).toMatchObject([
      { id: "a", bot: "spot-1", source: "freqtrade", ts: items[0]!.at, edge: { via: "relay" } },
      { id: "b", type: "status", data: { status: "running" } },
      { id: "c", bot: "other", source: "api", type: "equity", data: { value: "10021.5" } },
    ]);
    expect(events[0]!.edge).not.toHaveProperty("saidAt");
  });

  test("is read as the doors read it: typed JSON, forms, base64, and bytes that are no text", async () => {
    const feed = await createRelay();
    const fill = '{"type":"entry_fill","trade_id":7,"pair":"ETH/USDT","open_rate":2531.170,"is_final_exit":false}';
    const latin = Buffer.from('{"type":"status","status":"caf\xe9"}', "latin1").toString("base64");
    const form = { contentType: "application/x-www-form-urlencoded", body: "type=status&status=ok" };
    await relay(feed.relay, [
      { ...webhook("a", {}), body: fill },
      webhook("b", {}, { body: latin, encoding: "base64" }),
      webhook("c", {}, form),
      webhook("d", {}, { webhook: "tradingview", contentType: "text/plain", body: "BTC crosses" }),
    ]);
    const events = await readFeed(feed);
    expect(events).toMatchObject([
      { type: "entry_fill", trade: { id: "7" }, data: { open_rate: "2531.170", is_final_exit: false } },
      { data: { status: "café" } },
      { data: { status: "ok" } },
      { source: "tradingview", type: "signal" },
    ]);
    expect(events[1]!.data).toHaveProperty("fillcast_body_sha256");
  });

  test("has an answer for each item, and a bad one holds up no other", async () => {
    const feed = await createRelay();
    await relay(feed.relay, [native("taken", { type: "signal" })]);
    const good = native("good", { type: "signal" });
    const answers = await relay(feed.relay, [
      "{broken",
      "3",
      native("e1", { type: "nonsense" }),
      good,
      native("e2", { type: "signal", pair: "" }),
      webhook("e3", {}, { webhook: "unheard-of" }),
      webhook("e4", {}, { body: "{broken" }),
      { ...good, id: "e5", bot: "not a bot" },
      { id: "e6", bot: "b", at: "now", event: { type: "signal" } },
      { id: "e7", bot: "b", at: 1 },
      { ...good, id: "e8", event: { type: "signal", data: { text: "x".repeat(EVENT_MAX_BYTES) } } },
      native("taken", { type: "warning" }),
      { ...good, id: "" },
      webhook("e9", {}, { body: undefined }),
      webhook("e10", {}, { encoding: "hex" }),
      native("beat", { type: "heartbeat" }),
      native("last", { type: "signal" }),
    ]);
    const stored = answers.filter(({ seq }) => seq !== undefined).map(({ id, seq }) => [id, seq]);
    expect(stored).toEqual([
      ["good", 2],
      ["last", 3],
    ]);
    expect(answers[15]).toEqual({ id: "beat", heartbeat: true });
    expect(answers[0]!.id).toBeNull();
    expect(answers[4]).toMatchObject({ id: "e2", problem: { status: 422, errors: [{ pointer: "/event/pair" }] } });
    expect(slugs(answers)).toEqual([
      "malformed-json",
      "invalid-event",
      "invalid-event",
      undefined,
      "invalid-event",
      "invalid-event",
      "malformed-json",
      "invalid-event",
      "invalid-event",
      "invalid-event",
      "event-too-large",
      "id-conflict",
      "invalid-event",
      "invalid-event",
      "invalid-event",
      undefined,
      undefined,
    ]);
  });

  test("names the bots of its key alone", async () => {
    const feed = await createRelay({ bot: "mine" });
    const answers = await relay(feed.relay, [
      native("a", { type: "signal" }),
      native("b", { type: "signal" }, { bot: "mine" }),
    ]);
    expect(slugs(answers)).toEqual(["identity-mismatch", undefined]);
    expect((await readFeed(feed)).map(({ bot }) => bot)).toEqual(["mine"]);
  });

  test("counts from its arrival where its clock cannot be right, and stays one event when it is sent again", async () => {
    const feed = await createRelay();
    const startMs = Date.now();
    const items = [
      native("past", { type: "signal" }, { at: 1_000 }),
      native("future", { type: "signal" }, { at: startMs + 3_600_000 }),
      native("near", { type: "signal" }, { at: startMs + 3_000 }),
      native("half", { type: "signal" }, { at: startMs - 0.5 }),
    ];
    await relay(feed.relay, items);
    expect((await relay(feed.relay, items)).every(({ duplicate }) => duplicate === true)).toBe(true);
    const [past, future, near] = await readFeed(feed);
    for (const [event, said] of [
      [past, 1_000],
      [future, startMs + 3_600_000],
    ] as const) {
      expect(event!.edge?.saidAt).toBe(said);
      expect(event!.ts).toBe(event!.edge?.at);
    }
    expect(near!.ts).toBe(startMs + 3_000);
    expect(near!.edge).not.toHaveProperty("saidAt");
  });

  test("may come as gzip, within the same limit", async () => {
    const feed = await createRelay();
    const zip = async (text: string): Promise<Response> => {
      const body = await new Response(
        new Blob([text]).stream().pipeThrough(new CompressionStream("gzip")),
      ).arrayBuffer();
      const headers = { ...NDJSON, Authorization: `Bearer ${feed.relay}`, "Content-Encoding": "gzip" };
      return call("/v1/relay", { method: "POST", body, headers });
    };
    expect((await zip(lines([native("a", { type: "signal" })]))).status).toBe(200);
    expect(await problemOf(await zip("x".repeat(BODY_MAX_BYTES + 1)))).toEqual([413, "body-too-large"]);
    const broken = { ...NDJSON, Authorization: `Bearer ${feed.relay}`, "Content-Encoding": "gzip" };
    expect(await problemOf(await call("/v1/relay", { method: "POST", body: "no gzip", headers: broken }))).toEqual([
      400,
      "malformed-body",
    ]);
    const brotli = { ...NDJSON, Authorization: `Bearer ${feed.relay}`, "Content-Encoding": "br" };
    expect(await problemOf(await call("/v1/relay", { method: "POST", body: "x", headers: brotli }))).toEqual([
      415,
      "unsupported-media-type",
    ]);
  });

  test("is refused whole without a key for it, with too many items, and with nothing in it", async () => {
    const feed = await createRelay();
    const { key: reader } = await issueKey(feed, { scope: "subscribe" });
    expect(await problemOf(await post(reader, [native("a", { type: "signal" })]))).toEqual([403, "wrong-scope"]);
    const many = Array.from({ length: 501 }, (_, index) => native(`n${index}`, { type: "signal" }));
    expect(await problemOf(await post(feed.relay, many))).toEqual([413, "batch-too-large"]);
    expect(await problemOf(await post(feed.relay, ["", " "]))).toEqual([400, "empty-body"]);
    expect(await problemOf(await send("POST", "/v1/relay", feed.relay, "{}"))).toEqual([415, "unsupported-media-type"]);
    expect(await readFeed(feed)).toEqual([]);
  });
});

describe("a bot that sends both through its relay and straight", () => {
  const typed = (value: string): unknown => {
    if (/^-?\d+(\.\d+)?$/.test(value)) return Number(value);
    const words: Readonly<Record<string, unknown>> = { None: null, True: true, False: false };
    return value in words ? words[value] : value;
  };
  /** As the message stream has it: typed, where a webhook has texts. */
  const streamed = (body: Readonly<Record<string, string>>): object =>
    Object.fromEntries(Object.entries(body).map(([name, value]) => [name, typed(value)]));
  const orders = RECORDED.map(({ body }) => body).filter(({ type }) => /^(entry|exit)/.test(type ?? ""));

  test.each(["the relay", "the webhook"])("is heard once, if %s comes first", async (first) => {
    const feed = await createRelay();
    await relay(feed.relay, [native("v", { type: "heartbeat", data: { vitals: { state: "running" } } })]);
    const straight = async (body: object) => {
      const answer = await send("POST", "/v1/webhooks/freqtrade", bot.key, body);
      expect(answer.status).toBe(200);
      await answer.text();
    };
    const bot = await issueKey(feed, { scope: "publish", bot: "spot-1" });
    for (const [index, body] of orders.entries()) {
      const relayed = () => relay(feed.relay, [webhook(`m${index}`, streamed(body))]);
      if (first === "the relay") await relayed();
      await straight(body);
      if (first === "the webhook") await relayed();
    }
    const events = (await readFeed(feed)).filter(({ source }) => source === "freqtrade");
    expect(events.map(({ type }) => type)).toEqual(orders.map(({ type }) => type));
  });
});
