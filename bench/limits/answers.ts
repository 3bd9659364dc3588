/**
 * A request just beyond each limit that one machine can reach, and its answer, which has to be the one of PROTOCOL.md §8, §13 and §14.
 * After each of them the feed still takes an event.
 */
import {
  BATCH_MAX_EVENTS,
  BODY_MAX_BYTES,
  BODY_MAX_VALUES,
  CLIENT_FRAME_MAX_CHARS,
  DEBT_MAX_BYTES,
  DEFAULT_QUOTAS,
  EVENT_ID_MAX_CHARS,
  EVENT_MAX_BYTES,
  FILTER_MAX_NAMES,
  JSON_MAX_DEPTH,
  type QuotaWish,
  SUBSCRIBERS_MAX,
  UNACKED_REPLAY_MAX_BYTES,
} from "@fillcast/protocol";
import { webSocket } from "../driver/wires/web-socket.ts";
import type { Channel } from "../driver/wire.ts";
import { type FillcastServer, startFillcast } from "../sides/fillcast-server.ts";

export interface LimitAnswer {
  readonly limit: string;
  readonly sent: string;
  /** `413 event-too-large` of a request, `closed 4005 subscriber-limit` of a socket. */
  readonly answer: string;
  readonly isDocumented: boolean;
}

const WAIT_MS = 60_000;
const OPENING_AT_ONCE = 100;

/** Requests that a key may have at once in the check of that quota. */
const BURST = 20;

interface Check {
  readonly limit: string;
  readonly sent: string;
  readonly documented: string;
  readonly run: (feed: FeedAt) => Promise<string>;
  /** Other quotas than none. */
  readonly limits?: QuotaWish;
}

/** Publishes this to `/v1/events`. */
const posted =
  (body: () => string) =>
  (feed: FeedAt): Promise<string> =>
    feed.post(body());

const event = (data: object, id = "e"): string => JSON.stringify({ id, type: "x-limit", data });
const batch = (count: number, from = 0, text = ""): string =>
  `[${Array.from({ length: count }, (_, n) => event({ text }, `e${from + n}`)).join(",")}]`;

function nested(levels: number): string {
  return `{"id":"e","type":"x-limit","data":${'{"a":'.repeat(levels)}1${"}".repeat(levels)}}`;
}

const CHECKS: readonly Check[] = [
  {
    limit: "EVENT_MAX_BYTES",
    sent: "an event of 33 KiB",
    documented: "413 event-too-large",
    run: posted(() => event({ text: "x".repeat(EVENT_MAX_BYTES + 1_024) })),
  },
  {
    limit: "BATCH_MAX_EVENTS",
    sent: `a batch of ${BATCH_MAX_EVENTS + 1} events`,
    documented: "413 batch-too-large",
    run: posted(() => batch(BATCH_MAX_EVENTS + 1)),
  },
  {
    limit: "BODY_MAX_BYTES",
    sent: "a body of one MiB and a byte",
    documented: "413 body-too-large",
    run: posted(() => batch(1).padEnd(BODY_MAX_BYTES + 1)),
  },
  {
    limit: "BODY_MAX_VALUES",
    sent: "a body of 66,000 values",
    documented: "413 body-too-large",
    run: posted(() => event({ list: Array.from({ length: BODY_MAX_VALUES + 464 }, () => 1) })),
  },
  {
    limit: "JSON_MAX_DEPTH",
    sent: `a value ${JSON_MAX_DEPTH + 2} levels deep`,
    documented: "422 invalid-event",
    run: posted(() => nested(JSON_MAX_DEPTH + 2)),
  },
  {
    limit: "EVENT_ID_MAX_CHARS",
    sent: "an id of 129 characters",
    documented: "422 invalid-event",
    run: posted(() => event({}, "i".repeat(EVENT_ID_MAX_CHARS + 1))),
  },
  {
    limit: "publishBurst",
    sent: `${3 * BURST} posts at once of a key that may send ${BURST}`,
    documented: "429 rate-limited, Retry-After",
    limits: { key: { publishPerSecond: 1, publishBurst: BURST } },
    async run(feed) {
      const answers = await Promise.all(Array.from({ length: 3 * BURST }, (_, n) => feed.post(event({}, `e${n}`))));
      return answers.find((answer) => answer !== "200") ?? "200";
    },
  },
  {
    limit: "eventsPerDay",
    sent: "11 events of a key that may send 10 a day",
    documented: "429 rate-limited, Retry-After",
    limits: { key: { eventsPerDay: 10 } },
    run: posted(() => batch(11)),
  },
  {
    limit: "sockets",
    sent: `socket ${DEFAULT_QUOTAS.key.sockets + 1} of one key`,
    documented: "closed 4004 rate-limited",
    limits: "default",
    run: (feed) => openBeyond(feed, DEFAULT_QUOTAS.key.sockets),
  },
  {
    limit: "SUBSCRIBERS_MAX",
    sent: `subscriber ${(SUBSCRIBERS_MAX + 1).toLocaleString("en-US")} of a feed`,
    documented: "closed 4005 subscriber-limit",
    run: (feed) => openBeyond(feed, SUBSCRIBERS_MAX),
  },
  {
    limit: "FILTER_MAX_NAMES",
    sent: `a filter of ${FILTER_MAX_NAMES + 1} bots`,
    documented: "closed 4500 malformed-frame",
    run: (feed) => feed.socket(`bots=${Array.from({ length: FILTER_MAX_NAMES + 1 }, (_, n) => `b${n}`).join(",")}`).end,
  },
  {
    limit: "CLIENT_FRAME_MAX_CHARS",
    sent: "a frame of 4,097 characters",
    documented: "closed 4500 malformed-frame",
    async run(feed) {
      const socket = feed.socket("");
      await socket.channel.opened;
      await socket.heard("welcome");
      socket.channel.send("x".repeat(CLIENT_FRAME_MAX_CHARS + 1));
      return socket.end;
    },
  },
  {
    limit: "UNACKED_REPLAY_MAX_BYTES",
    sent: "a reader without ack=1 that is 2 MiB behind",
    documented: "reset too_far",
    async run(feed) {
      await feed.fill(2 * UNACKED_REPLAY_MAX_BYTES);
      const socket = feed.socket("since=1h");
      const reset = await socket.heard("reset");
      socket.channel.close();
      return `reset ${String(reset.reason)}`;
    },
  },
  {
    limit: "DEBT_MAX_BYTES",
    sent: "9 MiB to a subscriber that never says a word",
    documented: "closed 4001 slow-subscriber",
    async run(feed) {
      const socket = feed.socket("");
      await socket.heard("welcome");
      await feed.fill(DEBT_MAX_BYTES + 2 ** 20);
      return socket.end;
    },
  },
];

/** What each check is answered. Throws where a feed takes nothing any more afterwards. */
export async function checkLimits(stateDir: string): Promise<LimitAnswer[]> {
  const server = await startFillcast({ stateDir, inspect: false });
  try {
    const answers: LimitAnswer[] = [];
    for (const [n, { limit, sent, documented, run, limits = "none" }] of CHECKS.entries()) {
      const name = `limit-${n}`;
      const feed = new FeedAt(server, name, await server.createFeed(name, limits));
      const answer = await within(run(feed), `${limit} was not answered`);
      feed.close();
      if (limits === "none") {
        const after = await feed.post(event({}, "after"));
        if (after !== "200") throw new Error(`after ${limit} the feed answers ${after}`);
      }
      answers.push({ limit, sent, answer, isDocumented: answer === documented });
    }
    return answers;
  } finally {
    await server.stop();
  }
}

interface LimitSocket {
  readonly channel: Channel;
  /** The next frame of this type. */
  heard(type: string): Promise<{ readonly [name: string]: unknown }>;
  /** How it was closed. */
  readonly end: Promise<string>;
}

class FeedAt {
  readonly #server: FillcastServer;
  readonly #name: string;
  readonly #key: string;
  readonly #channels: Channel[] = [];

  constructor(server: FillcastServer, name: string, key: string) {
    this.#server = server;
    this.#name = name;
    this.#key = key;
  }

  /** `200`, or status and problem. */
  async post(body: string): Promise<string> {
    const response = await fetch(`http://127.0.0.1:${this.#server.port}/v1/events`, {
      method: "POST",
      headers: { authorization: `Bearer ${this.#key}`, "content-type": "application/json" },
      body,
    });
    const text = await response.text();
    if (response.ok) return String(response.status);
    const { type } = JSON.parse(text) as { type: string };
    const retry = response.headers.has("retry-after") ? ", Retry-After" : "";
    return `${response.status} ${type.replace("/problems/", "")}${retry}`;
  }

  /** Publishes this many bytes of events. */
  async fill(bytes: number): Promise<void> {
    const text = "x".repeat(16_384);
    for (let sent = 0, n = 0; sent < bytes; sent += 32 * text.length, n += 32) {
      const answer = await this.post(batch(32, n, text));
      if (answer !== "200") throw new Error(`a batch was answered ${answer}`);
    }
  }

  /** Without `ack=1`. */
  socket(query: string): LimitSocket {
    const url = `ws://127.0.0.1:${this.#server.port}/parties/feed/${this.#name}?token=${this.#key}&v=1&${query}`;
    const frames: { readonly type: string }[] = [];
    const waiting: { readonly type: string; readonly resolve: (frame: object) => void }[] = [];
    const { promise: end, resolve } = Promise.withResolvers<string>();
    const channel = webSocket(
      { url },
      {
        message(bytes) {
          const frame = JSON.parse(bytes.toString("utf8")) as { readonly type: string };
          frames.push(frame);
          for (const { type, resolve } of waiting) if (type === frame.type) resolve(frame);
        },
        ended: (why) => resolve(why.replace("closed with", "closed")),
      },
    );
    this.#channels.push(channel);
    return {
      channel,
      end,
      heard: (type) =>
        new Promise((resolve) => {
          const known = frames.find((frame) => frame.type === type);
          if (known) resolve(known as object as { [name: string]: unknown });
          else waiting.push({ type, resolve: (frame) => resolve(frame as { [name: string]: unknown }) });
        }),
    };
  }

  close(): void {
    for (const channel of this.#channels) channel.close();
  }
}

/** Opens as many sockets as there may be, and then one more; how that one is closed. */
async function openBeyond(feed: FeedAt, most: number): Promise<string> {
  for (let opened = 0; opened < most;) {
    const next = Array.from({ length: Math.min(OPENING_AT_ONCE, most - opened) }, () => feed.socket(""));
    await Promise.all(next.map((socket) => socket.heard("welcome")));
    opened += next.length;
  }
  return feed.socket("").end;
}

async function within<T>(promise: Promise<T>, words: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${words} within ${WAIT_MS} ms`)), WAIT_MS);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
