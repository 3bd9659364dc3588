/**
 * A feed over server-sent events, for networks that block WebSockets and runtimes that have none: plain HTTP, read as it
 * arrives. The session is the same; clock samples and the pong's head are missing, because a stream cannot carry them.
 */
import { CLOSE, isObject, parseJson, PING_TEXT, PROBLEMS, WINDOW_BYTES, type ProblemSlug } from "@fillcast/protocol";
import type { ConnectOptions } from "./api.ts";
import { isProblem, problemToSlug, retryAfter } from "./http.ts";
import type { OpenSocket, SocketEvents } from "./socket.ts";
import { createFrameReader } from "./stream-frames.ts";

/** The server comments every 20 s; a stream that is silent for this long is dead (PROTOCOL.md §9.2). */
const SILENT_MS = 45_000;

/** A `Transport` over `GET /v1/feeds/<feed>/sse`: `connect({ …, fallback: eventStream })`. Live events have no latency figures here. */
export function eventStream(options: ConnectOptions): OpenSocket {
  return (query, events) => {
    const stop = new AbortController();
    const stream = new Stream(events, stop.signal);
    void stream.run(options, query);
    return {
      send: (text) => stream.send(text),
      close: () => stop.abort(),
    };
  };
}

class Stream {
  readonly #events: SocketEvents;
  readonly #signal: AbortSignal;
  #heardAt = Date.now();
  /** Told to the session and not acknowledged: beyond a window nothing more is read, so that slow handlers bound the memory. */
  #unacked: { readonly through: number; readonly bytes: number }[] = [];
  #resume = (): void => {};

  constructor(events: SocketEvents, signal: AbortSignal) {
    this.#events = events;
    this.#signal = signal;
  }

  async run(options: ConnectOptions, query: Readonly<Record<string, unknown>>): Promise<void> {
    try {
      const response = await this.#open(options, query);
      if (response.ok && response.headers.get("content-type")?.startsWith("text/event-stream") && response.body)
        await this.#read(response.body, query.after === undefined ? null : Number(query.after));
      else this.#refused(response, await response.text());
    } catch {
      // The session hears of any end in one way.
    }
    if (!this.#signal.aborted) this.#events.closed(1006, "");
  }

  /** A ping is answered for as long as the stream is alive; an acknowledgement lets it go on. */
  send(text: string): void {
    const isAlive = this.#isFull() || Date.now() - this.#heardAt < SILENT_MS;
    if (text === PING_TEXT && isAlive) queueMicrotask(() => this.#events.text('{"type":"alive"}'));
    const frame = parseJson(text);
    if (!isObject(frame) || frame.type !== "ack") return;
    this.#unacked = this.#unacked.filter(({ through }) => through > Number(frame.seq));
    if (!this.#isFull()) this.#resume();
  }

  #open(
    { url, feed, fetch: ask = fetch }: ConnectOptions,
    query: Readonly<Record<string, unknown>>,
  ): Promise<Response> {
    const { token, ack: _, ...wishes } = query;
    const search = new URLSearchParams(wishes as Record<string, string>);
    const headers = { authorization: `Bearer ${String(token)}`, accept: "text/event-stream" };
    return ask(`${url}/v1/feeds/${feed}/sse?${search}`, { headers, signal: this.#signal });
  }

  async #read(body: ReadableStream<Uint8Array>, after: number | null): Promise<void> {
    const reader = body.getReader();
    const decoder = new TextDecoder();
    const push = createFrameReader(after, (frame) => {
      const { through } = /"through":(?<through>\d+)/.exec(frame.slice(0, 200))?.groups ?? {};
      if (through !== undefined) this.#unacked.push({ through: Number(through), bytes: frame.length });
      this.#events.text(frame);
    });
    for (;;) {
      const { done, value } = await reader.read();
      if (done || this.#signal.aborted) return;
      this.#heardAt = Date.now();
      push(decoder.decode(value, { stream: true }));
      if (this.#isFull()) await new Promise<void>((resolve) => (this.#resume = resolve));
      this.#heardAt = Date.now();
    }
  }

  #isFull(): boolean {
    return this.#unacked.reduce((sum, { bytes }) => sum + bytes, 0) > WINDOW_BYTES;
  }

  /** A refusal as the socket would report it. Anything that is not Fillcast's goes to the session unchanged, which reports that. */
  #refused(response: Response, text: string): void {
    const body = parseJson(text);
    if (!isProblem(body)) return this.#events.text(text);
    const reason = problemToSlug(body);
    const code = slugToCloseCode(reason, response.status);
    this.#events.text(JSON.stringify({ type: "bye", code, reason, detail: body.detail, ...retryAfter(response) }));
  }
}

function slugToCloseCode(slug: string, status: number): number {
  const closeCode = Object.hasOwn(PROBLEMS, slug) && "closeCode" in PROBLEMS[slug as ProblemSlug];
  if (closeCode) return (PROBLEMS[slug as ProblemSlug] as { readonly closeCode: number }).closeCode;
  return status === 429 || status >= 500 ? CLOSE.roomRestarting : CLOSE.malformedFrame;
}
