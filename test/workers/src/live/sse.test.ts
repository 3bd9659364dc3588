import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { signToken } from "../../../../src/auth/jwt.ts";
import { call, createFeed, issueKey, problemOf, send, type CreatedFeed } from "../../edge.ts";

interface Message {
  readonly id: string | null;
  readonly event: string;
  readonly data: { readonly [name: string]: unknown } | null;
}

/** An event stream, read as a browser does: messages by blank lines, the id kept from one to the next. */
class EventStream {
  readonly #reader: ReadableStreamDefaultReader<string>;
  #text = "";
  lastEventId: string | null = null;

  constructor(body: ReadableStream) {
    this.#reader = body.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** Reads up to and including the first message that passes. */
  async until(passes: (message: Message) => boolean): Promise<Message[]> {
    const messages: Message[] = [];
    for (;;) {
      const end = this.#text.indexOf("\n\n");
      if (end === -1) {
        const { done, value } = await this.#reader.read();
        if (done) return messages;
        this.#text += value;
        continue;
      }
      const message = this.#parse(this.#text.slice(0, end));
      this.#text = this.#text.slice(end + 2);
      if (message.data === null) continue;
      messages.push(message);
      if (passes(message)) return messages;
    }
  }

  #parse(block: string): Message {
    const fields = new Map(
      block.split("\n").map((line) => [line.split(": ", 1)[0]!, line.slice(line.indexOf(": ") + 2)]),
    );
    this.lastEventId = fields.get("id") ?? this.lastEventId;
    const data = fields.get("data");
    return {
      id: this.lastEventId,
      event: fields.get("event") ?? "message",
      data: data === undefined ? null : (JSON.parse(data) as Message["data"]),
    };
  }

  async close(): Promise<void> {
    await this.#reader.cancel();
  }
}

let owner: CreatedFeed;
beforeAll(async () => {
  owner = await createFeed();
  await send(
    "POST",
    "/v1/events",
    owner.key,
    Array.from({ length: 5 }, (_, n) => ({ id: `e${n}`, type: "signal" })),
  );
});

const streamOf = async (query: string, headers: Record<string, string> = {}, of = owner) => {
  const answer = await call(`/v1/feeds/${of.feed}/sse${query}`, { headers });
  expect(answer.status).toBe(200);
  expect(answer.headers.get("Content-Type")).toBe("text/event-stream");
  return new EventStream(answer.body!);
};
const isCaughtUp = ({ event }: Message) => event === "caught_up";
const seqsOf = (messages: readonly Message[]) =>
  messages.filter(({ event }) => event === "message").map(({ data }) => data!.seq);

describe("an event stream", () => {
  test("replays, says that it caught up, and goes on live", async () => {
    const feed = await createFeed();
    await send("POST", "/v1/events", feed.key, { type: "signal", data: { price: 1 } });
    const stream = await streamOf(`?token=${feed.key}&tail=10`, {}, feed);
    const replayed = await stream.until(isCaughtUp);
    expect(replayed.map(({ event }) => event)).toEqual(["welcome", "message", "caught_up"]);
    expect(replayed[1]).toMatchObject({
      id: `${feed.epoch}_0000000000000001`,
      data: { seq: 1, type: "signal", data: { price: "1" } },
    });
    await send("POST", "/v1/events", feed.key, { type: "signal" });
    expect(seqsOf(await stream.until(({ event }) => event === "message"))).toEqual([2]);
    await stream.close();
  });

  test("resumes after the last id, from the header or the query, whatever its address says", async () => {
    const id = `${owner.epoch}_0000000000000003`;
    for (const [query, headers] of [
      ["?tail=100", { "Last-Event-ID": id }],
      [`?last_event_id=${id}`, {}],
      [`?last_event_id=${owner.epoch}_0000000000000000`, { "Last-Event-ID": id }],
    ] as const) {
      const stream = await streamOf(query, { Authorization: `Bearer ${owner.key}`, ...headers });
      const messages = await stream.until(isCaughtUp);
      expect(messages[0]!.data).toMatchObject({ resumed: true, recovered: true });
      expect(seqsOf(messages)).toEqual([4, 5]);
      await stream.close();
    }
  });

  test("says when it cannot continue, and where it begins", async () => {
    const stream = await streamOf(`?token=${owner.key}&last_event_id=000000000_0000000000000001`);
    const messages = await stream.until(({ event }) => event === "reset");
    expect(messages.at(-1)).toMatchObject({ id: `${owner.epoch}_0000000000000005`, data: { reason: "epoch" } });
    await stream.close();
  });

  test("moves its position past what a filter takes out", async () => {
    const stream = await streamOf(`?token=${owner.key}&tail=10&types=x-none`);
    const messages = await stream.until(isCaughtUp);
    expect(seqsOf(messages)).toEqual([]);
    expect(stream.lastEventId).toBe(`${owner.epoch}_0000000000000005`);
    await stream.close();
  });

  test("opens with a ticket", async () => {
    const { ticket } = await (
      await send("POST", `/v1/feeds/${owner.feed}/tickets`, owner.key)
    ).json<{ ticket: string }>();
    const stream = await streamOf(`?token=${ticket}`);
    await stream.until(isCaughtUp);
    await stream.close();
  });

  test("brings more than the room's window to a reader that takes its time", async () => {
    const feed = await createFeed();
    const text = "a".repeat(30_000);
    for (let n = 0; n < 3; n++) {
      const batch = Array.from({ length: 10 }, () => ({ type: "signal", data: { text } }));
      expect((await send("POST", "/v1/events", feed.key, batch)).status).toBe(200);
    }
    const stream = await streamOf(`?token=${feed.key}&tail=100`, {}, feed);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(seqsOf(await stream.until(isCaughtUp))).toEqual(Array.from({ length: 30 }, (_, n) => n + 1));
    await stream.close();
  });

  test("ends when its key is revoked, with a bye", async () => {
    const reader = await issueKey(owner, { scope: "subscribe" });
    const stream = await streamOf(`?token=${reader.key}`);
    await stream.until(isCaughtUp);
    await send("DELETE", `/v1/feeds/${owner.feed}/keys/${reader.id}`, owner.key);
    const rest = await stream.until(() => false);
    expect(rest.at(-1)).toMatchObject({ event: "bye", data: { code: 4501 } });
  });
});

describe("what is refused is a problem with a status", () => {
  const secrets = { current: env.SIGNING_SECRET };
  const sign = (over: object) =>
    signToken({ sub: owner.feed, scope: "subscribe", jti: owner.id, iat: 1, ...over }, secrets);

  test.each<[string, () => string, number, string]>([
    ["no key", () => "", 401, "unauthenticated"],
    ["a key that ended", () => `?token=${sign({ exp: 2 })}`, 401, "credentials-expired"],
    ["a key that the room does not know", () => `?token=${sign({ jti: "never" })}`, 401, "key-revoked"],
    ["another feed's key", () => `?token=${sign({ sub: "other" })}`, 403, "forbidden"],
    ["a publish key", () => `?token=${sign({ scope: "publish" })}`, 403, "wrong-scope"],
    ["a cursor that is none", () => `?token=${owner.key}&last_event_id=5`, 400, "invalid-request"],
    ["a tail that is none", () => `?token=${owner.key}&tail=x`, 400, "invalid-request"],
  ])("%s", async (_, query, status, slug) => {
    expect(await problemOf(await call(`/v1/feeds/${owner.feed}/sse${query()}`))).toEqual([status, slug]);
  });

  test("a feed that does not exist", async () => {
    const answer = await call(`/v1/feeds/ghost/sse?token=${sign({ sub: "ghost" })}`);
    expect(await problemOf(answer)).toEqual([404, "feed-not-found"]);
  });

  test("HEAD opens nothing", async () => {
    const answer = await call(`/v1/feeds/${owner.feed}/sse?token=${owner.key}`, { method: "HEAD" });
    expect([answer.status, answer.headers.get("Content-Type")]).toEqual([200, "text/event-stream"]);
  });
});
