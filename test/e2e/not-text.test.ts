/**
 * Bytes that are no text, sent as no HTTP library would: what is made an identity of must be whole, or two events are one.
 */
import { once } from "node:events";
import { connect } from "node:net";
import { beforeAll, describe, expect, inject, test } from "vitest";
import type { FeedEvent } from "@fillcast/protocol";
import { createFeed } from "../support/api.ts";

const server = inject("sharedServer");
let key: string;
beforeAll(async () => {
  key = await createFeed(server.origin, server.adminToken, "text");
});

/** The status and the JSON of the answer to a POST whose headers and body are these bytes. */
async function post(path: string, headers: readonly (string | Buffer)[], body: string | Buffer) {
  const { hostname, port } = new URL(server.origin);
  const socket = connect(Number(port), hostname);
  let answer = "";
  socket.setEncoding("utf8").on("data", (chunk: string) => (answer += chunk));
  const lines = [
    `POST ${path} HTTP/1.1`,
    "Host: edge.test",
    "Connection: close",
    `Authorization: Bearer ${key}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...headers,
    "",
  ];
  socket.write(
    Buffer.concat([...lines.flatMap((line) => [Buffer.from(line), Buffer.from("\r\n")]), Buffer.from(body)]),
  );
  await once(socket, "close");
  const [head = "", text = ""] = answer.split("\r\n\r\n");
  return {
    status: Number(head.slice(9, 12)),
    json: JSON.parse(text) as { type?: string; seq?: number; duplicate?: boolean },
  };
}

const JSON_TYPE = "Content-Type: application/json";
const keyed = (bytes: readonly number[]) => Buffer.concat([Buffer.from("Idempotency-Key: k"), Buffer.from(bytes)]);

describe("an Idempotency-Key", () => {
  test.each([
    ["a byte that never is", [0xff]],
    ["Latin-1", [0xe9]],
    ["half of a surrogate pair", [0xed, 0xa0, 0x80]],
    ["a character that is cut", [0xf0, 0x9f, 0x9a]],
    ["an overlong one", [0xc0, 0x80]],
    ["what stands for such bytes", [0xef, 0xbf, 0xbd]],
  ])("with %s is refused, and nothing is stored", async (_, bytes) => {
    const answer = await post("/v1/events", [JSON_TYPE, keyed(bytes)], '{"type":"signal"}');
    expect(answer).toMatchObject({ status: 400, json: { type: "/problems/invalid-request" } });
    const batch = await post("/v1/events", [JSON_TYPE, keyed(bytes)], '[{"type":"signal"}]');
    expect(batch).toMatchObject({ status: 400, json: { type: "/problems/invalid-request" } });
  });

  test("in UTF-8 is an id, the same as in a body", async () => {
    const first = await post("/v1/events", [JSON_TYPE, keyed([0xc3, 0xa9])], '{"type":"signal"}');
    expect(first).toMatchObject({ status: 200, json: { duplicate: false } });
    expect(await post("/v1/events", [JSON_TYPE], '{"type":"signal","id":"ké"}')).toMatchObject({
      status: 200,
      json: { duplicate: true, seq: first.json.seq },
    });
  });
});

describe("a body that is not UTF-8", () => {
  const body = (byte: number) =>
    Buffer.concat([Buffer.from('{"type":"signal","pair":"'), Buffer.from([byte]), Buffer.from('"}')]);

  test("is refused at the native door", async () => {
    for (const type of [JSON_TYPE, "Content-Type: application/x-ndjson"]) {
      expect(await post("/v1/events", [type], body(0xff))).toMatchObject({
        status: 400,
        json: { type: "/problems/malformed-body" },
      });
    }
  });

  test.each([
    [
      "freqtrade",
      JSON_TYPE,
      (byte: number) =>
        Buffer.concat([Buffer.from('{"type":"status","status":"é'), Buffer.from([byte]), Buffer.from('"}')]),
    ],
    [
      "freqtrade",
      "Content-Type: application/x-www-form-urlencoded",
      (byte: number) => Buffer.from(`type=status&status=%${byte.toString(16)}`),
    ],
    ["freqtrade", "Content-Type: text/plain", (byte: number) => Buffer.from([byte, 0x80])],
    [
      "tradingview",
      JSON_TYPE,
      (byte: number) => Buffer.concat([Buffer.from('{"note":"é'), Buffer.from([byte]), Buffer.from('"}')]),
    ],
    [
      "tradingview",
      "Content-Type: text/plain",
      (byte: number) => Buffer.concat([Buffer.from("é"), Buffer.from([byte])]),
    ],
  ])("at %s with %s is an event, a repeat none, and another body is another event", async (door, type, toBody) => {
    const send = (byte: number) => post(`/v1/webhooks/${door}`, [type], toBody(byte));
    const [first, again, other] = [await send(0xfe), await send(0xfe), await send(0xff)];
    expect(first).toMatchObject({ status: 200, json: { duplicate: false } });
    expect(other).toMatchObject({ status: 200, json: { duplicate: false } });
    expect(again).toMatchObject({ status: 200, json: { duplicate: true, seq: first.json.seq } });
  });

  test("is no repeat of one in UTF-8 that reads the same", async () => {
    const send = (bytes: readonly number[]) =>
      post("/v1/webhooks/tradingview", ["Content-Type: text/plain"], Buffer.from(bytes));
    const [utf8, latin1] = [await send([0xc3, 0xbc]), await send([0xfc])];
    expect(utf8.json).toMatchObject({ duplicate: false });
    expect(latin1.json).toMatchObject({ duplicate: false });
  });

  test("leaves a mark at the event, and what was valid", async () => {
    const sent = Buffer.concat([
      Buffer.from('{"type":"strategy_msg","msg":"été '),
      Buffer.from([0xff]),
      Buffer.from('"}'),
    ]);
    const { json } = await post("/v1/webhooks/freqtrade", [JSON_TYPE], sent);
    const answer = await fetch(`${server.origin}/v1/feeds/text/events?limit=1000`, {
      headers: { Authorization: `Bearer ${key}` },
    });
    const { events } = JSON.parse(await answer.text()) as { events: FeedEvent[] };
    expect(events.find(({ seq }) => seq === json.seq)!.data).toEqual({
      msg: "été \ufffd",
      fillcast_body_sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
  });
});
